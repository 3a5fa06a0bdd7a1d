"""The one way to call git: as a child with a scrubbed environment, no hooks and no optional locks.

A caller's ``GIT_*`` variables (set inside hooks, or by a rebase) would point our git at another
repository or index, so they are dropped, but for those that say how to reach a remote or which
settings hold; ``GIT_OPTIONAL_LOCKS=0`` keeps reading commands from refreshing the user's index.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from offramp.clock import phase
from offramp.errors import EnvironmentProblem, GitError
from offramp.processes import deferred

_KEPT = re.compile(
    "GIT_("
    # git(1): how remotes are reached and asked
    "SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|ALLOW_PROTOCOL|HTTP_PROXY_AUTHMETHOD"
    "|SSL_(CAINFO|CAPATH|CERT|KEY|NO_VERIFY)"
    # git-config(1): a container's job says safe.directory or a token here, and in no file
    "|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|(KEY|VALUE)_[0-9]+)"
    "|DISCOVERY_ACROSS_FILESYSTEM|EXEC_PATH|TRACE)"
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
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or _KEPT.fullmatch(k)}
    env["GIT_OPTIONAL_LOCKS"] = "0"
    env["GIT_TERMINAL_PROMPT"] = "0"
    env.setdefault("GCM_INTERACTIVE", "never")  # Git Credential Manager would open a window
    env.setdefault("SSH_ASKPASS_REQUIRE", "never")  # so would ssh
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
    seconds: float | None = None,
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
        seconds: how long it may take, for what asks a remote: it has no terminal to ask on then,
            and ends with all that it started.

    Raises:
        GitError: git ended with another code; its own words are in ``found``. Or time was up.
        EnvironmentProblem: there is no git.
    """
    words, variables = ["git", *_PLAIN, "-C", os.fspath(root), *args], clean_environment(env)
    try:
        with phase("git"):
            if seconds is not None:
                done = _bounded(words, variables, holding, seconds)
            else:
                done = subprocess.run(
                    words,
                    input=stdin,
                    stdin=subprocess.DEVNULL if stdin is None else None,
                    capture_output=True,
                    env=variables,
                    check=False,
                    pass_fds=holding,
                )
    except FileNotFoundError as error:
        raise EnvironmentProblem(
            "git was not found", expected="a git program on PATH", next="install git, 2.31 or newer"
        ) from error
    if done.returncode not in accept:
        raise GitError(
            f"git {_command(words)} failed with exit code {done.returncode}",
            found=done.stderr.decode(errors="replace").strip() or "no message",
            where=os.fspath(root),
        )
    return done


def _bounded(
    words: list[str], variables: Mapping[str, str], holding: Sequence[int], seconds: float
) -> subprocess.CompletedProcess[bytes]:
    """Run a child in a session of its own, which has no terminal, and end all of it in time.

    Files take what it says: ssh may leave a master connection behind, which would hold a pipe.
    """
    with TemporaryFile() as out, TemporaryFile() as err:
        child = None
        try:
            with deferred():
                child = subprocess.Popen(
                    words,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=err,
                    env=variables,
                    pass_fds=holding,
                    start_new_session=True,
                )
            child.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise GitError(
                f"git {_command(words)} did not answer within {seconds:g} seconds"
            ) from error
        finally:
            if child is not None and child.poll() is None:
                _end(child)  # after an interruption, too, of which that session does not hear
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(words, child.returncode, out.read(), err.read())


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a session: first so that git takes its lock files away, then in any case."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(child.pid, how)
        with suppress(subprocess.TimeoutExpired):
            child.wait(2)


def _command(words: Sequence[str]) -> str:
    """Return the git command of a line: the first word after the options of git itself."""
    rest = iter(words[1:])
    return next(word for word in rest if not (word in ("-c", "-C") and next(rest)))


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
        words = done.stderr.decode(errors="replace").strip()
        if "safe.directory" in words:
            raise GitError(
                "git does not read a repository that belongs to another user",
                expected="a repository of your own, or one that you trust",
                found=words,
                where=os.fspath(folder),
                next=words.splitlines()[-1].strip(),  # the very command
            )
        raise GitError(
            "not a git repository",
            expected="a folder inside a git work tree",
            found=words,
            where=os.fspath(folder),
            next="run in a clone of your project, or name one with --repo PATH",
        )
    return Path(_line(done.stdout))


def git_dir(root: Path) -> Path:
    """Return this work tree's own git folder (in a linked worktree, not the common one)."""
    return Path(text(root, "rev-parse", "--absolute-git-dir"))
