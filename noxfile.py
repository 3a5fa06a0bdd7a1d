"""Nox sessions: the gates of the target, and the checks of offramp itself."""

from __future__ import annotations

import nox

from offramp.sessions import register

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = True
nox.options.reuse_venv = "yes"
nox.options.sessions = ["tests", "lint", "types", "layers"]

register()


@nox.session
def tests(session: nox.Session) -> None:
    """Run offramp's own tests, on all processors; words after -- go to pytest instead."""
    session.install("-e", ".", "-r", "tests/requirements.txt")
    session.run("pytest", *(session.posargs or ["-n", "auto", "--dist", "worksteal"]))


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format with ruff."""
    session.install("ruff>=0.12")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check types with mypy, strictly."""
    # tomli and uv are there on some Pythons and machines only; the code that uses them is checked.
    session.install("-e", ".", "mypy>=1.15", "tomli", "types-PyYAML", "uv")
    session.run("mypy")
    session.run("mypy", "benchmarks")


@nox.session
def layers(session: nox.Session) -> None:
    """Check that imports run one way, from the doors down to the errors."""
    session.install("-e", ".", "import-linter>=2.3")
    session.run("lint-imports")


@nox.session(default=False)
def workflows(session: nox.Session) -> None:
    """Check the workflow files with zizmor, offline."""
    session.install("zizmor>=1.5")
    session.run("zizmor", "--offline", "--no-progress", ".github")


@nox.session(default=False)
def docs(session: nox.Session) -> None:
    """Check that the pages made from the code are up to date, and that no link is dead."""
    session.install("-e", ".")
    session.run("python", "docs/reference.py", "--check")
    session.run("python", "docs/links.py")


@nox.session(default=False)
def frameworks(session: nox.Session) -> None:
    """Make the document of an application of every framework, and compare real services."""
    session.install("-e", ".", "-r", "tests/requirements.txt")
    files = [f"tests/functional/test_{name}.py" for name in ("frameworks", "real_services")]
    session.run("pytest", *files, *session.posargs, env={"OFFRAMP_REAL_SERVICES": "1"})


@nox.session(default=False)
def conformance(session: nox.Session) -> None:
    """Compare the judgements with the peers' and check docs/compare-with-peers.md (-- --write)."""
    session.install("-e", ".", "-r", "tests/conformance/requirements.txt")
    session.run("python", "-m", "conformance", *session.posargs, env={"PYTHONPATH": "tests"})


@nox.session(default=False)
def soak(session: nox.Session) -> None:
    """Load the reference service for a minute with clients that leave as they like."""
    session.install("-e", ".", "-r", "tests/requirements.txt")
    words = ["-s", "tests/functional/service/test_soak.py", *session.posargs]
    session.run("pytest", *words, env={"OFFRAMP_SOAK": "60"})


@nox.session(default=False)
def benchmarks(session: nox.Session) -> None:
    """Measure offramp side by side with its peers; prints ratios."""
    session.install("-e", ".", "-r", "benchmarks/requirements.txt")
    session.run("python", "benchmarks/run.py", *session.posargs)
