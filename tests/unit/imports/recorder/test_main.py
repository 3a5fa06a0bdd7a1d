"""The launcher's words."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.imports.recorder.offramp_recorder import __main__ as launcher

Launch = Callable[..., list[str]]


@pytest.fixture
def launch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Launch:
    """Launch a program, and return what it said."""
    monkeypatch.delenv("OFFRAMP_RECORD_DIR", raising=False)
    monkeypatch.setattr(sys, "argv", ["launcher"])
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), *sys.path])
    monkeypatch.chdir(tmp_path)
    program = "import sys\nopen('said', 'w').write('|'.join([__name__, sys.path[0], *sys.argv]))\n"
    (tmp_path / "abc_program.py").write_text(program)

    def launch(*words: str) -> list[str]:
        launcher.launch([word.replace("PROGRAM", program) for word in words])
        return (tmp_path / "said").read_text().split("|")

    return launch


@pytest.mark.parametrize("dashes", [(), ("--",)])
def test_a_script_is_run_as_python_runs_it(
    launch: Launch, tmp_path: Path, dashes: tuple[str, ...]
) -> None:
    said = launch(*dashes, "abc_program.py", "-x", "y")
    assert said == ["__main__", str(tmp_path), "abc_program.py", "-x", "y"]


def test_a_module_is_run_as_python_runs_it(launch: Launch, tmp_path: Path) -> None:
    name, _, argv, *rest = launch("-m", "abc_program", "-x")
    assert (name, Path(argv).name, rest) == ("__main__", "abc_program.py", ["-x"])


def test_code_is_run_as_python_runs_it(launch: Launch) -> None:
    assert launch("-c", "PROGRAM", "-x") == ["__main__", "", "-c", "-x"]


@pytest.mark.parametrize("words", [(), ("--",), ("-m",), ("-c",)])
def test_without_a_program_it_says_how_it_is_called(launch: Launch, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit, match="usage: python -m offramp_recorder"):
        launch(*words)
