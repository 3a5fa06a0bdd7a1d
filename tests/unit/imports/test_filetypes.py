"""What a file is: by its name, by its first line, by its bytes."""

from __future__ import annotations

import pytest

from offramp.imports.filetypes import FileType, file_type


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/m.py", FileType.PYTHON),
        ("a/M.PY", FileType.PYTHON),
        ("a/m.pyi", FileType.STUB),
        ("m.pxd", FileType.CYTHON),
        ("m.py.j2", FileType.TEMPLATE),
        ("m.py-tpl", FileType.TEMPLATE),
        ("x.cfg_tmpl", FileType.INI),
        ("a-t", FileType.OTHER),
        ("c.yml.in", FileType.YAML),
        (".in", FileType.OTHER),
        ("n.ipynb", FileType.NOTEBOOK),
        ("Dockerfile.dev", FileType.COMMAND),
        ("dockerfiles", FileType.OTHER),
        ("Makefile.am", FileType.COMMAND),
        (".env.local", FileType.COMMAND),
        (".importlinter", FileType.INI),
        ("x.egg-info/entry_points.txt", FileType.INI),
        ("notes.txt", FileType.DOC),
        ("uv.lock", FileType.DOC),
        ("package-lock.json", FileType.DOC),
        (".github/ISSUE_TEMPLATE/bug.yml", FileType.DOC),
        ("CMakeLists.txt", FileType.COMMAND),
        ("x.service", FileType.INI),
        ("x.pth", FileType.TEMPLATE),
        ("pylintrc", FileType.INI),
        ("Procfile.dev", FileType.COMMAND),
        (".bashrc", FileType.COMMAND),
        ("etc/cron.d/app", FileType.COMMAND),
        ("cron.daily/app", FileType.COMMAND),
        ("cron.d", FileType.OTHER),
        (".ebextensions/01.config", FileType.YAML),
        ("x.config", FileType.OTHER),
        ("Snakefile", FileType.TEMPLATE),
        ("a.spec", FileType.OTHER),
        ("CODEOWNERS", FileType.OTHER),
        ("toml", FileType.OTHER),
        ("x.pkl", FileType.BINARY),
    ],
)
def test_by_name(path: str, kind: FileType) -> None:
    assert file_type(path, b"") is kind


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (b"#!/usr/bin/env python3\n", FileType.PYTHON),
        (b"#!/usr/bin/pypy\n", FileType.PYTHON),
        (b"#!/usr/bin/env -S uv run --script\n", FileType.PYTHON),
        (b"#!/bin/sh\n", FileType.COMMAND),
        (b"#!/usr/bin/env -S bash -e\n", FileType.COMMAND),
        (b"#!/usr/bin/perl\n# python\n", FileType.OTHER),
        (b"# python\n", FileType.OTHER),
    ],
)
def test_by_the_first_line(first: bytes, kind: FileType) -> None:
    assert file_type("bin/tool", first) is kind


def test_two_tools_have_files_of_the_suffix_spec() -> None:
    assert file_type("x.spec", b"a = Analysis([])\n") is FileType.TEMPLATE
    assert file_type("x.spec", b"Name: x\n%files\n") is FileType.OTHER


def test_nul_bytes_make_a_file_binary_but_for_python_and_utf_16() -> None:
    assert file_type("x.txt", b"a\0b") is FileType.BINARY
    assert file_type("x.txt", b"a" * 9000 + b"\0") is FileType.DOC
    assert file_type("x.py", b"a\0b") is FileType.PYTHON
    assert file_type("x.txt", "a".encode("utf-16")) is FileType.DOC
