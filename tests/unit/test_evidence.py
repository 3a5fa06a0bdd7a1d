from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from offramp.errors import EvidenceError
from offramp.evidence import Evidence, Ledger, file_digest, write_atomically, write_json
from offramp.findings import Verdict

SCAN = Evidence(
    step="scan",
    run="r1",
    verdict=Verdict.PASS,
    summary="0 hits",
    tree="t1",
    base_tree="t0",
    commit=None,
    command="invoke stage-a",
    settings="s1",
    base_settings="s0",
    started="2026-01-02T03:04:05.000006+00:00",
    seconds=1.5,
    version="0.1.0",
    files={"a.json": "d"},
    data={"hits": 0, "names": ["Λ"]},
)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


def test_what_was_written_is_read_back(ledger: Ledger) -> None:
    path = ledger.write(SCAN)
    assert path == ledger.root / ".offramp" / "evidence" / "scan.json"
    assert ledger.where("scan") == ".offramp/evidence/scan.json"
    assert ledger.read("scan") == SCAN
    assert json.loads(path.read_bytes())["schema"] == "offramp.evidence/1"


def test_there_is_none_before_and_none_after_it_was_dropped(ledger: Ledger) -> None:
    assert ledger.read("scan") is None
    ledger.drop("scan")
    ledger.write(SCAN)
    ledger.drop("scan")
    assert ledger.read("scan") is None
    assert ledger.entries() == []


def test_a_file_name_that_is_not_utf_8_does_not_spoil_the_evidence(ledger: Ledger) -> None:
    """git gives it with lone surrogates; written as raw bytes, the file would be no JSON."""
    name = os.fsdecode(b"latin-\xe9.py")
    evidence = replace(SCAN, data={"path": name})
    path = ledger.write(evidence)
    path.read_text(encoding="utf-8")
    assert ledger.read("scan") == evidence


def change(key: str, value: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda table: {**table, key: value}


MALFORMED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no object": lambda table: [table],
    "empty object": lambda table: {},
    "another schema": change("schema", "offramp.evidence/2"),
    "another tool's schema": change("schema", "compat-hits/1"),
    "no schema": lambda table: {k: v for k, v in table.items() if k != "schema"},
    "an unknown key": change("hits", 0),
    "a missing key": lambda table: {k: v for k, v in table.items() if k != "settings"},
    "a tree that is a number": change("tree", 3),
    "a tree that is null": change("tree", None),
    "a commit that is a number": change("commit", 3),
    "an unknown verdict": change("verdict", "ok"),
    "a verdict that is a truth value": change("verdict", True),
    "seconds in words": change("seconds", "1.5"),
    "seconds that are a truth value": change("seconds", True),
    "files as a list": change("files", ["a.json"]),
    "a file's digest that is null": change("files", {"a.json": None}),
    "data that is null": change("data", None),
    "another step's": change("step", "gate"),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_malformed_evidence_cannot_be_judged_on(ledger: Ledger, what: str) -> None:
    """A report that is `{}` or of another schema passed the original's gate (G6, G7)."""
    path = ledger.write(SCAN)
    path.write_text(json.dumps(MALFORMED[what](json.loads(path.read_bytes()))))
    for read in (lambda: ledger.read("scan"), ledger.entries):
        with pytest.raises(EvidenceError, match="evidence of scan is malformed") as caught:
            read()
        assert caught.value.where == ".offramp/evidence/scan.json"
        assert caught.value.next


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe{}", b"null", b"[" * 100_000], ids=lambda c: repr(c[:9])
)
def test_a_file_that_is_no_json_cannot_be_judged_on(ledger: Ledger, content: bytes) -> None:
    ledger.write(SCAN).write_bytes(content)
    with pytest.raises(EvidenceError, match="malformed"):
        ledger.read("scan")


def test_a_truncated_file_cannot_be_judged_on(ledger: Ledger) -> None:
    path = ledger.write(SCAN)
    whole = path.read_bytes().rstrip()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(EvidenceError):
            ledger.read("scan")


def test_evidence_that_cannot_be_read_is_an_error_of_its_own(ledger: Ledger) -> None:
    ledger.path("scan").mkdir(parents=True)
    with pytest.raises(EvidenceError, match="cannot be read"):
        ledger.read("scan")


def test_entries_come_in_the_order_in_which_they_were_made(ledger: Ledger) -> None:
    """Within the same second as well; names are no order."""
    for step, moment in (("zeta", "04.999999"), ("alpha", "05.000003"), ("mid", "05.000001")):
        started = f"2026-01-02T03:04:{moment}+00:00"
        ledger.write(replace(SCAN, step=step, started=started))
    assert [entry.step for entry in ledger.entries()] == ["zeta", "mid", "alpha"]


def test_files_that_changed_or_went_are_named(ledger: Ledger) -> None:
    digests = {}
    for name in ("same", "edited", "gone"):
        (ledger.root / name).write_text(name)
        digests[name] = file_digest(ledger.root / name) or ""
    evidence = replace(SCAN, files=digests)
    assert ledger.changed_files(evidence) == []
    (ledger.root / "edited").write_text("other")
    (ledger.root / "gone").unlink()
    assert ledger.changed_files(evidence) == ["edited", "gone"]


def test_a_file_has_the_digest_that_sha256sum_gives(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    wanted = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert file_digest(tmp_path / "a") == wanted
    assert file_digest(tmp_path / "ghost") is None
    assert file_digest(tmp_path) is None


def test_the_folder_ignores_itself(ledger: Ledger) -> None:
    subprocess.run(["git", "init", "-q", ledger.root], check=True)
    ledger.write(SCAN)
    status = ["git", "-C", ledger.root, "status", "--porcelain", "--untracked-files=all"]
    assert subprocess.run(status, check=True, capture_output=True).stdout == b""


def test_a_users_own_rule_in_that_folder_stays(ledger: Ledger) -> None:
    ledger.prepare()
    (ledger.folder / ".gitignore").write_text("*\n!kept\n")
    assert ledger.prepare() == ledger.folder
    assert (ledger.folder / ".gitignore").read_text() == "*\n!kept\n"


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")

    def full(handle: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("offramp.evidence.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_atomically(path, b"new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_reader_never_sees_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deep" / "a.json"
    seen = []
    real = os.fsync

    def look(handle: int) -> None:
        seen.append(path.exists())
        real(handle)

    monkeypatch.setattr("offramp.evidence.os.fsync", look)
    write_atomically(path, b"new")
    assert seen == [False]
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(os.name != "posix", reason="modes as POSIX has them")
def test_a_file_has_the_mode_that_the_user_asks_for(tmp_path: Path) -> None:
    """mkstemp makes it readable for its owner alone; CI uploads it as somebody else."""
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "a", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_json_keeps_the_order_of_keys_and_ends_its_line(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"z": "Λ", "a": [1]})
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert text == '{\n  "z": "Λ",\n  "a": [\n    1\n  ]\n}\n'


def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_bytes(b"old")
    script.chmod(0o750)
    write_atomically(script, b"new")
    assert (script.read_bytes(), script.stat().st_mode & 0o777) == (b"new", 0o750)


def test_what_a_killed_writer_left_goes(tmp_path: Path) -> None:
    names = [".a[1].json.k3_x9ab2", ".b.json.k3_x9ab2", ".a[1].json.other", ".a1.json.k3_x9ab2"]
    for name in names:
        (tmp_path / name).write_text("half")
        os.utime(tmp_path / name, (1, 1))
    (tmp_path / ".a[1].json.writing_").write_text("another run is at it")
    write_atomically(tmp_path / "a[1].json", b"whole")
    there = {path.name for path in tmp_path.iterdir()}
    assert there == {"a[1].json", ".a[1].json.writing_", *names[1:]}
