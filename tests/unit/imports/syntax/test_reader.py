"""One module: its references together, and the names that it hands on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from offramp.imports.mentions import Mentions
from offramp.imports.places import Places
from offramp.imports.source import Source
from offramp.imports.syntax.reader import Reader, Surroundings, parse


@pytest.fixture
def read(
    mentions: Mentions, places: Callable[..., Places]
) -> Callable[..., tuple[Places, dict[str, str]]]:
    def reading(text: str, name: str = "p.m", package: str = "p") -> tuple[Places, dict[str, str]]:
        here = places(text)
        tree = parse(here.source)
        assert tree is not None
        brings = {"a": {"compat"}, "a.compat": {"x", "y"}, "a.compat.sub": {"z"}}
        around = Surroundings(
            (name,),
            (package,),
            lambda m: frozenset(brings.get(m, ())),
        )
        return here, Reader(mentions).read(tree, here, around)

    return reading


@pytest.mark.parametrize(
    ("text", "exports"),
    [
        ("from a.compat import x", {"x": "a.compat.x"}),
        ("from a import compat as c", {"c": "a.compat"}),
        ("import a\nc = a.compat", {"c": "a.compat"}),
        ("import a", {}),
        ("from a import *", {"compat": "a.compat"}),
        ("from a.compat import *", {"x": "a.compat.x", "y": "a.compat.y"}),
        ("from a.compat.sub import *", {"z": "a.compat.sub.z"}),
        ("from a.compat import *\ndef x(): ...", {"y": "a.compat.y"}),
        ("from a.other import *", {}),
        ("from a.compat import x\nx = 1", {}),
        ("from a.compat import x\ndef x(): ...", {}),
        ("from a.compat import x\nif q:\n    x = 1", {"x": "a.compat.x"}),
        (
            "try:\n    from a.compat import x\nexcept ImportError:\n    x = None",
            {"x": "a.compat.x"},
        ),
        ("def f():\n    from a.compat import x", {}),
    ],
)
def test_what_a_module_hands_on(
    read: Callable[..., tuple[Places, dict[str, str]]], text: str, exports: dict[str, str]
) -> None:
    assert read(text)[1] == exports


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("__all__ = ['core', 'compat']", [1]),
        ("__all__ = ('compat',)", [1]),
        ("from . import compat\n__all__ = ['compat']", [1]),  # the import is the reference
        ("compat = 1\n__all__ = ['compat']", []),
        ("__all__ = ['compatible']", []),
        ("other = ['compat']", []),
    ],
)
def test_all_of_the_parent_package_imports_the_layer(
    read: Callable[..., tuple[Places, dict[str, str]]], text: str, lines: list[int]
) -> None:
    here, _ = read(text, "a", "a")
    assert [r.line for r in here.references if r.counts] == lines


def test_all_of_another_module_does_not(
    read: Callable[..., tuple[Places, dict[str, str]]],
) -> None:
    assert not read("__all__ = ['compat']", "a.m", "a")[0].references
    assert not read("__all__ = ['compat']", "b", "b")[0].references


def test_parse_gives_nothing_for_what_no_parser_accepts() -> None:
    assert parse(Source(b"print 'x'\n")) is None
    assert parse(Source(b"x = " + b"(" * 5000)) is None
    assert parse(Source(b"x = 1\n")) is not None
