"""Find which path of a document answers a request (OpenAPI 3.1, section 4.8.8.2)."""

from __future__ import annotations

import re

from offramp.contract.side import Side

_TEMPLATED = re.compile(r"\{[^{}]*\}")


class Routes:
    """The paths of one document, by their number of segments.

    Args:
        side: the document.
    """

    def __init__(self, side: Side) -> None:
        self._side = side
        self._names: dict[int, list[str]] = {}
        for name, _ in side.root.child("paths").members():
            if name.startswith("/"):
                self._names.setdefault(name.count("/"), []).append(name)

    def answers(self, method: str, path: str) -> str | None:
        """Return the template that a concrete path meets and that has the method; else None."""
        for name in self._names.get(path.count("/"), ()):
            if not matches(name, path):
                continue
            item = self._side.root.child("paths", name)
            if method in self._side.operations(item):
                return name
        return None


def matches(template: str, text: str) -> bool:
    """Whether a template's variables can be filled so that it is a text; none spans a slash."""
    parts = _TEMPLATED.split(template)
    if len(parts) == 1:
        return template == text
    # a look at both ends spares most of the expressions, of which each is used once
    if not (text.startswith(parts[0]) and text.endswith(parts[-1])):
        return False
    return re.fullmatch("[^/]+".join(map(re.escape, parts)), text) is not None
