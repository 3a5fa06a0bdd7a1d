"""Documentation is listed; what its build imports counts; other languages seldom do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from offramp.imports.filetypes import FileType
from offramp.imports.mentions import Mentions
from offramp.imports.places import Places
from offramp.imports.text.documents import record_document, record_other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (".. automodule:: a.compat", [("config", True)]),
        ("   .. py:autoclass:: a.compat.T", [("config", True)]),
        ("::: a.compat", [("config", True)]),
        (".. module:: a.compat", [("doc", False)]),
        ("See a.compat.", [("doc", False)]),
        (".. autosummary::\n\n   a.compat.f\n\na.compat", [("config", True), ("doc", False)]),
        (".. autosummary::\n\n   about a.compat", [("doc", False)]),
        ("src/a/compat/x.py", [("doc", False)]),
        ("a.compatible", []),
    ],
)
def test_documents(
    mentions: Mentions,
    places: Callable[..., Places],
    text: str,
    expected: list[tuple[str, bool]],
) -> None:
    here = places(text + "\n", "d.rst")
    record_document(mentions, here)
    assert [(r.kind.value, r.counts) for r in here.references] == expected


@pytest.mark.parametrize(
    ("kind", "line", "counts"),
    [
        (FileType.NATIVE, 'import("a.compat");', True),
        (FileType.NATIVE, 'log("no a.compat");', False),
        (FileType.OTHER, 'import("a.compat");', False),
        (FileType.OTHER, "run -m a.compat", True),
    ],
)
def test_other_languages(
    mentions: Mentions, places: Callable[..., Places], kind: FileType, line: str, counts: bool
) -> None:
    here = places(f"\n{line}\n", "x.c")
    record_other(kind, mentions, here)
    assert [(r.line, r.counts, bool(r.note)) for r in here.references] == [(2, counts, not counts)]
