"""Find which path of a document answers a request (OpenAPI 3.1, section 4.8.8.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from offramp.contract.documents.side import Side

_TEMPLATED = re.compile(r"\{[^{}]*\}")


class _Node:
    """What may follow a part of a path: segments as they are, segments with variables, an end."""

    def __init__(self) -> None:
        self.plain: dict[str, _Node] = {}
        self.templated: dict[str, _Node] = {}
        self.names: list[str] = []


class Routes:
    """The paths of one document, by their segments.

    Args:
        side: the document.
    """

    def __init__(self, side: Side) -> None:
        self._side = side
        self._root = _Node()
        for name, _ in side.root.child("paths").members():
            if name.startswith("/"):
                node = self._root
                for segment in name.split("/"):
                    found = node.templated if _TEMPLATED.search(segment) else node.plain
                    node = found.setdefault(segment, _Node())
                node.names.append(name)

    def answers(self, method: str, path: str) -> str | None:
        """Return the template that a concrete path meets and that has the method; else None.

        A segment that is written out goes before one with a variable.
        """
        for name in _met(self._root, path.split("/")):
            item = self._side.root.child("paths", name)
            if method in self._side.operations(item):
                return name
        return None


def _met(node: _Node, segments: list[str]) -> Iterator[str]:
    if not segments:
        yield from node.names
        return
    first, rest = segments[0], segments[1:]
    if first in node.plain:
        yield from _met(node.plain[first], rest)
    for template, inner in node.templated.items():
        if matches(template, first):
            yield from _met(inner, rest)


def matches(template: str, text: str) -> bool:
    """Whether a template's variables can be filled so that it is a text; none spans a slash."""
    parts = _TEMPLATED.split(template)
    if len(parts) == 1:
        return template == text
    return re.fullmatch("[^/]+".join(map(re.escape, parts)), text) is not None
