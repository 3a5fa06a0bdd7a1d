"""The session's end: what it writes, and when it fails."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from conformance import oasdiff, tables

main = importlib.import_module("conformance.__main__")


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "page.md"
    path.write_text("<!-- conformance: arguments -->\n<!-- end -->\n", encoding="utf-8")
    monkeypatch.setattr(main, "PAGE", path)
    monkeypatch.setattr(oasdiff, "find", lambda cache: oasdiff.Oasdiff(path))
    monkeypatch.setattr(tables, "arguments", lambda: ("| new |\n", []))
    return path


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["conformance", *words])
    return int(main.main())


def test_a_stale_page_fails_until_it_is_written(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "arguments") == 2
    assert "out of date: arguments" in capsys.readouterr().err
    assert run(monkeypatch, "--write", "arguments") == 0
    assert "| new |" in page.read_text(encoding="utf-8")
    assert run(monkeypatch, "arguments") == 0


def test_a_fault_fails_though_the_page_is_written(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "arguments", lambda: ("| new |\n", ["offramp is wrong"]))
    assert run(monkeypatch, "--write", "arguments") == 2


def test_an_unknown_table_is_named(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match="there is no table 'argument'"):
        run(monkeypatch, "argument")


def test_the_page_has_a_place_for_each_table(tmp_path: Path) -> None:
    text = main.PAGE.read_text(encoding="utf-8")
    for name in main._places(oasdiff.Oasdiff(tmp_path), tmp_path, tmp_path):
        assert f"<!-- conformance: {name} -->\n\n" in text, name
