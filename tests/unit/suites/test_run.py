"""Suites are run for real, with the pytest that runs these tests."""

from __future__ import annotations

import os
import shlex
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.errors import EnvironmentProblem
from offramp.suites import SuiteResult, run

Run = Callable[..., SuiteResult]
posix = pytest.mark.skipif(
    os.name != "posix", reason="scripts and process groups as POSIX has them"
)

MIXED = """\
import pytest
def test_passes(): pass
def test_fails(): assert 1 == 2
def test_skips(): pytest.skip("later")
@pytest.mark.xfail
def test_expected(): assert False
@pytest.fixture
def broken(): raise RuntimeError
def test_errors(broken): pass
@pytest.fixture
def leaves():
    yield
    raise RuntimeError
def test_tear_down(leaves): pass
@pytest.mark.parametrize("v", ["a b", "Λ"])
def test_many(v): pass
"""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    root = tmp_path / "target"
    root.mkdir()
    return root


QUICK = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
"""Plugins of the developer's environment take most of a short run's time."""


@pytest.fixture
def go(target: Path) -> Run:
    """Run a suite in the target; by default its test_x.py with pytest."""

    def go_(*command: str, tests: str | None = None, **more: object) -> SuiteResult:
        if tests is not None:
            (target / "test_x.py").write_text(tests, encoding="utf-8")
        words = command or ("python", "-m", "pytest", "-q", "test_x.py")
        options = {"root": target, "python": Path(sys.executable), "variables": QUICK, **more}
        return run("unit", words, **options)  # type: ignore[arg-type]

    return go_


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> SuiteResult:
    root = tmp_path_factory.mktemp("mixed")
    (root / "test_x.py").write_text(MIXED, encoding="utf-8")
    command = ["python", "-m", "pytest", "-q", "test_x.py"]
    return run("unit", command, root=root, python=Path(sys.executable), variables=QUICK)


def test_every_test_has_its_outcome(mixed: SuiteResult) -> None:
    assert mixed.outcomes == {
        "test_x::test_passes": "passed",
        "test_x::test_fails": "failed",
        "test_x::test_skips": "skipped",
        "test_x::test_expected": "skipped",
        "test_x::test_errors": "error",
        "test_x::test_tear_down": "error",
        "test_x::test_many[a b]": "passed",
        "test_x::test_many[\\u039b]": "passed",
    }


def test_it_says_how_it_ended(mixed: SuiteResult) -> None:
    assert mixed.exit_code == 1
    assert mixed.seconds > 0
    assert "assert 1 == 2" in mixed.tail
    summary = mixed.summary().rpartition(" in ")[0]
    assert summary == "3 passed, 1 failed, 2 error, 2 skipped"
    assert list(mixed.to_dict()["outcomes"]) == sorted(mixed.outcomes)


def test_workers_do_not_lose_outcomes(go: Run) -> None:
    """With parallel workers the last one to exit won (G2)."""
    command = ("python", "-m", "pytest", "-q", "-p", "xdist.plugin", "-n", "2", "test_x.py")
    result = go(
        *command,
        tests="import pytest\n@pytest.mark.parametrize('i', range(9))\ndef test_i(i): assert i\n",
    )
    assert (result.count("passed"), result.count("failed")) == (8, 1)


@pytest.mark.parametrize(
    ("tests", "more", "reason"),
    [
        ("x = 1\n", [], "no tests, exit code 5"),
        ("def test_a(): pass\n", ["--no-such-option"], "usage error, exit code 4"),
        ("def test_a(): pass\n", ["-k", "nothing"], "no tests, exit code 5"),
        ("import pytest\ndef test_a(): pytest.skip()\n", [], "all were skipped, exit code 0"),
        ("import os\ndef test_a(): os._exit(0)\n", [], "it left no JUnit file, exit code 0"),
        ("import os\ndef test_a(): os.abort()\n", [], "it left no JUnit file, exit code -6"),
    ],
)
def test_a_suite_that_has_shown_nothing_is_not_green(
    go: Run, tests: str, more: list[str], reason: str
) -> None:
    command = ("python", "-m", "pytest", "-q", "-p", "no:faulthandler", "test_x.py", *more)
    with pytest.raises(EnvironmentProblem) as caught:
        go(*command, tests=tests)
    assert caught.value.what == f"the suite unit ran no test ({reason})"
    assert caught.value.next == f"run it by hand: {shlex.join(command)}"


def test_a_collection_error_is_an_outcome(go: Run) -> None:
    result = go(tests="import lukhas.compat\n")
    assert (result.exit_code, result.outcomes) == (2, {"test_x": "error"})


def test_another_command_is_judged_by_its_exit_code_and_says_so(go: Run) -> None:
    result = go("python", "-c", "print('one'); raise SystemExit(7)")
    assert (result.exit_code, result.outcomes, result.tail) == (7, {}, "one")
    assert result.summary() == "exit code 7, no outcome for each test"


@posix
def test_a_script_that_calls_pytest_has_outcomes_too(go: Run, target: Path) -> None:
    script(target / "scripts" / "test.sh", "#!/bin/sh\nexec python -m pytest -q\n")
    result = go("scripts/test.sh", tests="def test_a(): pass\n")
    assert result.outcomes == {"test_x::test_a": "passed"}


def test_a_command_that_is_not_there_is_named(go: Run) -> None:
    with pytest.raises(EnvironmentProblem, match="was not found") as caught:
        go("no-such-program", "-q")
    assert caught.value.where == "[tool.offramp.suites] unit"
    assert "no-such-program" in (caught.value.expected or "")


@posix
def test_a_file_that_is_no_program_is_no_bug(go: Run, target: Path) -> None:
    script(target / "run", "\0\1\2")
    with pytest.raises(EnvironmentProblem, match="cannot be run"):
        go("./run")


@posix
def test_the_targets_own_program_goes_before_the_path(
    go: Run, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = script(tmp_path / "env" / "tool", "#!/bin/sh\necho from the environment\n")
    other = script(tmp_path / "path" / "tool", "#!/bin/sh\necho from the path\n")
    script(other.with_name("other"), "#!/bin/sh\necho from the path\n")
    monkeypatch.setenv("PATH", f"{other.parent}{os.pathsep}{os.environ['PATH']}")
    python = own.with_name("python")
    assert run("unit", ["tool"], root=target, python=python).tail == "from the environment"
    assert run("unit", ["other"], root=target, python=python).tail == "from the path"


@posix
def test_offramps_own_programs_are_not_taken_for_the_targets(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a target without pytest would be judged with offramp's, and its own packages missing."""
    own = script(tmp_path / "offramp" / "tool", "#!/bin/sh\n")
    monkeypatch.setattr(sys, "executable", os.fspath(own.with_name("python")))
    monkeypatch.setenv("PATH", os.fspath(own.parent))
    with pytest.raises(EnvironmentProblem, match="was not found"):
        run("unit", ["tool"], root=target, python=tmp_path / "env" / "python")


SHOW = "import json, os, sys; print(json.dumps([dict(os.environ), os.getcwd(), sys.path]))"


def test_the_callers_variables_do_not_reach_the_suite(
    go: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTEST_PLUGINS", "PYTHONPATH", "PYTHONOPTIMIZE", "VIRTUAL_ENV", "GIT_DIR"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    result = go(tests="import os\ndef test_a():\n    assert 'GIT_DIR' not in os.environ\n")
    assert result.outcomes == {"test_x::test_a": "passed"}


def test_the_settings_variables_and_roots_reach_it(go: Run, target: Path) -> None:
    import json

    variables = {"LUKHAS_ENV": "test", "PYTHONPATH": "/recorder", "PYTEST_ADDOPTS": "-x"}
    result = go("python", "-c", SHOW, roots=["src"], variables=variables)
    environ, folder, path = json.loads(result.tail)
    assert environ["LUKHAS_ENV"] == "test"
    assert environ["PYTEST_ADDOPTS"].startswith("-x --junitxml ")
    assert folder == str(target)
    assert path[1:4] == ["/recorder", str(target / "src"), str(target)]


def test_the_suite_leaves_nothing_in_the_tree(go: Run, target: Path) -> None:
    """No byte code (G13), no cache: the tree that the evidence is about stays what it was."""
    (target / "helper.py").write_text("")
    go(tests="import helper\ndef test_a(): pass\n")
    assert sorted(path.name for path in target.rglob("*")) == ["helper.py", "test_x.py"]


def test_a_project_that_sets_its_cache_strictly_is_no_usage_error(go: Run, target: Path) -> None:
    (target / "pytest.ini").write_text("[pytest]\naddopts = --strict-config\ncache_dir = .c\n")
    result = go(tests="def test_a(cache): cache.set('a/b', 1)\n")
    assert result.outcomes == {"test_x::test_a": "passed"}
    assert not (target / ".c").exists()


ALIVE = """\
import pathlib, time
while True:
    pathlib.Path({path!r}).write_text(str(time.time()))
    time.sleep(0.02)
"""
PARENT = """\
import subprocess, sys, time
print("begun", flush=True)
subprocess.Popen([sys.executable, "-c", {child!r}])
time.sleep(60)
"""


@posix
def test_when_the_time_is_up_no_grandchild_goes_on(go: Run, tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    child = ALIVE.format(path=os.fspath(alive))
    with pytest.raises(EnvironmentProblem, match=r"did not end within 1\.5 s") as caught:
        go("python", "-c", PARENT.format(child=child), timeout=1.5)
    assert caught.value.found == "begun"
    last = alive.read_text()
    time.sleep(0.2)
    assert alive.read_text() == last


@posix
def test_what_a_suite_leaves_running_is_ended_with_it(go: Run, tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    child = f"sh -c 'while true; do date +%N > {shlex.quote(str(alive))}; sleep 0.02; done' &"
    go("sh", "-c", f"{child} sleep 0.3")
    last = alive.read_text()
    time.sleep(0.2)
    assert alive.read_text() == last


def test_only_the_last_lines_are_kept(go: Run) -> None:
    result = go("python", "-c", "import sys; [print(i) for i in range(100)]; sys.stderr.write('Λ')")
    assert len(result.tail.splitlines()) == 30
    assert "99" in result.tail
