from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from offramp.report.terminal import MOST, Terminal

Shown = Callable[..., str]


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("ascii", r"done \u2705 caf\xe9"),
        ("latin-1", r"done \u2705 café"),
        ("cp1252", r"done \u2705 café"),
        ("utf-8", "done ✅ café"),
    ],
)
def test_what_the_encoding_lacks_is_escaped(encoding: str, written: str) -> None:
    """An emoji on an ASCII terminal crashed the original after writing (S8)."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="strict")
    Terminal(stream).line("done ✅ café")
    assert raw.getvalue().decode(encoding) == written + "\n"


def test_a_name_that_is_not_utf_8_is_escaped() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8")
    Terminal(stream).line("latin-\udce9.py")
    assert raw.getvalue() == b"latin-\\udce9.py\n"


@pytest.mark.parametrize(
    "text", ["\x1b[2J", "\x1b]0;title\x07", "a\rb", "a\bb", "\x9b2J", "\x1bc", "\x00", "\x1b"]
)
def test_nothing_in_a_name_commands_the_terminal(shown: Shown, text: str) -> None:
    written = shown(Terminal.line, f"{text}.py")
    assert all(char.isprintable() for char in written.rstrip("\n"))
    assert "\\x" in written


def test_tabs_and_lines_stay(shown: Shown) -> None:
    assert shown(Terminal.line, "a\tb\nc") == "a\tb\nc\n"


@pytest.mark.parametrize(
    ("variables", "tty", "colour"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"TERM": "dumb"}, True, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, True, False),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"FORCE_COLOR": ""}, False, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
    ],
)
def test_colour_where_it_is_wanted(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], tty: bool, colour: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    stream = Tty() if tty else io.StringIO()
    painted = Terminal(stream).paint("holds", "good")
    assert painted == ("\x1b[32mholds\x1b[0m" if colour else "holds")


@pytest.mark.parametrize(("count", "more"), [(MOST - 1, 0), (MOST, 0), (MOST + 1, 1), (999, 949)])
def test_the_rest_of_many_lines_is_counted(shown: Shown, count: int, more: int) -> None:
    lines = shown(Terminal.lines, [f"hit {i}" for i in range(count)]).splitlines()
    assert lines[: min(count, MOST)] == [f"  hit {i}" for i in range(min(count, MOST))]
    rest = [f"  +{more} more (all of them with --json)"] if more else []
    assert lines[MOST:] == rest


def test_columns_are_as_wide_as_their_widest_cell(shown: Shown) -> None:
    rows = [("a", "bbb", "last  "), ("aaa", "b", "x" * 300)]
    assert shown(Terminal.table, rows) == f"  a    bbb  last\n  aaa  b    {'x' * 300}\n"
    assert shown(Terminal.table, []) == ""


def test_colours_take_no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """The codes of two colours are not equally long."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal = Terminal(io.StringIO())
    terminal.table([(terminal.paint("met", "good"), "x"), (terminal.paint("met", "dim"), "x")])
    first, second = terminal.stream.getvalue().splitlines()  # type: ignore[attr-defined]
    assert first.replace("[32m", "[2m") == second
