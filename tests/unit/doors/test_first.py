"""What the first settings say of a repository, by what is in it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from offramp.config import Settings, load
from offramp.doors import Options, first


def written(repo: Path, *layer: str) -> Settings:
    text = first.settings(Options(repo=str(repo), layer=layer), "", repo)
    (repo / "offramp.toml").write_text(text)
    return load(repo)


def test_a_package_without_an_application(repo: Path) -> None:
    """A library has no contract; its layer goes all the same."""
    settings = written(repo, "a.compat")
    assert (settings.compat.layer, settings.openapi.app) == (("a.compat",), None)
    assert "openapi" not in (repo / "offramp.toml").read_text()


@pytest.mark.parametrize(
    ("folder", "smoke", "unit"),
    [("tests/smoke", "tests/smoke", "tests"), ("test", "test", "test"), ("x", "tests", "tests")],
)
def test_the_suites_that_are_there(repo: Path, folder: str, smoke: str, unit: str) -> None:
    (repo / folder).mkdir(parents=True)
    suites = written(repo, "a").suites
    assert (suites.smoke, suites.unit) == (("pytest", smoke, "-q"), ("pytest", unit, "-q"))


def test_where_pytest_comes_from(repo: Path) -> None:
    (repo / "requirements.txt").write_text("fastapi\n")
    (repo / "requirements-dev.txt").write_text("pytest\n")
    named = written(repo, "a").environment.requirements
    assert named == ("requirements.txt", "requirements-dev.txt")


def test_the_main_branch(repo: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=T", "-c", "user.email=t@example.com")
        subprocess.run(["git", "-C", repo, *who, *words], check=True)

    assert written(repo, "a").base == "main"
    git("commit", "-q", "--allow-empty", "-m", "x")
    git("branch", "-q", "-m", "master")
    assert written(repo, "a").base == "master"
    git("update-ref", "refs/remotes/origin/trunk", "HEAD")
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert written(repo, "a").base == "trunk"
