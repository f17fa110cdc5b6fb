"""What people write with a little Markdown, rendered without trusting any of it."""

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h3", "h4", "blockquote", "code", "pre", "a", "hr"}
LINKS = ("http://", "https://", "mailto:")
_renderer = MarkdownIt("commonmark", {"html": False, "breaks": True})


def render_markdown(text: str) -> Markup:
    """Return the text as HTML of an allow-list: no raw HTML, links to http, https and mailto only."""
    html = _renderer.render(text).replace("<h1>", "<h3>").replace("</h1>", "</h3>")
    html = html.replace("<h2>", "<h3>").replace("</h2>", "</h3>")
    return Markup(  # noqa: S704 - the sanitiser's output is what this function is for
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href"}},
            attribute_filter=_without_other_links,
            link_rel="nofollow noopener",
        )
    )


def plain_text(text: str) -> str:
    """Return the words of the text without its marks: a line for each paragraph, heading and item; links as their words."""
    lines = []
    for token in _renderer.parse(text):
        if token.type == "inline":
            lines.append("".join(map(_words, token.children or ())))
        elif token.type in {"fence", "code_block"}:
            lines.append(token.content)
    return "\n".join(line.strip() for line in lines if line.strip())


def _words(token: Token) -> str:
    return "\n" if token.type in {"softbreak", "hardbreak"} else token.content


def _without_other_links(tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or value.lower().startswith(LINKS) else None
