from __future__ import annotations

import sys
from pathlib import Path

import pytest

from offramp.checkout.environments import installers
from offramp.errors import EnvironmentProblem


def test_uv_is_found_on_path_where_its_package_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "uv", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert installers.find_uv() is None
    (tmp_path / "uv").write_text("#!/bin/sh\n")
    (tmp_path / "uv").chmod(0o755)
    assert installers.find_uv() == str(tmp_path / "uv")


def test_an_installer_is_not_pointed_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "GIT_DIR"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("UV_CACHE_DIR", "kept")
    env = installers.child_environment({"MORE": "1"})
    assert not {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "GIT_DIR"} & {
        *env
    }
    assert (env["UV_CACHE_DIR"], env["MORE"]) == ("kept", "1")


def test_s13_the_last_lines_are_kept() -> None:
    words = b"\n".join(b"line %d" % n for n in range(40)) + b"\n\n  \n"
    assert installers.last_lines(words).splitlines() == [f"line {n}" for n in range(25, 40)]
    assert installers.last_lines(b"") == "no message"
    assert "\N{REPLACEMENT CHARACTER}" in installers.last_lines(b"\xff")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["/no/such/installer"], "no program"),
        ([sys.executable, "-c", "import sys; sys.exit('it broke')"], "it broke"),
        ([sys.executable, "-c", "import time; time.sleep(30)"], "not finished after"),
    ],
)
def test_a_failed_installer_cannot_judge(tmp_path: Path, command: list[str], words: str) -> None:
    with pytest.raises(EnvironmentProblem, match="that failed") as caught:
        installers.run(command, tmp_path, "that failed", 0.5)
    assert words in str(caught.value.found)
