"""One file of any kind: who reads it, and what is said of the reading."""

from __future__ import annotations

import json

import pytest

from offramp.imports.mentions import Mentions
from offramp.imports.reading import FileReader, FileReading
from offramp.imports.syntax.reader import Surroundings
from offramp.imports.targets import Targets


@pytest.fixture
def reader(targets: Targets, mentions: Mentions) -> FileReader:
    return FileReader(targets, mentions)


def read(reader: FileReader, path: str, data: bytes) -> FileReading:
    return reader.read(path, data, Surroundings(("m",), ("",), lambda _m: frozenset()))


@pytest.mark.parametrize(
    ("path", "data", "kind"),
    [
        ("m.py", b"import a.compat", "import"),
        ("m.pyi", b"import a.compat", "stub"),
        ("m.pyx", b"cdef int x\ncimport a.compat", "import"),
        ("m.py.j2", b"{{ x }}\nimport a.compat\n", "import"),
        ("c.toml", b'x = "a.compat"', "config"),
        ("run.sh", b"python -m a.compat", "command"),
        ("d.md", b"a.compat", "doc"),
        ("x.pkl", b"ca.compat\nT\n.", "pickle"),
        ("x.c", b'f("a.compat");', "string"),
    ],
)
def test_each_kind_of_file_has_its_reader(
    reader: FileReader, path: str, data: bytes, kind: str
) -> None:
    reading = read(reader, path, data)
    assert [r.kind.value for r in reading.references] == [kind]
    assert all(r.parsed for r in reading.references)
    assert not reading.unparsed


@pytest.mark.parametrize(
    "data", [b"import a.compat\nprint 'x'\n", b"x = '\xe9'\nimport a.compat\n"]
)
def test_python_that_python_would_not_read_is_told(reader: FileReader, data: bytes) -> None:
    reading = read(reader, "m.py", data)
    assert reading.unparsed
    assert [(r.legacy, r.parsed) for r in reading.references] == [("a.compat", False)]


def test_exports_are_given_for_python_alone(reader: FileReader) -> None:
    assert read(reader, "m.py", b"from a.compat import x\n").exports == {"x": "a.compat.x"}
    assert read(reader, "c.toml", b'x = "a.compat"\n').exports == {}


def test_the_cells_of_a_notebook_are_one_module(reader: FileReader) -> None:
    cells = [
        {"cell_type": "code", "source": ["%time 1\n", "import a as q"]},
        {"cell_type": "code", "source": ["!python -m a.compat\n", "q.compat.f()"]},
        {"cell_type": "markdown", "source": ["about a.compat"]},
    ]
    found = read(reader, "n.ipynb", json.dumps({"cells": cells}).encode()).references
    assert sorted((r.kind.value, r.legacy, r.counts) for r in found) == [
        ("command", "a.compat", True),
        ("doc", "a.compat", False),
        ("notebook", "a.compat.f", True),
    ]


def test_what_is_no_notebook_is_read_as_json(reader: FileReader) -> None:
    found = read(reader, "n.ipynb", b'{"x": "a.compat", broken\n').references
    assert [r.kind.value for r in found] == ["config"]


@pytest.mark.parametrize(
    "deep",
    [
        "x = " + " + ".join(["'a'"] * 2000),
        "x = y" + ".f()" * 800,
        "if x: pass\n" + "elif x: pass\n" * 2000,
        "x = " + "[" * 150 + "]" * 150,
    ],
    ids=["operators", "calls", "branches", "brackets"],
)
def test_generated_code_may_be_as_deep_as_the_parser_takes(reader: FileReader, deep: str) -> None:
    """Its tree is walked by calls within calls, of which the interpreter allows a thousand."""
    reading = read(reader, "m.py", f"{deep}\nimport a.compat\n".encode())
    assert [r.line for r in reading.references] == [deep.count("\n") + 2]


def test_code_that_is_too_deep_to_be_walked_is_searched_all_the_same(
    reader: FileReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("offramp.imports.syntax.reader.Collector.collect", _too_deep)
    reading = read(reader, "m.py", b"import a.compat\n")
    assert reading.unparsed
    assert [(r.legacy, r.parsed) for r in reading.references] == [("a.compat", False)]


def _too_deep(*_args: object) -> None:
    raise RecursionError
