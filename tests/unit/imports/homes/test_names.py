"""What plain statements bind: names, aliases of names, loops, and what is deleted."""

from __future__ import annotations

import ast

import pytest

from offramp.imports.homes.names import Names, absolute, read_names


def names(text: str) -> Names:
    return read_names(ast.parse(text), "a.m", "a", lambda name: name in ("a", "a.core", "a.b.c"))


@pytest.mark.parametrize(
    ("text", "package", "expected"),
    [
        ("from x import y", "a.b", "x"),
        ("from . import y", "a.b", "a.b"),
        ("from ..c import y", "a.b", "a.c"),
        ("from ... import y", "a.b", ""),
        ("from . import y", "", ""),
    ],
)
def test_relative_imports_are_resolved(text: str, package: str, expected: str) -> None:
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.ImportFrom)
    assert absolute(node, package) == expected


@pytest.mark.parametrize(
    ("text", "imported"),
    [
        ("from a import core\nT = core.T\n", {"core": {"a.core"}, "T": {"a.core.T"}}),
        ("import a.b.c\nx = a.b.c.f\n", {"a": {"a"}, "x": {"a.b.c.f"}}),
        ("import os.path\nj = os.path.join\n", {"os": {"os"}, "j": {"os.path.join"}}),
        ("from a.core import T\nu = T.u\n", {"T": {"a.core.T"}}),
        ("from a.core import f, g\nx, y = g, f\n", {"f": {"a.core.f"}, "g": {"a.core.g"}}),
        ("import importlib\nc = importlib.import_module('a.core')\n", {"c": {"a.core"}}),
        ("c = import_module('.core', __package__)\n", {}),
        ("from a.core import f, g\ndel g\n", {"f": {"a.core.f"}}),
    ],
)
def test_a_name_that_stands_for_another(text: str, imported: dict[str, set[str]]) -> None:
    found = names(text).imported
    assert {n: found.get(n) for n in imported} == imported
    assert "u" not in found
    assert "g" not in found or "del g" not in text


def test_names_bound_side_by_side_follow_their_own_values() -> None:
    found = names("from a.core import f, g\nx, y = g, f\nz, w = g, 3\n")
    assert (found.imported["x"], found.imported["y"]) == ({"a.m.g"}, {"a.m.f"})
    assert (found.imported["z"], found.defined) == ({"a.m.g"}, {"w"})


def test_what_is_only_used_on_the_left_is_not_bound() -> None:
    """``sys.modules[x] = y`` binds no ``sys``."""
    found = names("import sys\nsys.modules[x] = y\nglobals()[x] = y\nfor i in z: pass\n")
    assert found.defined == {"i"}
    assert found.modules == {"sys"}


def test_loops_and_blocks_bind() -> None:
    found = names("for a, (b, *c) in x: pass\nwith o() as d, p() as (e, f), q(): pass\n")
    assert found.defined == set("abcdef")
