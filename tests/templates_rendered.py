"""Which templates a block of code renders."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, before_render_template
from jinja2 import Template


@contextmanager
def templates_rendered(app: Flask) -> Iterator[list[str | None]]:
    """Collect within the block: `with templates_rendered(app) as names: …`."""
    names: list[str | None] = []

    def collect(sender: Flask, template: Template, **_: Any) -> None:
        names.append(template.name)

    with before_render_template.connected_to(collect, app):
        yield names
