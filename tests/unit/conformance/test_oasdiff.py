"""Reading the peer's answer, and finding the peer."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from conformance.oasdiff import Answer, Oasdiff, find


def peer(folder: Path, said: str, code: int = 0) -> Oasdiff:
    """Return a peer that always says the same."""
    binary = folder / "oasdiff"
    lines = (f"#!{sys.executable}", "import sys", f"print({said!r})", f"sys.exit({code})")
    binary.write_text("\n".join(lines))
    binary.chmod(0o755)
    return Oasdiff(binary)


@pytest.mark.parametrize(
    ("findings", "answer"),
    [
        ([], Answer(errors=False, anything=False)),
        ([{"level": 1}], Answer(errors=False, anything=True)),
        ([{"level": 2}, {"level": 3}], Answer(errors=True, anything=True)),
        ({"changes": [{"level": 3}]}, Answer(errors=True, anything=True)),
    ],
)
def test_levels(findings: object, answer: Answer, tmp_path: Path) -> None:
    assert peer(tmp_path, json.dumps(findings)).judge({}, {}) == answer


def test_a_document_that_it_can_not_read(tmp_path: Path) -> None:
    assert peer(tmp_path, "", code=102).judge({}, {}).gave_up


def test_version(tmp_path: Path) -> None:
    assert peer(tmp_path, "oasdiff version 1.15.0").version == "1.15.0"
    with pytest.raises(SystemExit, match="does not say its version"):
        _ = peer(tmp_path, "oasdiff").version


def test_no_peer_is_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OASDIFF", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="there is no peer to compare with: put oasdiff on"):
        find(tmp_path / "cache")


def test_npm_that_fails_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = tmp_path / "npm"
    npm.write_text(f"#!{sys.executable}\nimport sys\nsys.exit('no network')\n")
    npm.chmod(0o755)
    monkeypatch.delenv("OASDIFF", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match=r"npm does not bring .*\n.*no network"):
        find(tmp_path / "cache")
