from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.imports.homes.canonical import Canonical
from offramp.imports.model import Kind, Reference
from offramp.imports.rewriting.edits import Draft
from offramp.imports.rewriting.text import fix_text


@pytest.fixture
def canonical(tmp_path: Path, lay: Callable[..., Path]) -> Canonical:
    files = {
        "a/compat/__init__.py": "from a.core import f\nfrom b import g\n",
        "a/compat/one.py": "from a.core import f\n",
        "a/core.py": "def f(): ...\n",
        "b.py": "def g(): ...\n",
    }
    return Canonical(lay(tmp_path, files), ["a.compat"])


def fixed(canonical: Canonical, text: str, name: str, legacy: str) -> tuple[str, str]:
    start = text.index(name)
    span = (start, start + len(name))
    draft = Draft("x", text.encode())
    why = fix_text(draft, Reference("x", 1, 0, Kind.STRING, legacy, span=span), canonical)
    return draft.result().decode(), why


@pytest.mark.parametrize(
    ("text", "name", "legacy", "after"),
    [
        ("t = 'a.compat.f'", "a.compat.f", "a.compat.f", "t = 'a.core.f'"),
        ("t = 'a.compat:f'", "a.compat", "a.compat", "t = 'a.core:f'"),
        ("t = 'a.compat:g'", "a.compat:g", "a.compat.g", "t = 'b:g'"),
        ("x: a.compat.f.x", "a.compat", "a.compat", "x: a.core.f.x"),
        ("-m a.compat.one -v", "a.compat.one", "a.compat.one", "-m a.core -v"),
        ("m('.compat.one', 'a')", ".compat.one", "a.compat.one", "m('.core', 'a')"),
        (">>> from a.compat import f", "a.compat", "a.compat.f", ">>> from a.core import f"),
        ("from a import compat.one", "compat.one", "a.compat.one", "from a import core"),
        ("a.compat.one. End", "a.compat.one", "a.compat.one", "a.core. End"),
    ],
)
def test_a_name_is_replaced_as_it_is_written(
    canonical: Canonical, text: str, name: str, legacy: str, after: str
) -> None:
    assert fixed(canonical, text, name, legacy) == (after, "")


@pytest.mark.parametrize(
    ("text", "name", "legacy", "why"),
    [
        ("'a.compat'", "a.compat", "a.compat", "package: one have homes"),
        ("'a.compat.none'", "a.compat.none", "a.compat.none", "does not say"),
        ("'.compat.g'", ".compat.g", "a.compat.g", "b.g does not lie in a"),
        ("'a.' 'compat'", "a.' 'compat", "a.compat", "one piece"),
        ("'other'", "other", "a.compat", "does not lead to"),
        ("from a.compat import f, g", "a.compat", "a.compat.f", "package: one have homes"),
    ],
)
def test_what_cannot_be_written_there_is_said(
    canonical: Canonical, text: str, name: str, legacy: str, why: str
) -> None:
    new, reason = fixed(canonical, text, name, legacy)
    assert new == text
    assert why in reason
