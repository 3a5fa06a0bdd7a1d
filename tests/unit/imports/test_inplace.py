"""Where a word stands decides whether a file is parsed: yes in doubt, no in prose."""

from __future__ import annotations

import pytest

from offramp.imports.inplace import dotted_in_place, whole_word, word_in_place


@pytest.mark.parametrize(
    "text",
    [
        "import tools",
        "from tools import x",
        "cimport tools",
        "import os, tools",
        "import os, \\\n   tools",
        "python -m tools",
        'f("tools")',
        "d['tools']",
        "x = tools.run",
        'M = "tools.run"',
        "a: tools:main",
        ".. automodule:: tools",
        'if "tools" in sys.modules: ...',
        'importlib.import_module(name="tools")',
        'pytest_plugins = ["a", "tools"]',
    ],
)
def test_a_word_where_a_module_is_named(text: str) -> None:
    assert word_in_place(text.encode(), whole_word("tools"))


@pytest.mark.parametrize(
    "text",
    [
        "the tools are",
        "x = 'tools'",
        "import mytools",
        "import tools_x",
        "x.tools.y",
        "tools = 1",
        "a, tools",
    ],
)
def test_a_word_that_is_no_module(text: str) -> None:
    assert not word_in_place(text.encode(), whole_word("tools"))


@pytest.mark.parametrize(
    "text",
    [
        "a.compat",
        "a . compat",
        "a/compat/x",
        "import a as q\nq.compat",
        "q = a\nq.compat",
        "q: M = a\nq.compat",
        "from . import compat",
        "from a import (x,\n  compat)",
        "from a import *\ncompat()",
        "getattr(m, 'compat')",
        "P = 'a'; X = 'compat'",
        "__all__ = ['compat']",
        "import_module(f'{x}')  # compat",
        "for m in (a,):\n    m.compat",
        "x, *m = a, 1\nm.compat",
        "[m] = [a]\nm.compat",
        "match a:\n    case m:\n        m.compat",
        "vars(m)['compat']",
        "attrgetter('compat.x')(m)",
        "patch.multiple(m, compat=1)",
        "from compat import x",
        "def m(self):\n    ...\nself.m.compat",
        "load('a.{}'.format('compat'))",
    ],
)
def test_a_component_that_may_be_of_the_layer(text: str) -> None:
    assert dotted_in_place(text.encode(), whole_word("compat"), b"a")


@pytest.mark.parametrize(
    "text",
    [
        "compat is gone",
        "self.compat",
        "f(compat=1)",
        "X = 'compat'",
        "b/ compat",
        "a.compatible",
        "import x\ncompat",
    ],
)
def test_a_component_that_cannot_be(text: str) -> None:
    assert not dotted_in_place(text.encode(), whole_word("compat"), b"a")
