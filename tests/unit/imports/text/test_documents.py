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
        (".. automodule:: memory", [("config", True)]),
        (".. currentmodule:: memory\n\n.. autofunction:: f", [("config", True)]),
        (".. module:: a.compat\n\n.. autofunction:: f", [("config", True)]),
        (
            ".. currentmodule:: a.compat\n.. currentmodule:: a.core\n\n.. autofunction:: f",
            [("doc", False)],
        ),
        (".. currentmodule:: a.compat\n.. automodule:: b\n.. autofunction:: f", [("doc", False)]),
        ("::: memory.usage", [("config", True)]),
        (".. memory:: x", []),
        (".. click:: a.compat:main", [("config", True)]),
        (".. argparse::\n   :module: a.compat", [("config", True)]),
        (".. py:class:: T\n   :module: a.compat", [("doc", False)]),
        (
            ".. testcode::\n\n   import a.compat\n\nimport a.compat",
            [("notebook", True), ("doc", False)],
        ),
        (".. code-block:: python\n\n   import a.compat", [("doc", False)]),
        (".. program-output:: python -m a.compat", [("command", True)]),
        ("```{automodule} a.compat\n```", [("config", True)]),
        (
            "```{code-cell} x\nimport a.compat\n```\nimport a.compat",
            [("notebook", True), ("doc", False)],
        ),
        ("```python\nimport a.compat\n```", [("doc", False)]),
        ('```python exec="on"\nimport a.compat\n```', [("notebook", True)]),
        (".. currentmodule:: a.compat\n\n.. autofunction:: f", [("config", True)]),
        (".. currentmodule:: a.compat\n\n.. autofunction:: b.f", [("doc", False)]),
        (".. currentmodule:: a.compat\n\n.. autosummary::\n\n   f", [("config", True)]),
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
        (FileType.NATIVE, 'import "a/compat"', False),
        (FileType.OTHER, "Variables  a/compat/x.py", False),
        (FileType.NATIVE, '<include package="a.compat"/>', True),
        (FileType.NATIVE, '<x permission="a.compat.View"/>', False),
        (FileType.OTHER, 'import("a.compat");', False),
        (FileType.OTHER, "run -m a.compat", True),
        (FileType.OTHER, "m <- reticulate::import('a.compat')", True),
        (FileType.OTHER, 'm = pyimport("a.compat")', True),
        (FileType.OTHER, "Library    a.compat.Robot    x", True),
        (FileType.OTHER, "Library of a.compat", False),
    ],
)
def test_other_languages(
    mentions: Mentions, places: Callable[..., Places], kind: FileType, line: str, counts: bool
) -> None:
    here = places(f"\n{line}\n", "x.c")
    record_other(kind, mentions, here)
    assert [(r.line, r.counts, bool(r.note)) for r in here.references] == [(2, counts, not counts)]


def test_a_template_of_mako_holds_python(mentions: Mentions, places: Callable[..., Places]) -> None:
    text = "<%! import a.compat %>\n<%namespace name='x' module='a.compat'/>\n<b>a.compat</b>\n"
    here = places(text, "x.mako")
    record_other(FileType.OTHER, mentions, here)
    assert [r.counts for r in here.references] == [True, True, False]
