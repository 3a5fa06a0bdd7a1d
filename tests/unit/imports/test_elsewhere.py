"""A common word that was renamed: what is really the old root, and what is something else."""

from __future__ import annotations

import pytest

from offramp.imports.elsewhere import Elsewhere
from offramp.imports.layout import Layout
from offramp.imports.model import Kind, Reference
from offramp.imports.targets import Targets


def judged(
    legacy: str, files: list[str], *, path: str = "app.py", kind: Kind = Kind.IMPORT, **renames: str
) -> Reference:
    targets = Targets(["a.compat"], renames or {"memory": "stores"})
    reference = Reference(path, 1, 0, kind, legacy)
    return Elsewhere(Layout([path, *files]), targets).judge(reference)


def test_a_root_that_is_nowhere_else_counts() -> None:
    assert judged("memory.core", []).counts


def test_the_standard_library_has_it_and_the_tree_does_not() -> None:
    other = judged("queue.Queue", [], queue="stores")
    assert not other.counts
    assert "standard library" in other.note
    assert judged("queue.Queue", ["queue/__init__.py", "stores/__init__.py"], queue="stores").counts


@pytest.mark.parametrize("beside", ["bin/memory.py", "bin/memory/__init__.py"])
def test_a_script_takes_the_file_beside_it(beside: str) -> None:
    other = judged("memory", [beside], path="bin/run.py")
    assert (other.counts, other.note) == (False, f"resolves to {beside}")


def test_a_module_of_a_package_does_not_take_the_file_beside_it() -> None:
    assert judged("memory", ["bin/memory.py", "bin/__init__.py"], path="bin/run.py").counts


def test_the_tree_has_the_module_under_the_old_name_alone() -> None:
    old = ["memory/__init__.py", "memory/own.py", "stores/__init__.py"]
    assert judged("memory.own", old).note == "resolves to memory/own.py, which was not renamed"
    assert judged("memory.own", [*old, "stores/own.py"]).counts


def test_layers_and_what_is_no_import_are_left_alone() -> None:
    old = ["memory/__init__.py", "memory/own.py", "stores/__init__.py"]
    assert judged("memory.own", old, kind=Kind.CONFIG).counts
    assert judged("a.compat.x", ["a/compat.py"]).counts


def test_is_module_asks_for_the_old_name_and_the_new() -> None:
    layout = Layout(["stores/core.py", "memory/old.py"])
    elsewhere = Elsewhere(layout, Targets([], {"memory": "stores"}))
    assert elsewhere.is_module("memory.core.x")
    assert elsewhere.is_module("memory.old")
    assert not elsewhere.is_module("memory.usage")
