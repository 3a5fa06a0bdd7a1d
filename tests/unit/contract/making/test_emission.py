"""What the emitter is asked to do, and the digest under which its documents are kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from offramp.contract.making import emission
from offramp.contract.making.emission import Emission, emit, emitter_digest
from offramp.errors import DocumentError


def test_all_that_is_asked_reaches_the_emitter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    echo = tmp_path / "echo.py"
    echo.write_text(
        "import json, pathlib, sys\n"
        "asked = json.loads(pathlib.Path(sys.argv[1]).read_text())\n"
        "pathlib.Path(asked['out']).write_text(json.dumps(asked))\n"
        "print('out'); print('err', file=sys.stderr)\n"
    )
    monkeypatch.setattr(emission, "_EMITTER", echo)
    made = emit(
        Emission(
            Path(sys.executable),
            tmp_path,
            "api:app",
            roots=["src"],
            memory_mib=512,
            network=True,
            never=[tmp_path / "never"],
            absent=["gone.py"],
            calls=[{"method": "GET"}],
        )
    )
    assert (made.out, made.err) == ("out", "err")
    asked = {k: v for k, v in made.result.items() if k not in ("out", "reached", "calling")}
    assert asked == {
        "schema": "offramp.emission/1",
        "root": str(tmp_path),
        "roots": ["src"],
        "app": "api:app",
        "network": True,
        "calls": [{"method": "GET"}],
        "memory_mib": 512,
        "spare_seconds": 60.0,
        "never": [str(tmp_path / "never")],
        "absent": ["gone.py"],
    }


@pytest.mark.parametrize(
    ("does", "what"),
    [("os._exit(3)", "ended the interpreter while"), ("time.sleep(9)", "did not answer all calls")],
)
def test_a_call_that_is_the_last_is_named(tmp_path: Path, does: str, what: str) -> None:
    (tmp_path / "api.py").write_text(
        "import os, time\nasync def app(scope, receive, send):\n"
        f"    assert scope['type'] == 'http'\n    {does}\n"
    )
    call = {"kind": "success", "operation": "GET /t", "method": "GET", "target": "/t", "most": 1}
    call.update(headers={}, body=None, scheme="http", host="localhost")
    asked = Emission(Path(sys.executable), tmp_path, "api:app", calls=[call], timeout=1.5)
    with pytest.raises(DocumentError, match=what) as caught:
        emit(asked)
    assert "while it was called: GET /t (success)" in (caught.value.found or "")


def test_the_time_and_the_variables_are_the_childs(tmp_path: Path) -> None:
    (tmp_path / "api.py").write_text(
        "import os, time\ntime.sleep(float(os.environ['LONG']))\n"
        "app = {'openapi': '3.1.0', 'paths': {}}\n"
    )
    python = Path(sys.executable)
    asked = Emission(python, tmp_path, "api:app", environment={"LONG": "0"})
    assert emit(asked).result["document"]["paths"] == {}
    slow = Emission(python, tmp_path, "api:app", environment={"LONG": "9"}, timeout=0.5)
    with pytest.raises(DocumentError, match=r"made no document in 0\.5 s"):
        emit(slow)


def test_each_file_of_the_emitter_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "emitter").mkdir()
    (tmp_path / "emit.py").write_text("1")
    (tmp_path / "emitter/part.py").write_text("2")
    monkeypatch.setattr(emission, "_EMITTER", tmp_path / "emit.py")
    seen = {emitter_digest()}
    (tmp_path / "emitter/part.py").write_text("3")
    seen.add(emitter_digest())
    (tmp_path / "emit.py").write_text("4")
    seen.add(emitter_digest())
    assert len(seen) == 3
    assert all(len(digest) == 64 for digest in seen)
