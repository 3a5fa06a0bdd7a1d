"""What a file's own folder, tests or project put before the tree's roots."""

from __future__ import annotations

import pytest

from offramp.imports.layout import Layout
from offramp.imports.nearest import Nearest


def nearest(*paths: str, text: bytes = b"") -> Nearest:
    return Nearest(Layout(paths), lambda _: text)


def test_beside_is_for_files_outside_packages() -> None:
    near = nearest("bin/memory/a.py", "bin/run.py", "x/__init__.py", "x/memory.py", "memory.py")
    assert near.beside("bin/run.py", "memory.a.f") == ("bin", "memory.a")
    assert near.beside("bin/run.py", "memory.b") is None
    assert near.beside("x/run.py", "memory") is None
    assert near.beside("run.py", "memory") is None


def test_above_is_the_folder_above_the_package() -> None:
    near = nearest("t/x/__init__.py", "t/x/y/__init__.py", "t/memory.py", "src/p/__init__.py")
    assert near.above("t/x/y/a.py", "memory.f") == ("t", "memory")
    assert near.above("src/p/a.py", "p") is None


def test_what_a_package_says_of_its_own_name_tells_nothing() -> None:
    near = nearest("t/memory/__init__.py", "t/memory/helpers.py")
    assert near.above("t/memory/test_a.py", "memory") is None
    assert near.above("t/memory/test_a.py", "memory.core") is None
    assert near.above("t/memory/test_a.py", "memory.helpers.f") == ("t", "memory.helpers")


def test_conftest_puts_its_folder_first_unless_it_lies_in_a_package() -> None:
    near = nearest("t/conftest.py", "t/memory.py", "q/__init__.py", "q/conftest.py", "q/memory.py")
    assert near.above("t/a/b/test_a.py", "memory") == ("t", "memory")
    assert near.above("q/a/test_a.py", "memory") is None
    assert near.above("other/test_a.py", "memory") is None


@pytest.mark.parametrize("file", ["pyproject.toml", "setup.py", "setup.cfg"])
@pytest.mark.parametrize("source", ["s/a", "s/a/src"])
def test_a_project_of_its_own(file: str, source: str) -> None:
    near = nearest(f"s/a/{file}", f"{source}/memory/__init__.py")
    assert near.above("s/a/tests/test_a.py", "memory.x") == (source, "memory")
    assert near.above("s/b/tests/test_a.py", "memory.x") is None


@pytest.mark.parametrize(
    ("path", "text", "runs"),
    [
        ("t/test_a.py", b"", True),
        ("t/a_test.py", b"", True),
        ("t/conftest.py", b"", True),
        ("t/testing.py", b"", False),
        ("t/a.py", b"import x\nif __name__ == '__main__':\n    x.f()\n", True),
        ("t/a.py", b"def f():\n    if __name__ == '__main__':\n        x()\n", False),
        ("t/run", b"#!/usr/bin/env python3\n", True),
        ("t/a.py", b"\n#!not the first line\n", False),
    ],
)
def test_runs(path: str, text: bytes, runs: bool) -> None:
    assert nearest(path, text=text).runs(path) is runs
