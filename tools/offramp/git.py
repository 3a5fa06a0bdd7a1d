"""The one way to call git: as a child with a scrubbed environment, no hooks and no optional locks.

A caller's ``GIT_*`` variables (set inside hooks, or by a rebase) would point our git at another
repository or index, so they are dropped; ``GIT_OPTIONAL_LOCKS=0`` keeps reading commands from
refreshing the user's index.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from offramp.clock import phase
from offramp.errors import EnvironmentProblem, GitError

_KEPT = frozenset(
    {
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "GIT_ASKPASS",
        "GIT_SSL_CAINFO",
        "GIT_SSL_NO_VERIFY",
        "GIT_TRACE",
    }
)
_PLAIN = (
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.fsmonitor=false"),  # a hook by another name, or a daemon that would outlive us
    *("-c", "core.splitIndex=false"),  # its shared half would be written into the user's git folder
)


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for a child without ``GIT_*`` variables that change what git sees.

    Args:
        extra: variables to set on top.
    """
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k in _KEPT}
    env["GIT_OPTIONAL_LOCKS"] = "0"
    env["GIT_TERMINAL_PROMPT"] = "0"
    env["LC_ALL"] = "C.UTF-8"
    env.update(extra or {})
    return env


def run(
    root: Path,
    *args: str,
    env: Mapping[str, str] | None = None,
    stdin: bytes | None = None,
    accept: Sequence[int] = (0,),
    holding: Sequence[int] = (),
) -> subprocess.CompletedProcess[bytes]:
    """Run ``git -C root args`` and return the finished child, its output as bytes.

    Args:
        root: a folder inside the repository.
        args: the command, without ``git``.
        env: variables on top of the scrubbed environment.
        stdin: what the child reads; nothing by default.
        accept: exit codes that are not an error.
        holding: open files that the child keeps open too: a lock of ours is then held until git
            has ended, even if we are killed before it.

    Raises:
        GitError: git ended with another code; its own words are in ``found``.
        EnvironmentProblem: there is no git.
    """
    try:
        with phase("git"):
            done = subprocess.run(
                ["git", *_PLAIN, "-C", os.fspath(root), *args],
                input=stdin,
                stdin=subprocess.DEVNULL if stdin is None else None,
                capture_output=True,
                env=clean_environment(env),
                check=False,
                pass_fds=holding,
            )
    except FileNotFoundError as error:
        raise EnvironmentProblem(
            "git was not found", expected="a git program on PATH", next="install git, 2.31 or newer"
        ) from error
    if done.returncode not in accept:
        command = args[2 * args.count("-c")]
        raise GitError(
            f"git {command} failed with exit code {done.returncode}",
            found=done.stderr.decode(errors="replace").strip() or "no message",
            where=os.fspath(root),
        )
    return done


def text(root: Path, *args: str, env: Mapping[str, str] | None = None) -> str:
    """Run git and return its standard output as text, without the last newline."""
    return _line(run(root, *args, env=env).stdout)


def _line(out: bytes) -> str:
    """Decode a line, without its end; a path may itself end in newlines."""
    return out.decode(errors="surrogateescape").removesuffix("\n")


def paths(root: Path, *args: str, env: Mapping[str, str] | None = None) -> list[str]:
    """Run a git command that takes ``-z`` and return its paths, relative to ``root``."""
    out = run(root, *args, env=env).stdout
    return [p.decode(errors="surrogateescape") for p in out.split(b"\0") if p]


def toplevel(folder: Path) -> Path:
    """Return the root of the work tree that ``folder`` lies in.

    Raises:
        GitError: it lies in none.
    """
    if not folder.is_dir():
        raise GitError("the repository folder does not exist", where=os.fspath(folder))
    done = run(folder, "rev-parse", "--show-toplevel", accept=(0, 128))
    if done.returncode:
        raise GitError(
            "not a git repository",
            expected="a folder inside a git work tree",
            found=done.stderr.decode(errors="replace").strip(),
            where=os.fspath(folder),
            next="run in a clone of your project, or name one with --repo PATH",
        )
    return Path(_line(done.stdout))


def git_dir(root: Path) -> Path:
    """Return this work tree's own git folder (in a linked worktree, not the common one)."""
    return Path(text(root, "rev-parse", "--absolute-git-dir"))
