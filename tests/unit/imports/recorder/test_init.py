"""When recording starts, and what happens where it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from offramp.imports.recorder import offramp_recorder

HERE = str(Path(offramp_recorder.__file__).parents[1])


def start(folder: Path, code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter that can import the recorder."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("OFFRAMP", "PYTHON"))}
    return subprocess.run(
        [sys.executable, "-c", "import sys\nfrom offramp_recorder import *\n" + code],
        env=env | {"PYTHONPATH": HERE} | variables,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


STARTED = """\
import offramp_recorder
offramp_recorder.from_environment('test'{})
print('offramp_recorder.hooks' in sys.modules)
"""


def asked(folder: Path, **changes: str) -> dict[str, str]:
    plain = {"DIR": str(folder), "NAMES": "a.compat,b", "NONCE": "n", "BLOCK": "0"}
    return {f"OFFRAMP_RECORD_{k}": v for k, v in (plain | changes).items()}


def test_nothing_happens_where_nothing_is_asked(tmp_path: Path) -> None:
    assert start(tmp_path, STARTED.format("")).stdout == "False\n"
    assert start(tmp_path, STARTED.format(", 'no such file'")).stdout == "False\n"


def test_the_environment_asks(tmp_path: Path) -> None:
    assert start(tmp_path, STARTED.format(""), **asked(tmp_path)).stdout == "True\n"
    assert len(list(tmp_path.glob("record-*"))) == 1


def test_a_file_asks_where_the_environment_was_scrubbed(tmp_path: Path) -> None:
    variables = "\0".join(f"{k}={v}" for k, v in asked(tmp_path).items())
    (tmp_path / "running").write_text(variables)
    assert start(tmp_path, STARTED.format(", 'running'")).stdout == "True\n"
    assert len(list(tmp_path.glob("record-*"))) == 1


def test_a_run_that_is_over_asks_for_nothing(tmp_path: Path) -> None:
    done = start(tmp_path, STARTED.format(""), **asked(tmp_path / "gone"))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("names", ["{", "3", "", "a,", "a..b"])
def test_a_process_that_cannot_record_does_not_run(tmp_path: Path, names: str) -> None:
    """G1: its silence would look like a clean record."""
    done = start(tmp_path, STARTED.format(""), **asked(tmp_path, NAMES=names))
    assert done.returncode == offramp_recorder.CANNOT_RECORD
    assert done.stdout == ""
    assert "this process cannot record its imports" in done.stderr


def test_it_loads_nothing_that_a_program_may_have_under_the_same_name(tmp_path: Path) -> None:
    """A project's own opcode.py is found by the project, and runs when the project asks for it."""
    for name in ("opcode", "json", "re", "keyword", "types", "typing", "contextlib"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(__name__)\n")
    code = STARTED.format("") + "before = {'opcode', 'json', 're', 'keyword', 'types'}\n"
    code += "print(before & set(sys.modules))\n"
    done = start(tmp_path, code, **asked(tmp_path), PYTHONPATH=f"{HERE}{os.pathsep}{tmp_path}")
    assert (done.stdout, done.stderr) == ("True\nset()\n", "")


def test_the_category_is_the_sign_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OFFRAMP_RECORD_DIR", raising=False)
    name = offramp_recorder.__name__ + ".Loaded"
    monkeypatch.setattr(sys, "warnoptions", ["error", "ignore::" + name])
    assert issubclass(offramp_recorder.Loaded, Warning)
    assert sys.warnoptions == ["error"]
    with pytest.raises(AttributeError):
        offramp_recorder.Other  # noqa: B018 - it is looked up, and nothing else


def test_pytests_children_are_not_asked_for_the_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OFFRAMP_RECORD_DIR", raising=False)
    monkeypatch.setenv("PYTEST_ADDOPTS", f"-q -p {offramp_recorder.__name__} -x")
    offramp_recorder.pytest_addoption()
    assert os.environ["PYTEST_ADDOPTS"].split() == ["-q", "-x"]
