"""Markdown of people: drawn, and harmless whatever they write."""

import pytest
from markupsafe import Markup

from clubinterview.core.markdown import plain_text, render_markdown


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("你好 **世界** 😀", "<p>你好 <strong>世界</strong> 😀</p>\n"),
        ("a\nb", "<p>a<br>\nb</p>\n"),
        ("# a", "<h3>a</h3>\n"),
        ("## a", "<h3>a</h3>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("`<b>`", "<p><code>&lt;b&gt;</code></p>\n"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("", ""),
        (
            "[a](https://example.com/?b=1&c=2)",
            '<p><a href="https://example.com/?b=1&amp;c=2" rel="nofollow noopener">a</a></p>\n',
        ),
        (
            "<https://example.com>",
            '<p><a href="https://example.com" rel="nofollow noopener">https://example.com</a></p>\n',
        ),
        (
            "[a](mailto:a@example.com)",
            '<p><a href="mailto:a@example.com" rel="nofollow noopener">a</a></p>\n',
        ),
    ],
)
def test_plain_markdown_is_drawn(written: str, drawn: str) -> None:
    assert render_markdown(written) == drawn
    assert isinstance(render_markdown(written), Markup)


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<a href='javascript:alert(1)'>a</a>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java&#10;script:alert(1))",
    "[a](&#x6a;avascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:msgbox)",
    "[a](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    "![a](https://evil.example/pixel.png)",
    "![a](x 'onerror=alert(1)')",
    '[a](https://example.com "onclick=alert(1)")',
    '[a](https://example.com" onclick="alert(1))',
    "```html onclick=alert(1)\n<script>\n```",
    "<!-- a --><script>",
    "<math><mi xlink:href='javascript:alert(1)'>",
    "<style>*{}</style>",
    "<p style='position:fixed'>a",
    "<details open ontoggle=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<form action=//evil.example><input>",
    "<base href=//evil.example>",
    "\0<script>",
]


@pytest.mark.parametrize("written", ATTACKS)
def test_nothing_dangerous_is_drawn(written: str) -> None:
    drawn = render_markdown(written).lower()

    for danger in (
        "<script",
        "<img",
        "<svg",
        "<iframe",
        "<style",
        "<math",
        "<form",
        "<base",
        "<input",
        "<details",
    ):
        assert danger not in drawn
    for tag in drawn.split("<")[1:]:
        opened = tag.split(">")[0]
        assert " on" not in opened.replace(' rel="nofollow noopener"', "")
        assert "style" not in opened
        assert "href" not in opened or opened.startswith(
            ('a href="https://', 'a href="http://', 'a href="mailto:')
        )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("## 我们\n**一群** [写代码](https://example.com) 的*人*。\n第二行", "我们\n一群 写代码 的人。\n第二行"),
        ("- 一\n- 二\n\n> 引", "一\n二\n引"),
        ("`a_b`\n\n```\nx = 1\n```\n---\n![图](a.png)", "a_b\nx = 1\n图"),
        ("<b>&amp; 2\\*3", "<b>& 2*3"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_words_of_markdown_are_plain(written: str, read: str) -> None:
    assert plain_text(written) == read


def test_a_link_of_another_site_says_so() -> None:
    assert 'rel="nofollow noopener"' in render_markdown("[a](https://example.com)")


def test_a_link_without_a_scheme_leads_nowhere_else() -> None:
    assert "//evil.example" not in render_markdown("[a](//evil.example)")


def test_deep_nesting_ends() -> None:
    assert render_markdown("> " * 5000 + "a")
    assert render_markdown("[" * 5000 + "a")
    assert render_markdown("*" * 5000 + "a")
