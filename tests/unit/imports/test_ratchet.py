from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from offramp.errors import EvidenceError
from offramp.findings import Verdict
from offramp.imports.model import Kind, Reference, ScanReport, Source
from offramp.imports.ratchet import Known, Ratchet, read_ratchet

FILE = "configs/ratchet.json"
HIT = Reference("svc/a.py", 3, 5, Kind.FROM_IMPORT, "svc.compat.x")
OTHER = Reference("svc/b.py", 1, 0, Kind.IMPORT, "svc.compat")


def report(*references: Reference) -> ScanReport:
    return ScanReport(layers=("svc.compat",), references=references, scanned_files=9)


def rules(held: ScanReport) -> list[str]:
    return [finding.rule for finding in held.findings]


def test_what_is_known_passes_wherever_it_stands_in_its_file() -> None:
    ratchet = Ratchet.of(report(HIT, OTHER), FILE)
    moved = replace(HIT, line=300, column=0, source=Source.BOTH, owners=("@x",))
    held = ratchet.hold(report(moved, OTHER))
    assert held.verdict is Verdict.PASS
    assert (held.hits, held.max_hits) == (2, 2)
    assert held.ratchet == {"file": FILE, "known": 2, "new": 0, "stale": 0}


@pytest.mark.parametrize(
    "new",
    [
        replace(HIT, path="svc/c.py"),
        replace(HIT, legacy="svc.compat.y"),
        replace(HIT, kind=Kind.ATTRIBUTE),
        replace(HIT, line=4),
    ],
    ids=["file", "name", "kind", "once more"],
)
def test_a_new_hit_fails_and_says_whose_it_is(new: Reference) -> None:
    new = replace(new, owners=("@org/team",))
    held = Ratchet.of(report(HIT), FILE).hold(report(HIT, new))
    assert held.verdict is Verdict.FAIL
    (finding,) = held.findings
    assert (finding.rule, finding.path, finding.line) == (
        "new-legacy-reference",
        new.path,
        new.line,
    )
    assert "@org/team" in finding.message


def test_an_entry_that_no_longer_matches_has_to_go() -> None:
    ratchet = Ratchet.of(report(HIT, replace(HIT, line=9), OTHER), FILE)
    held = ratchet.hold(report(HIT))
    assert held.verdict is Verdict.FAIL
    assert rules(held) == ["stale-ratchet-entry", "stale-ratchet-entry"]
    assert {finding.path for finding in held.findings} == {FILE}
    assert ratchet.lowered(report(HIT)).hold(report(HIT)).verdict is Verdict.PASS


def test_lowering_never_lets_anything_new_pass() -> None:
    lowered = Ratchet.of(report(HIT), FILE).lowered(report(OTHER, OTHER))
    assert lowered.entries == {}
    assert rules(lowered.hold(report(OTHER))) == ["new-legacy-reference"]


def test_what_does_not_count_is_no_entry() -> None:
    assert Ratchet.of(report(replace(HIT, counts=False)), FILE).hits == 0


def test_reading_alone_neither_misses_nor_judges_what_only_a_run_shows() -> None:
    ran = Reference("svc/c.py", 2, 0, Kind.RUNTIME, "svc.compat.z", source=Source.RUNTIME)
    computed = replace(OTHER, kind=Kind.DYNAMIC_IMPORT, possible=True)
    ratchet = Ratchet.of(report(HIT, ran), FILE)
    assert ratchet.hold(report(HIT, computed), whole=False).verdict is Verdict.PASS
    assert rules(ratchet.hold(report(HIT, computed))) == [
        "new-legacy-reference",
        "stale-ratchet-entry",
    ]


def test_a_ratchet_of_another_layer_cannot_judge() -> None:
    other = replace(report(HIT), renames=(("old", "new"),))
    with pytest.raises(EvidenceError, match="another layer") as caught:
        Ratchet.of(report(HIT), FILE).hold(other)
    assert caught.value.expected == "svc.compat, old=new"


@pytest.fixture
def keep(tmp_path: Path) -> Callable[[Any], Path]:
    def keep_(data: Any) -> Path:
        (tmp_path / "configs").mkdir(exist_ok=True)
        text = data if isinstance(data, str) else json.dumps(data)
        (tmp_path / FILE).write_text(text)
        return tmp_path

    return keep_


def test_it_reads_back_what_it_writes(keep: Callable[[Any], Path]) -> None:
    ratchet = Ratchet.of(report(OTHER, HIT, replace(HIT, line=4)), FILE)
    data = ratchet.to_dict()
    assert [row["count"] for row in data["entries"]] == [2, 1]
    assert read_ratchet(keep(data), FILE) == ratchet


def broken(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    data = Ratchet.of(report(HIT, OTHER), FILE).to_dict()
    change(data)
    return data


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{",
        "[]",
        "{}",
        "null",
        broken(lambda d: d.update(schema="offramp.ratchet/2")),
        broken(lambda d: d.update(hits=1)),
        broken(lambda d: d.update(layers=None)),
        broken(lambda d: d["entries"].append(d["entries"][0])),
        broken(lambda d: d["entries"][0].update(path="svc/other.py")),
        broken(lambda d: d["entries"][0].update(kind="magic")),
        broken(lambda d: d["entries"][0].update(count=0)),
        broken(lambda d: d["entries"][0].update(count=True)),
        broken(lambda d: d["entries"][0].pop("fingerprint")),
        broken(lambda d: d["entries"].reverse()),
        broken(lambda d: d.update(extra=1)),
        broken(lambda d: d["entries"][0].update(line=1)),
        broken(lambda d: d.update(layers="svc.compat")),
        json.dumps(broken(lambda _: None)).replace('{"schema"', '{"hits": 0, "schema"'),
        "<<<<<<< HEAD\n" + json.dumps(broken(lambda _: None)) + "\n=======\n{}\n>>>>>>> x\n",
        pytest.param("[" * 100_000, id="deep"),
    ],
)
def test_a_file_that_is_no_ratchet_cannot_judge(keep: Callable[[Any], Path], data: Any) -> None:
    """Nor one that was changed by hand, or left in the middle of a merge."""
    with pytest.raises(EvidenceError, match="the ratchet is malformed") as caught:
        read_ratchet(keep(data), FILE)
    assert caught.value.where == FILE


def test_a_ratchet_that_is_not_there_cannot_judge(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="cannot be read") as caught:
        read_ratchet(tmp_path, FILE)
    assert "--update" in str(caught.value.next)


def test_a_fingerprint_stands_for_the_whole_of_what_it_is_made_of() -> None:
    apart = [Known("a", "bc", "import"), Known("ab", "c", "import"), Known("a", "bc", "stub")]
    assert len({known.fingerprint for known in apart}) == 3
