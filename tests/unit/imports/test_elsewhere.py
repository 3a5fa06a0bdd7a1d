"""A common word that was renamed: what is really the old root, and what is something else."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from offramp.imports.elsewhere import Elsewhere
from offramp.imports.layout import Layout
from offramp.imports.model import Kind, Reference
from offramp.imports.targets import Targets


def judged(
    legacy: str,
    files: Iterable[str],
    *,
    path: str = "app.py",
    kind: Kind = Kind.IMPORT,
    text: bytes = b"",
    **renames: str,
) -> Reference:
    targets = Targets(["a.compat"], renames or {"memory": "stores"})
    reference = Reference(path, 1, 0, kind, legacy)
    return Elsewhere(Layout([path, *files]), targets, lambda _: text).judge(reference)


def test_a_root_that_is_nowhere_else_counts() -> None:
    assert judged("memory.core", []).counts


def test_the_standard_library_has_it_and_the_tree_does_not() -> None:
    other = judged("queue.Queue", [], queue="stores")
    assert not other.counts
    assert "standard library" in other.note
    assert judged("queue.Queue", ["queue/__init__.py", "stores/__init__.py"], queue="stores").counts


def test_the_library_of_tests_is_standard_as_well() -> None:
    assert not judged("test.support", [], test="tests").counts
    assert judged("test.helpers", ["test/__init__.py"], test="tests").counts


def test_a_folder_without_init_comes_after_the_standard_library() -> None:
    """PEP 420: a namespace package is what is left when no path has a module of the name."""
    assert not judged("types", ["types/core.py", "kinds/core.py"], types="kinds").counts
    assert judged("memory", ["memory/core.py"]).counts


@pytest.mark.parametrize(
    ("legacy", "counts"),
    [("logs.new.f", True), ("logs", False), ("logs.INFO", False), ("logs.old", True)],
)
def test_a_module_that_only_the_new_root_has(legacy: str, counts: bool) -> None:
    """The standard library has no ``logging.new``: it is the renamed root's."""
    name = legacy.replace("logs", "logging")
    files = ["logs/__init__.py", "logs/new.py", "logs/old.py", "logs/config.py"]
    assert judged(name, files, logging="logs").counts is counts


def test_a_module_that_the_standard_library_has_too_is_its() -> None:
    assert not judged("logging.config", ["logs/config.py"], logging="logs").counts


@pytest.mark.parametrize("beside", ["bin/memory.py", "bin/memory/__init__.py"])
def test_a_script_takes_the_file_beside_it(beside: str) -> None:
    other = judged("memory", [beside], path="bin/run.py")
    assert (other.counts, other.note) == (False, f"resolves to {beside}")


@pytest.mark.parametrize(
    ("path", "text", "counts"),
    [
        ("bin/run.py", b"import memory", True),
        ("bin/run.py", b'x = 1\nif __name__ == "__main__":\n    pass', False),
        ("bin/run", b"#!/usr/bin/python", False),
        ("bin/test_run.py", b"", False),
        ("bin/conftest.py", b"", False),
    ],
)
def test_beside_and_under_the_old_root(path: str, text: bytes, counts: bool) -> None:
    """Where the tree has both, only what is run with its own folder first takes what is beside."""
    files = ["bin/memory.py", "memory/__init__.py", "stores/__init__.py"]
    assert judged("memory", files, path=path, text=text).counts is counts


def test_a_module_of_a_package_does_not_take_the_file_beside_it() -> None:
    assert judged("memory", ["bin/memory.py", "bin/__init__.py"], path="bin/run.py").counts


def test_a_rename_in_the_same_folder_is_one() -> None:
    files = ["app/memory/__init__.py", "app/stores/__init__.py"]
    assert judged("memory", files, path="app/run.py").counts
    assert judged("memory", [*files, "stores/__init__.py"], path="app/run.py").counts


def test_a_part_of_a_root_that_was_renamed_apart_is_beside_as_well() -> None:
    both = {"memory": "stores", "memory.own": "own"}
    assert not judged("memory.own", ["bin/memory.py"], path="bin/run.py", **both).counts


def test_the_tree_has_the_module_under_the_old_name_alone() -> None:
    old = ["memory/__init__.py", "memory/own.py", "stores/__init__.py"]
    for name in ("memory", "memory.own", "memory.own.f"):
        assert judged(name, old).note.endswith(", which was not renamed")
    assert judged("memory.own", old).note.startswith("resolves to memory/own.py,")
    assert judged("memory.own", [*old, "stores/own.py"]).counts


def test_a_root_that_speaks_of_the_new_one_stands_for_it() -> None:
    old = ["memory/__init__.py", "memory/own.py", "stores/__init__.py"]
    for text in (b"from stores import x", b"import stores.x", b"f('stores')"):
        assert judged("memory.own", old, text=text).counts
    assert not judged("memory.own", old, text=b"# it stores things").counts


def test_without_the_new_root_nothing_tells_that_it_is_something_else() -> None:
    assert judged("memory.own", ["memory/__init__.py", "memory/own.py"]).counts


@pytest.mark.parametrize("kind", [Kind.CONFIG, Kind.ENTRY_POINT, Kind.TYPE_COMMENT])
def test_what_is_no_import_is_judged_as_well(kind: Kind) -> None:
    old = ["memory/__init__.py", "memory/own.py", "stores/__init__.py"]
    assert not judged("memory.own", old, kind=kind).counts


def test_layers_and_names_handed_on_are_left_alone() -> None:
    old = ["memory/__init__.py", "memory/own.py", "stores/__init__.py"]
    assert judged("a.compat.x", ["a/compat.py"]).counts
    assert judged("memory.own", old, kind=Kind.RE_EXPORT).counts


def test_what_a_module_hands_on_of_something_else_is_left_out() -> None:
    layout = Layout(["bin/b.py", "bin/memory.py"])
    elsewhere = Elsewhere(layout, Targets([], {"memory": "stores"}), lambda _: b"")
    names = {"x": "memory.x"}
    assert elsewhere.exports("bin/b.py", names) == {}
    assert elsewhere.exports("b.py", names) == names


def test_is_module_asks_for_the_old_name_and_the_new() -> None:
    layout = Layout(["stores/core.py", "memory/old.py"])
    elsewhere = Elsewhere(layout, Targets([], {"memory": "stores"}), lambda _: b"")
    assert elsewhere.is_module("memory.core.x")
    assert elsewhere.is_module("memory.old")
    assert not elsewhere.is_module("memory.usage")


def test_is_module_does_not_ask_the_tests() -> None:
    layout = Layout(["stores/__init__.py", "tests/memory/__init__.py", "tests/memory/usage.py"])
    elsewhere = Elsewhere(layout, Targets([], {"memory": "stores"}), lambda _: b"")
    assert not elsewhere.is_module("memory.usage")


NESTED = ["labs/__init__.py", "labs/memory/__init__.py", "labs/memory/run.py"]


@pytest.mark.parametrize(
    ("legacy", "is_module"),
    [("memory.run", True), ("memory.run.f", True), ("memory.loaded", False), ("memory", False)],
)
def test_a_new_root_below_another_is_no_module_of_every_name(legacy: str, is_module: bool) -> None:
    targets = Targets([], {"memory": "labs.memory"})
    assert Elsewhere(Layout(NESTED), targets, lambda _: b"").is_module(legacy) is is_module


@pytest.mark.parametrize(
    ("legacy", "counts"), [("queue", False), ("queue.Queue", False), ("queue.run", True)]
)
def test_the_standard_library_beside_a_new_root_below_another(legacy: str, counts: bool) -> None:
    files = [path.replace("memory", "queue") for path in NESTED]
    assert judged(legacy, files, queue="labs.queue").counts is counts


def test_a_module_beside_has_no_modules_below_it() -> None:
    """``tests/memory.py`` is no package: ``memory.core`` is what was renamed."""
    files = ["tests/memory.py", "stores/__init__.py", "stores/core.py"]
    for legacy, counts in (("memory", False), ("memory.helper", False), ("memory.core.x", True)):
        assert judged(legacy, files, path="tests/test_a.py").counts is counts


def test_a_part_that_was_renamed_apart_and_is_not_there_is_no_module() -> None:
    targets = Targets([], {"memory": "stores", "memory.own": "own"})
    elsewhere = Elsewhere(Layout(["stores/__init__.py"]), targets, lambda _: b"")
    assert not elsewhere.is_module("memory.own.f")


def test_a_folder_without_init_beside_comes_after_the_old_root() -> None:
    """PEP 420: the first module or package on the whole path wins over it."""
    beside = ["tests/memory/core.py", "stores/__init__.py", "stores/core.py"]
    path = "tests/test_a.py"
    assert not judged("memory.core", beside, path=path).counts
    assert judged("memory.core", [*beside, "memory.py"], path=path).counts
    assert judged("memory.core", [*beside, "memory/__init__.py"], path=path).counts
