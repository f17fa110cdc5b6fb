"""XML of strangers."""

from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from .refusal import Refused


def parse(
    pieces: Iterator[bytes],
    element: Callable[[str, dict[str, str], str], None],
    text: Callable[[str, str], None] | None = None,
    end: Callable[[str], None] | None = None,
) -> None:
    """Run XML through expat without building a tree. A DTD, and with it every entity, is refused.

    element: called with local name, attributes and namespace.  text: called with the local name of the innermost
    element and its words.  end: called with a local name.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    open_elements: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        open_elements.append(local)
        element(local, attributes, namespace)

    def finish(name: str) -> None:
        open_elements.pop()
        if end is not None:
            end(name.rpartition(" ")[2])

    def words(content: str) -> None:
        if text is not None and open_elements:
            text(open_elements[-1], content)

    def doctype(*_: Any) -> None:
        raise Refused("dtd")

    parser.StartElementHandler, parser.EndElementHandler = start, finish
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = words, doctype
    for piece in pieces:
        parser.Parse(piece, False)
    parser.Parse(b"", True)
