"""The layer's record: what survives, what is not believed, and the toggle (G1 to G5)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from lukhas.compat import _aliases, _record

ROOT = Path(_aliases.__file__).parents[2]
USE = "import candidate.text.tokens\n"


def run(
    folder: Path | str, code: str, *args: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run ``code`` in an interpreter that records in ``folder``; line 1 imports the service."""
    script = "import lukhas, os, sys\n" + textwrap.dedent(code)
    env = {**os.environ, "LUKHAS_COMPAT_RECORD": str(folder), **variables}
    env["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-c", script, *args]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def read(folder: Path) -> tuple[int, list[dict[str, object]]]:
    """Return what the merging of the files in ``folder`` ends with, and the uses."""
    command = [sys.executable, "-m", "lukhas.compat._merge", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 1 or done.stderr.startswith("cannot judge: ")
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def names(folder: Path) -> list[object]:
    return [use["old"] for use in read(folder)[1]]


def test_no_alias_is_its_own_name() -> None:
    """G1: a codemod made identities of the map, and nothing could be recorded any more."""
    old_names = [*_aliases.ROOTS, *_aliases.MODULES, _record.PLANTED]
    assert all(_aliases.canonical_name(name) not in {None, name} for name in old_names)


def test_a_planted_use_has_to_come_back(tmp_path: Path) -> None:
    """G1: where no old name is served, the service does not start."""
    done = run(tmp_path, "", PYTHONWARNINGS="always")
    assert (done.returncode, done.stderr) == (0, "")
    assert read(tmp_path) == (0, [])
    for lost in ("lambda name: None", "lambda name: 'lukhas'"):
        code = f"""
            lukhas.compat.install()
            lukhas.compat._aliases.canonical_name = {lost}
            lukhas.compat._aliases.note_use = print
            lukhas.compat.install()
        """
        done = run(tmp_path / "lost", code)
        assert "RuntimeError: LUKHAS_COMPAT_RECORD: a planted use" in done.stderr


def test_a_folder_without_a_planted_use_proves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for setting in ("", str(tmp_path)):
        monkeypatch.setenv("LUKHAS_COMPAT_RECORD", setting)  # of the merging process
        assert read(tmp_path) == (1, [])
    (only,) = tmp_path.iterdir()
    only.unlink()
    code = "os.environ.pop('LUKHAS_COMPAT_RECORD')\nlukhas.compat.install()\nimport candidate"
    assert run(tmp_path, code).returncode == 0
    assert names(tmp_path) == []


@pytest.mark.parametrize("folder", ["relative", "/dev/null/below"])
def test_a_folder_that_takes_no_record_stops_the_service(folder: str) -> None:
    done = run(folder, "")
    assert done.returncode == 1
    assert "RuntimeError: LUKHAS_COMPAT_RECORD: uses of old names are not recorded" in done.stderr
    assert folder in done.stderr.splitlines()[-1]


def test_each_process_has_a_file_of_its_own(tmp_path: Path) -> None:
    """G2: where all wrote one file, the last one to exit won."""
    code = """
        if os.fork() == 0:
            import candidate.text.tokens
            os._exit(0)
        os.wait()
        import candidate.text.tokens, candidate.memory.folds
    """
    assert run(tmp_path, code).returncode == 0
    status, uses = read(tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
    times = {(use["old"], use["line"]): use["processes"] for use in uses}
    assert status == 2
    assert times["candidate.text.tokens", 4] == times["candidate.text.tokens", 7] == 1
    assert times["candidate.memory.folds", 7] == 1


def test_the_same_use_in_two_processes_is_one_use(tmp_path: Path) -> None:
    for _ in range(2):
        run(tmp_path, f"{USE}os.getpid = lambda: 1\nlukhas.compat.install()")  # in containers
    assert len(list(tmp_path.glob("1-*"))) == 2
    uses = {use["old"]: use for use in read(tmp_path)[1]}
    assert uses["candidate.text.tokens"] == {
        "old": "candidate.text.tokens",
        "new": "labs.text.tokens",
        "path": "<string>",
        "line": 2,
        "forbidden": False,
        "processes": 2,
    }


@pytest.mark.parametrize(
    "end",
    ["os._exit(0)", f"os.kill(os.getpid(), {int(signal.SIGKILL)})", "os.abort()", "1 / 0"],
)
def test_a_use_outlives_its_process(end: str, tmp_path: Path) -> None:
    """G3: the report was written at exit, which some processes never reach."""
    run(tmp_path, f"os.closerange(3, 64)\nos.chdir('/')\n{USE}{end}")
    assert "candidate.text.tokens" in names(tmp_path)


def test_the_setting_is_read_when_it_is_used(tmp_path: Path) -> None:
    """G4: the path was read when the layer was imported, before the tests had set it."""
    later = tmp_path / "still" / "later"
    code = f"""
        os.environ["LUKHAS_COMPAT_RECORD"] = {str(later)!r}
        lukhas.compat.install()
        import candidate
    """
    assert run(tmp_path / "first", code).returncode == 0
    assert names(tmp_path / "first") == []
    assert names(later) == ["candidate"]


@pytest.mark.parametrize(
    ("statement", "old"),
    [
        ("import lukhas.compat.memory", "lukhas.compat.memory"),
        ("from lukhas.compat import memory", "lukhas.compat.memory"),
        ("from lukhas.compat.embeddings import ngrams", "lukhas.compat.embeddings"),
        ("from lukhas.compat import serve", "lukhas.compat.serve"),
        ("import lucas", "lucas"),
    ],
)
def test_a_forbidden_use_is_recorded_before_it_is_swallowed(
    statement: str, old: str, tmp_path: Path
) -> None:
    """G5: the error was raised first, and the importer took it for a missing option."""
    code = f"""
        for _ in range(2):
            try: {statement}
            except ImportError as error: print(error.name, error)
    """
    done = run(tmp_path, code, LUKHAS_COMPAT_ENFORCE="1")
    assert done.stdout.startswith(f"{old} {old} is forbidden by LUKHAS_COMPAT_ENFORCE, import ")
    assert done.stdout.endswith(" (<string>:4)\n")
    uses = [
        (use["old"], use["line"], use["forbidden"], use["processes"]) for use in read(tmp_path)[1]
    ]
    assert uses == [(old, 4, True, 1)]


@pytest.mark.parametrize("value", ["0", ""])
def test_the_toggle_is_taken_back(value: str, tmp_path: Path) -> None:
    done = run(tmp_path, USE, LUKHAS_COMPAT_ENFORCE=value)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("value", ["true", "no", "2", " 1"])
def test_a_toggle_that_says_neither_stops_the_service(value: str) -> None:
    done = run("", "", LUKHAS_COMPAT_ENFORCE=value)
    assert done.returncode == 1
    assert f"LUKHAS_COMPAT_ENFORCE must be one of 1, 0, not {value!r}" in done.stderr


@pytest.mark.parametrize("damage", ["cut off", "no JSON", "another line", "empty"])
def test_a_damaged_record_is_not_believed(damage: str, tmp_path: Path) -> None:
    run(tmp_path, USE)
    (file,) = tmp_path.iterdir()
    text = file.read_text()
    file.write_text(
        {
            "cut off": text[:-9],
            "no JSON": text + "line\n",
            "another line": text + "{}\n",
            "empty": "",
        }[damage]
    )
    assert read(tmp_path) == (1, [])


def test_uses_are_told_also_where_no_use_was_planted(tmp_path: Path) -> None:
    """A folder that was named later, or emptied, has none."""
    code = f"os.environ['LUKHAS_COMPAT_RECORD'] = {str(tmp_path / 'later')!r}\n{USE}"
    assert run(tmp_path / "first", code).returncode == 0
    assert "candidate.text.tokens" in names(tmp_path / "later")


def test_merging_takes_one_folder() -> None:
    command = [sys.executable, "-m", "lukhas.compat._merge"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "usage: python -m lukhas.compat._merge FOLDER\n"


def test_a_use_that_was_lost_makes_the_record_unbelievable(tmp_path: Path) -> None:
    """Its file is whole until then, and says that nothing was used."""
    code = """
        import resource
        limits = (len(open(lukhas.compat._record.own_file()).read()), resource.RLIM_INFINITY)
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        import candidate.text
        print(candidate.text.__name__)
    """
    done = run(tmp_path, code)
    assert done.stdout == "labs.text\n"
    assert "candidate.text at <string>:6 was not recorded" in done.stderr
    assert read(tmp_path) == (1, [])


def test_a_service_goes_on_where_a_use_can_not_be_recorded(tmp_path: Path) -> None:
    code = f"""
        os.environ["LUKHAS_COMPAT_RECORD"] = "/dev/null/below"
        {USE}
        print(candidate.text.tokens.count("on and on"))
    """
    done = run(tmp_path, code)
    assert done.stdout == "3\n"
    assert "candidate.text.tokens at <string>:4 was not recorded" in done.stderr
