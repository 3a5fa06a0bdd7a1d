"""What a ``__getattr__`` gives, by the ways in which it is written (PEP 562)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.imports.homes.canonical import Canonical
from offramp.imports.homes.surface import surface

FILES = {
    "a/__init__.py": "",
    "a/core.py": "def f(): ...\ndef g(): ...\nclass T: ...\n",
    "a/more.py": "def h(): ...\n",
    "a/pkg/__init__.py": "",
    "a/pkg/inner.py": "",
}


TABLE = """\
_M = {'f': 'a.core', 'hh': ('a.more', 'h'), 'T': 'a.core:T', 'inner': 'a.pkg.inner'}
def __getattr__(name):
    return load(_M[name])
"""
OBJECTS = """\
from a import core, more
_M = {'ff': core.f, 'h': more}
def __getattr__(name):
    return _M.get(name)
"""
RENAMED = """\
_M = {'old_f': 'f'}
def __getattr__(name):
    import a.core as c
    if name in _M:
        return getattr(c, _M[name])
    raise AttributeError
"""
COMPARED = """\
def __getattr__(name):
    if name == 'old':
        from .core import f
        return f
    if name in ('T', 'g'):
        import a.core
        return getattr(a.core, name)
    raise AttributeError(name)
"""
HANDED_ON = """\
def __getattr__(name):
    from a import more
    return getattr(more, name)
"""


@pytest.mark.parametrize(
    ("text", "homes"),
    [
        (TABLE, {"f": "a.core.f", "hh": "a.more.h", "T": "a.core.T", "inner": "a.pkg.inner"}),
        (OBJECTS, {"ff": "a.core.f", "h": "a.more.h", "core": "a.core", "more": "a.more"}),
        (RENAMED, {"old_f": "a.core.f"}),
        (COMPARED, {"old": "a.core.f", "T": "a.core.T", "g": "a.core.g"}),
        (HANDED_ON, {"h": "a.more.h"}),
    ],
)
def test_the_names_are_listed_with_their_homes(
    tmp_path: Path, lay: Callable[..., Path], text: str, homes: dict[str, str]
) -> None:
    lay(tmp_path, {**FILES, "a/compat.py": text})
    found = {n.legacy: n.canonical for n in surface(tmp_path, ["a.compat"])}
    found.pop("a.compat")
    assert found == {f"a.compat.{name}": home for name, home in homes.items()}


def test_a_home_that_computes_its_names_is_not_said_to_lack_one(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new/__init__.py").write_text("def __getattr__(name):\n    return make(name)\n")
    canonical = Canonical(tmp_path, (), {"old": "new"})
    assert canonical.home("old.f").why == (
        "whether new.f exists cannot be read: new computes its names"
    )
