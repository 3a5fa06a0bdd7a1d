"""The nox sessions: the gates, for CI and for people who run them one by one.

A repository's own ``noxfile.py`` is two lines::

    from offramp.sessions import register
    register()

A session runs ``python -m offramp``, which builds the environments of the target itself (keyed by
the target's requirement files, with uv or virtualenv, away from nox's own): the session needs no
virtual environment. Nox turns every failure into exit code 1: the session says which one it was,
and the verdict itself is in the target's ``.offramp/evidence``.
"""

from __future__ import annotations

import subprocess
import sys

import nox

from offramp.errors import ExitCode

GATES = {
    "compat_enforce": ("compat-enforce", "Read, run and hold both against the budget."),
    "openapi_candidate": ("openapi-spec", "Make the work tree's OpenAPI document."),
    "openapi_validate": ("openapi-validate", "Validate the work tree's document."),
    "openapi_probe": ("openapi-probe", "Call the application, and judge its answers."),
    "openapi_baseline": ("openapi-baseline", "Make the merge base's document, in a worktree."),
    "openapi_diff": ("openapi-diff", "Make both documents and compare them."),
    "smoke": ("smoke", "Run the smoke suite in the target's own environment."),
    "unit": ("unit", "Run the unit suite in the target's own environment."),
}
MEANING: dict[int, str] = {
    ExitCode.FAILS: "the gate fails: there are findings",
    ExitCode.CANNOT_JUDGE: "offramp cannot judge",
    ExitCode.BUG: "a bug in offramp",
    ExitCode.INTERRUPTED: "interrupted",
}


def register() -> None:
    """Register the sessions with nox.

    Explicitly, because a module that is imported twice registers nothing the second time.
    """
    for name, (door, purpose) in GATES.items():
        _register(name, door, purpose)


def _register(name: str, door: str, purpose: str) -> None:
    def session(session: nox.Session) -> None:
        code = _call([sys.executable, "-m", "offramp", door, *session.posargs])
        if code:
            session.error(f"{MEANING.get(code, 'ended by a signal')} (exit code {code})")

    session.__doc__ = purpose
    nox.session(name=name, venv_backend="none", default=False)(session)


def _call(command: list[str]) -> int:
    """Run a door to its end, also when interrupted: it may be bringing back a tree.

    ``session.run`` would kill it half a second after Ctrl-C.
    """
    with subprocess.Popen(command) as child:
        try:
            return child.wait()
        except KeyboardInterrupt:
            child.wait()
            raise
