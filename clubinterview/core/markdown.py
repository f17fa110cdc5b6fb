"""What people write with a little Markdown, drawn without trusting any of it."""

import nh3
from markdown_it import MarkdownIt
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


def _without_other_links(tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or value.lower().startswith(LINKS) else None
