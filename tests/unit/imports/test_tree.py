"""A whole tree: the order of reading, names handed on, what a layer says of itself."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from offramp.imports.targets import Targets
from offramp.imports.tree import Tree

Read = Callable[..., Tree]
LAYER = {"a/__init__.py": "", "a/compat.py": "from a import compat\ndef f(): ...\n"}


@pytest.fixture
def tree(tmp_path: Path, lay: Callable[..., Path]) -> Read:
    def read(files: dict[str, str], **options: Any) -> Tree:
        root = lay(tmp_path, files)
        return Tree(root, Targets(["a.compat"], {}), sorted(files), **options)

    return read


def hits(found: Tree) -> list[tuple[str, int, str]]:
    return [(r.path, r.line, r.legacy) for r in found.references() if r.counts]


def test_what_the_layer_says_of_itself_is_no_hit(tree: Read) -> None:
    found = tree({**LAYER, "m.py": "import a.compat\n"})
    assert hits(found) == [("m.py", 1, "a.compat")]
    assert found.layer_files == {"a/compat.py"}
    assert found.scanned == ["a/__init__.py", "a/compat.py", "m.py"]


def test_a_name_is_followed_from_module_to_module(tree: Read) -> None:
    chain = {"z0.py": "from a.compat import f\n"}
    chain |= {f"z{i}.py": f"from z{i - 1} import f\n" for i in range(1, 5)}
    assert hits(tree({**LAYER, **chain})) == [(f"z{i}.py", 1, "a.compat.f") for i in range(5)]


def test_modules_that_hand_to_each_other_come_to_an_end(tree: Read) -> None:
    files = {
        "x.py": "from y import f\nfrom a.compat import f as g\n",
        "y.py": "from x import f, g\n",
    }
    assert ("y.py", 1, "a.compat.f") in hits(tree({**LAYER, **files}))


def test_changed_bytes_are_read_in_place_of_the_file(tree: Read) -> None:
    files = {**LAYER, "m.py": "import a.compat\n", "n.py": "x = 1\n"}
    changed = {"m.py": b"x = 1\n", "n.py": b"import a.compat\n"}
    assert hits(tree(files, changed=changed)) == [("n.py", 1, "a.compat")]


def test_only_some_files_are_read_and_all_are_known(tree: Read) -> None:
    files = {**LAYER, "m.py": "import a.compat\n", "n.py": "import a.compat\n"}
    found = tree(files, only=["n.py"])
    assert hits(found) == [("n.py", 1, "a.compat")]
    assert found.layer_files == {"a/compat.py"}


def test_what_does_not_parse_is_named(tree: Read) -> None:
    files = {**LAYER, "m.py": "import a.compat\nprint 1\n", "n.py": "print 1\n"}
    assert tree(files).unparsed() == ["m.py"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("import a.compat\n")
    (tmp_path / "m.py").chmod(0)
    found = Tree(tmp_path, Targets(["a.compat"], {}), ["m.py"])
    assert [(f.rule, f.path) for f in found.findings()] == [("unreadable-file", "m.py")]


def test_more_hits_in_a_file_than_are_listed_is_a_finding(tree: Read) -> None:
    found = tree({**LAYER, "m.py": "import a.compat\n" * 1001})
    assert [f.rule for f in found.findings()] == ["too-many-references"]


def test_the_collector_of_garbage_is_as_before(tree: Read) -> None:
    before = gc.get_threshold()
    tree(LAYER)
    assert gc.get_threshold() == before
