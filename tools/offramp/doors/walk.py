"""The demonstration: the whole way on the reference service, on a real git repository."""

from __future__ import annotations

from pathlib import Path

from offramp import git
from offramp.config import load
from offramp.doors.guard import Reply
from offramp.doors.options import Options
from offramp.doors.stages import stage
from offramp.doors.target import SANDBOX
from offramp.errors import ExitCode, GitError, OfframpError
from offramp.evidence import Ledger
from offramp.report import text
from offramp.report.terminal import Terminal


class UnexpectedEnd(OfframpError):
    """A stage of the demonstration did not end as it must: that is a bug of offramp's."""

    exit_code = ExitCode.BUG


def demo(terminal: Terminal, options: Options) -> Reply:
    """Walk the whole way on the reference service, talking as it goes."""
    root = lay_out(terminal)
    here = Options(repo=str(root))

    terminal.heading("1. Stage A on the branch as it is: who still uses the layer?")
    _expect(terminal, stage(terminal, here, "a"), ExitCode.FAILS, "stage A finds the leftovers")

    terminal.heading("2. compat-fix rewrites what can be rewritten")
    _fix(terminal, root, here)

    terminal.heading("3. Stage A again")
    _expect(terminal, stage(terminal, here, "a"), ExitCode.HOLDS, "stage A holds")

    terminal.heading("4. Stage B removes the layer, in one commit")
    removal = stage(terminal, Options(repo=str(root), commit=True), "b")
    _expect(terminal, removal, ExitCode.HOLDS, "stage B holds")

    terminal.heading("5. Stage C compares the HTTP contract with the merge base's")
    _expect(terminal, stage(terminal, here, "c"), ExitCode.HOLDS, "stage C holds")

    return _evidence(root)


def lay_out(terminal: Terminal) -> Path:
    """Make the sandbox anew and return its root."""
    from offramp.sandbox import build, find_example

    example = find_example()
    into = _place()
    terminal.line(f"A git repository of its own, with `main` and a working branch: {into}")
    root = build(example, into)
    terminal.lines(git.text(root, "log", "--oneline", "--decorate", "--all").splitlines())
    return root


def _place() -> Path:
    """In offramp's own checkout its sandbox; elsewhere a folder of the user's cache."""
    try:
        root = git.toplevel(Path.cwd())
        if load(root).sandbox:
            Ledger(root).prepare()
            return root / SANDBOX
    except GitError:
        pass
    import platformdirs

    return platformdirs.user_cache_path("offramp") / "demo" / "sandbox"


def _expect(terminal: Terminal, reply: Reply, code: ExitCode, what: str) -> None:
    reply.show(terminal, reply.data)
    if reply.code != code:
        raise UnexpectedEnd(
            f"the demonstration went wrong: {what} was expected",
            expected=f"exit code {int(code)}",
            found=f"exit code {int(reply.code)}",
        )
    terminal.line(f"As it should be: {what} (exit code {int(code)}).")


def _fix(terminal: Terminal, root: Path, here: Options) -> None:
    """Rewrite, then do by hand what no tool can know, and commit both."""
    from offramp.doors.compat import fix
    from offramp.sandbox import apply_by_hand

    reply = fix(terminal, here, True)
    text.fix(terminal, reply.data)
    by_hand = apply_by_hand(root)
    terminal.line(f"By hand, as a maintainer would: {', '.join(by_hand)}")
    git.run(root, "config", "user.name", "A maintainer")
    git.run(root, "config", "user.email", "maintainer@lukhas.example")
    git.run(root, "add", "--all")
    git.run(root, "commit", "-q", "-m", "Use the canonical names everywhere")


def _evidence(root: Path) -> Reply:
    ledger = Ledger(root)
    rows = [
        {
            "step": entry.step,
            "verdict": entry.verdict.value,
            "summary": entry.summary,
            "file": ledger.where(entry.step),
            "files": dict(entry.files),
        }
        for entry in ledger.entries()
    ]
    data = {
        "schema": "offramp.demo/1",
        "verdict": "pass",
        "repository": str(root),
        "summary": "the layer is gone, the contract holds, and every step back is kept",
        "evidence": rows,
    }
    return Reply(data, text.demo)
