"""The tables' text and faults, from tools that are made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance import contract, references, searchers, tables
from conformance.oasdiff import Answer, Oasdiff
from conformance.references import LAYER, Laid
from conformance.scoring import Case

DOCUMENT = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}
CASES = [Case("a", "m.py", (frozenset({1}),)), Case("b", "n.py", ())]


class Alarmed(Oasdiff):
    """A peer that calls everything an error, unless it is told not to."""

    def judge(self, base: Any, cand: Any) -> Answer:
        return Answer(not self._options, anything=True)


def test_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [contract.Known("c", f"n{i}", DOCUMENT, DOCUMENT, breaks=i == 2) for i in range(3)]
    monkeypatch.setattr(contract, "argued_pairs", lambda: known)
    text, faults = tables.pairs(Alarmed(Path()))
    assert (
        "| c | 3 | 2 | 1 | 0 | 0 | 2 | 0 | 2 |\n| **all** | 3 | 2 | 1 | 0 | 0 | 2 | 0 | 2 |" in text
    )
    assert "- As it comes: right on 1, 0 breaks missed, 2 false alarms.\n" in text
    assert "- If told: right on 2, 1 breaks missed, 0 false alarms.\n" in text
    assert faults == ["offramp is wrong on c: n2"]


def test_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [contract.Known("body", "rule", DOCUMENT, DOCUMENT, breaks=True)]
    monkeypatch.setattr(contract, "examples", lambda: known)
    text, faults = tables.examples(Alarmed(Path(), ["--quiet"]))
    assert "| body | 1 | 0 | 1 | 0 | 0 |" in text
    assert faults == ["offramp is wrong on the example of body: rule"]


def tool(name: str, **said: set[int]) -> searchers.Tool:
    reports = {f"{path}.py": lines for path, lines in said.items()}
    return searchers.Tool(name, "1", lambda root, layer, projects: reports)


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(references, "lay_out_shared", lambda *_: Laid(LAYER, CASES, ["."]))
    return tmp_path


def test_uses(laid: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, other = tool("offramp", m={1}), tool("x", n={4})
    monkeypatch.setattr(searchers, "tools", lambda: (mine, other))
    text, faults = tables.shared_uses(laid, laid)
    assert text.splitlines() == [
        "| class | offramp | x |",
        "| --- | ---: | ---: |",
        "| a | 1/1 | 0/1 |",
        "| b | - | -, 1 false |",
        "| **all** | 1/1 | 0/1, 1 false |",
        "| **recall** | 100% | 0% |",
        "| **precision** | 100% | 0% |",
    ]
    assert faults == []


@pytest.mark.parametrize("said", [{}, {"m": {1, 7}}, {"m": {1}, "n": {2}}])
def test_an_offramp_that_misses_or_invents_is_a_fault(
    said: dict[str, set[int]], laid: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searchers, "tools", lambda: (tool("offramp", **said),))
    _, faults = tables.shared_uses(laid, laid)
    assert len(faults) == 1
