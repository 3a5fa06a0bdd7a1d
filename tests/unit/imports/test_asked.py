"""Odd questions: each an error that says what was wrong, none a traceback or a pass."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from offramp.errors import CannotJudge, ConfigError
from offramp.imports import asked, scan


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "m.py").write_text("import a.compat\n")
    return tmp_path


@pytest.mark.parametrize(
    ("layer", "names"),
    [
        ("a.b", ("a.b",)),
        (["a.b", "c"], ("a.b", "c")),
        (("a.b",), ("a.b",)),
        ("", ()),
        ([], ()),
        (None, ()),
    ],
)
def test_layers(layer: Any, names: tuple[str, ...]) -> None:
    assert asked.layers(layer) == names


@pytest.mark.parametrize(
    "layer",
    [
        3,
        b"a.compat",
        [3],
        [b"a.compat"],
        ["a.compat", ""],
        "a compat",
        " a.compat",
        "a.compat\n",
        "a..compat",
        ".compat",
        "a.",
        "a/compat",
        "a-compat",
        "a.compat.*",
        "a.1st",
        "a.\0",
    ],
)
def test_what_is_no_layer(tree: Path, layer: Any) -> None:
    with pytest.raises(ConfigError):
        scan(tree, layer, cache=False)


@pytest.mark.parametrize(
    "renames",
    [None, ["x=y"], [("x", "y")], "x=y", {"x": None}, {"x": ""}, {1: "y"}, {"x": "y", "y": "z"}],
)
def test_what_are_no_renames(tree: Path, renames: Any) -> None:
    with pytest.raises(ConfigError):
        scan(tree, "a.compat", renames, cache=False)


@pytest.mark.parametrize("argument", ["allow", "leave_out"])
@pytest.mark.parametrize("value", ["m.py", b"m.py", None, 3, [3], [None], [Path("m.py")]])
def test_a_text_is_no_list_of_texts(tree: Path, argument: str, value: Any) -> None:
    """The letters of "m.py" as patterns would allow nothing, or everything."""
    with pytest.raises(ConfigError, match=f"{argument} has a wrong value"):
        scan(tree, "a.compat", cache=False, **{argument: value})


@pytest.mark.parametrize("hits", [-1, True, 1.5, "1", None, float("inf")])
def test_g8_what_is_no_budget(tree: Path, hits: Any) -> None:
    with pytest.raises(ConfigError, match="max_hits"):
        scan(tree, "a.compat", max_hits=hits, cache=False)


@pytest.mark.parametrize("as_root", [str, Path, os.fsencode])
def test_a_root_is_a_path_of_any_form(tree: Path, as_root: Any) -> None:
    assert scan(as_root(tree), "a.compat", cache=False).hits == 1


def test_a_relative_root_is_one_from_here(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    assert scan(".", "a.compat", cache=False).hits == 1


def test_g9_an_empty_root_is_not_the_current_folder(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree)
    with pytest.raises(ConfigError, match="has no name"):
        scan("", "a.compat", cache=False)


@pytest.mark.parametrize("name", ["no", "m.py", "\0", "\udcff"])
def test_what_is_no_folder_cannot_be_judged(tree: Path, name: str) -> None:
    with pytest.raises(CannotJudge):
        scan(tree / name, "a.compat")


@pytest.mark.parametrize("renames", [{"a.compat": "a.new"}, {"a": "b"}])
def test_a_layer_may_be_renamed_or_lie_in_what_is(tree: Path, renames: dict[str, str]) -> None:
    assert scan(tree, "a.compat", renames, cache=False).hits == 1
