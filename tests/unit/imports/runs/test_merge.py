from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from offramp.errors import EvidenceError
from offramp.imports.model import Kind, Source
from offramp.imports.runs.merge import merge

HEADER: dict[str, Any] = {
    "schema": "offramp.record/1",
    "nonce": "n",
    "names": ["a.compat"],
    "reach": "plugin",
    "pid": 1,
    "parent": 0,
    "argv": ["pytest"],
    "python": "3.11.7",
}
SELFTEST = [
    {
        "name": "__offramp_selftest__",
        "file": "/x/hooks.py",
        "line": 1,
        "module": "offramp_recorder.hooks",
        "test": None,
        "via": via,
    }
    for via in ("statement", "call", "finder")
]
END: dict[str, Any] = {"end": True, "silent": []}


def hit(root: Path, **changes: Any) -> dict[str, Any]:
    plain = {
        "name": "a.compat.x",
        "file": str(root / "app.py"),
        "line": 3,
        "module": "app",
        "test": "tests/test_a.py::test_a (call)",
        "via": "statement",
    }
    return plain | changes


def lay(folder: Path, name: str, *entries: object) -> None:
    folder.mkdir(exist_ok=True)
    text = "".join(json.dumps(e) + "\n" for e in entries)
    (folder / f"record-{name}.jsonl").write_text(text, encoding="utf-8")


def test_processes_are_merged_by_place(tmp_path: Path) -> None:
    """G2: what each process saw, once."""
    folder = tmp_path / "r"
    other = "tests/test_b.py::test_b (setup)"
    lay(folder, "1", HEADER, *SELFTEST, hit(tmp_path), END)
    lay(folder, "2", HEADER | {"pid": 2}, *SELFTEST, hit(tmp_path, test=other))
    merged = merge(folder, "n", tmp_path)
    (only,) = merged.hits
    assert (only.path, only.line, only.legacy) == ("app.py", 3, "a.compat.x")
    assert (only.kind, only.source, only.counts) == (Kind.RUNTIME, Source.RUNTIME, True)
    assert merged.tests[only] == ("tests/test_a.py::test_a", "tests/test_b.py::test_b")
    assert merged.by_test == {"tests/test_a.py::test_a": 1, "tests/test_b.py::test_b": 1}
    assert [(p.pid, p.ended) for p in merged.processes] == [(1, True), (2, False)]
    assert json.loads(json.dumps(merged.to_dict()))["reach"] == ["plugin"]


def test_the_layer_importing_itself_does_not_count(tmp_path: Path) -> None:
    own = hit(tmp_path, module="a.compat", file=str(tmp_path / "a/compat/__init__.py"))
    near = hit(tmp_path, module="a.compatible", line=9)
    lay(tmp_path / "r", "1", HEADER, *SELFTEST, own, near)
    merged = merge(tmp_path / "r", "n", tmp_path)
    assert (merged.own, [h.line for h in merged.hits]) == (1, [9])


def test_a_renamed_root_that_imports_the_layer_counts(tmp_path: Path) -> None:
    names = ["a.compat", "old"]
    lay(tmp_path / "r", "1", HEADER | {"names": names}, *SELFTEST, hit(tmp_path, module="old.x"))
    assert len(merge(tmp_path / "r", "n", tmp_path).hits) == 1


def test_no_record_cannot_judge(tmp_path: Path) -> None:
    """G6."""
    with pytest.raises(EvidenceError, match="no process recorded"):
        merge(tmp_path, "n", tmp_path)


@pytest.mark.parametrize("lost", range(3))
def test_a_process_whose_synthetic_hits_are_missing_cannot_judge(tmp_path: Path, lost: int) -> None:
    """G1: a source that cannot record is detected, mechanism by mechanism."""
    kept = [e for i, e in enumerate(SELFTEST) if i != lost]
    lay(tmp_path / "r", "1", HEADER, *SELFTEST)
    lay(tmp_path / "r", "2", HEADER, *kept)
    with pytest.raises(EvidenceError, match="synthetic hits") as caught:
        merge(tmp_path / "r", "n", tmp_path)
    assert str(SELFTEST[lost]["via"]) in str(caught.value.found)


def test_a_fork_needs_no_synthetic_hits_of_its_own(tmp_path: Path) -> None:
    lay(tmp_path / "r", "1", HEADER, *SELFTEST)
    lay(tmp_path / "r", "2", HEADER | {"reach": "fork"}, hit(tmp_path))
    assert len(merge(tmp_path / "r", "n", tmp_path).hits) == 1


def test_a_recorder_that_was_replaced_cannot_judge(tmp_path: Path) -> None:
    lay(tmp_path / "r", "1", HEADER, *SELFTEST, END | {"silent": ["finder"]})
    with pytest.raises(EvidenceError, match="replaced") as caught:
        merge(tmp_path / "r", "n", tmp_path)
    assert "finder" in str(caught.value.found)


def test_processes_that_watched_other_names_cannot_judge(tmp_path: Path) -> None:
    lay(tmp_path / "r", "1", HEADER, *SELFTEST)
    lay(tmp_path / "r", "2", HEADER | {"names": ["b"]}, *SELFTEST)
    with pytest.raises(EvidenceError, match="same names"):
        merge(tmp_path / "r", "n", tmp_path)


def test_a_process_that_lost_a_line_cannot_judge(tmp_path: Path) -> None:
    """G1: the disk was full, so what is missing may be a hit."""
    lay(tmp_path / "r", "1", HEADER, *SELFTEST)
    lay(tmp_path / "r", "2", HEADER, *SELFTEST)
    (tmp_path / "r/record-2.jsonl").rename(tmp_path / "r/record-2.jsonl.lost")
    with pytest.raises(EvidenceError, match="could not write down") as caught:
        merge(tmp_path / "r", "n", tmp_path)
    assert str(caught.value.where).endswith("record-2.jsonl.lost")


def test_a_test_runner_that_walks_through_the_layer_is_no_importer(tmp_path: Path) -> None:
    lay(tmp_path / "r", "1", HEADER, *SELFTEST, hit(tmp_path, file="<discovered>"))
    merged = merge(tmp_path / "r", "n", tmp_path)
    assert (merged.own, merged.hits) == (1, ())


def test_third_party_code_that_reads_attributes_walks_over_all_of_them(tmp_path: Path) -> None:
    there = "/env/site-packages/dep/x.py"
    entries = [
        hit(tmp_path, file=there, line=n, via=via) for n, via in ((1, "attribute"), (2, "call"))
    ]
    lay(tmp_path / "r", "1", HEADER, *SELFTEST, *entries)
    assert [h.line for h in merge(tmp_path / "r", "n", tmp_path).hits] == [2]


def test_an_allowed_hit_is_listed_and_does_not_count(tmp_path: Path) -> None:
    """A test that asserts that the layer is gone, after the removal too."""
    lay(tmp_path / "r", "1", HEADER, *SELFTEST, hit(tmp_path), hit(tmp_path, file="/x/y.py"))
    merged = merge(tmp_path / "r", "n", tmp_path, allow=("*.py",))
    assert [(h.path, h.counts) for h in merged.hits] == [("/x/y.py", True), ("app.py", False)]
    assert all(merged.tests[h] for h in merged.hits)


def test_a_process_says_whether_it_ran_pytest(tmp_path: Path) -> None:
    lay(tmp_path / "r", "1", HEADER, *SELFTEST, {"runner": "_pytest.junitxml"})
    lay(tmp_path / "r", "2", HEADER | {"pid": 2}, *SELFTEST)
    merged = merge(tmp_path / "r", "n", tmp_path)
    assert [p.runner for p in merged.processes] == [True, False]
    assert merged.to_dict()["processes"][0]["runner"] is True


def test_children_that_nothing_reached_are_listed(tmp_path: Path) -> None:
    children = [{"unreached": ["python", "b.py"]}, {"unreached": ["python", "a.py"]}]
    lay(tmp_path / "r", "1", HEADER, *SELFTEST, *children)
    lay(tmp_path / "r", "2", HEADER, *SELFTEST, children[0])
    merged = merge(tmp_path / "r", "n", tmp_path)
    assert merged.unreached == (("python", "a.py"), ("python", "b.py"))
    assert merged.to_dict()["unreached"] == [["python", "a.py"], ["python", "b.py"]]
