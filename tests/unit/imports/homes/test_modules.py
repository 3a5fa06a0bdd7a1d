from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.imports.homes.modules import Modules


@pytest.fixture
def modules(tmp_path: Path, lay: Callable[..., Path]) -> Modules:
    files = {
        "a/__init__.py": """\
import os.path as p, sys
from . import b
from .b import *
__all__ = ['x']
""",
        "a/b.py": "if True:\n    x = y = 1\nelse:\n    z: int\ndef f():\n    hidden = 1\n_u = 1\n",
        "a/c.py": """\
__all__ = ['q']
__all__ += f()
M = {'n': ('k', 'm'), 'a b': 'c', 'd': 'e:f'}
""",
        "a/data/x.json": "",
        "bare/inner/m.py": "",
        "broken.py": "x = (\n",
    }
    return Modules(lay(tmp_path, files))


def test_what_a_module_binds(modules: Modules) -> None:
    names = modules.names("a")
    assert names.imported == {"p": {"os.path"}, "sys": {"sys"}, "b": {"a.b"}}
    assert (names.modules, names.stars, names.exports) == ({"sys"}, ["a.b"], ("x",))
    assert modules.names("a.b").bound == {"x", "y", "z", "f", "_u"}
    assert modules.names("a.c").exports is None, "what is added later cannot be told"
    assert modules.names("a.c").maps == {"n": "k.m", "d": "e.f"}
    assert modules.names("broken").computed, "nobody knows what it binds"


@pytest.mark.parametrize(
    ("dotted", "expected"),
    [
        ("a", True),
        ("a.b", True),
        ("a.b.x", True),
        ("a.b.f.attribute", True),
        ("a.x", True),
        ("a._u", False),
        ("a.b.hidden", False),
        ("a.data", False),
        ("bare", True),
        ("bare.inner", True),
        ("bare.inner.m", True),
        ("bare.other", False),
        ("nothing", False),
    ],
)
def test_what_exists(modules: Modules, dotted: str, expected: bool) -> None:
    assert modules.exists(dotted) is expected


def test_a_name_that_is_given_another_name_is_that(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(
        "from functools import reduce as fold\n"
        "text_type = builtin = str\nstr = str\nbytes: type = bytes\n"
        "again = fold\nby_other = text_type\nghost = unicode\n"
        "if old:\n    either = int\nelse:\n    either = fold\n"
        "if old:\n    partly = int\nelse:\n    partly = (int, float)\n"
        "added = int\nadded += 1\n"
    )
    names = Modules(tmp_path).names("m")
    assert names.imported == {
        "fold": {"functools.reduce"},
        "text_type": {"builtins.str"},
        "builtin": {"builtins.str"},
        "str": {"builtins.str"},
        "bytes": {"builtins.bytes"},
        "again": {"m.fold"},
        "by_other": {"m.text_type"},
        "either": {"builtins.int", "m.fold"},
        "partly": {"builtins.int"},
        "added": {"builtins.int"},
    }
    assert names.defined == {"ghost", "partly", "added"}
