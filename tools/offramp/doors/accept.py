"""The door that accepts findings of the contract diff: compare, choose, and write the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp.doors import polish
from offramp.doors.guard import Reply
from offramp.doors.openapi import compare_files
from offramp.doors.options import Options
from offramp.errors import ConfigError
from offramp.evidence import write_atomically
from offramp.report import contract
from offramp.report.terminal import Terminal

if TYPE_CHECKING:
    from offramp.contract import Accepted, Change, Comparison


def accept(terminal: Terminal, options: Options, said: Mapping[str, Any]) -> Reply:
    """Accept findings, renew what was accepted, and take out what is stale.

    Args:
        terminal: told what goes on while the documents are made.
        options: the repository and the policy.
        said: ``finding`` (fingerprints), ``all``, ``reason``, ``expires``, ``prune`` and ``cand``.

    Raises:
        ConfigError: nothing is chosen, a reason is missing, or a word is not of its form.
    """
    day = _day(said["expires"])
    _demand(said)
    if said["cand"]:
        if not options.base:
            raise ConfigError("there is nothing to compare with", expected="--base FILE as well")
        compared, settings, root = compare_files(options, Path(options.base), Path(said["cand"]))
    else:
        job, otherwise = polish.compared(terminal, options)
        if otherwise:
            return otherwise
        compared, settings, root = job.results["diff"].value, job.settings, job.root
    name = settings.openapi.accepted
    if name is None:
        raise ConfigError("there is no file to write to", expected="--accept FILE")
    changes = _chosen(compared, said["finding"] or (), whole=said["all"])
    entries = [_entry(change, said["reason"], day) for change in changes]
    stale = [f.place for f in compared.findings if f.rule == "accepted-finding-stale"]
    gone = stale if said["prune"] else []
    taken = {entry.fingerprint for entry in entries}
    left = [f"{f.rule}: {f.message}" for f in compared.failing if f.fingerprint not in taken]
    data = _edited(root / name, name, entries, gone, dry_run=options.dry_run)
    return Reply({**data, "left": left}, contract.accepted)


def _demand(said: Mapping[str, Any]) -> None:
    chosen = said["finding"] or said["all"]
    if not chosen and not said["prune"]:
        raise ConfigError("nothing is chosen", expected="--finding FINGERPRINT, --all or --prune")
    if chosen and not said["reason"].strip():
        raise ConfigError("an accepted finding needs a reason", expected='--reason "why"')


def _day(said: str) -> date | None:
    """Return the last day of an acceptance."""
    if not said:
        return None
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise ConfigError(
            "--expires is no date", expected="a date, like 2030-12-31", found=repr(said)
        ) from None
    if day < date.today():
        raise ConfigError("--expires is over already", expected="today or later", found=said)
    return day


def _chosen(compared: Comparison, wanted: Sequence[str], *, whole: bool) -> list[Change]:
    """Return the findings to accept: those that are named, and all that fail if they are wanted.

    Raises:
        ConfigError: a fingerprint is no finding's, or that of one about the policy itself.
    """
    from offramp.contract.rulebook.rules import rules

    can = {
        change.fingerprint: change
        for change in compared.findings
        if rules()[change.rule].location != "policy"
    }
    for fingerprint in wanted:
        if fingerprint not in can:
            raise ConfigError(
                f"no finding that can be accepted has the fingerprint {fingerprint!r}",
                expected="a fingerprint that `openapi-diff` shows",
                found=f"{len(can)} findings with others",
            )
    failing = {change.fingerprint for change in compared.failing} if whole else set()
    return [change for each, change in can.items() if each in failing or each in wanted]


def _entry(change: Change, reason: str, day: date | None) -> Accepted:
    from offramp.contract import Accepted

    first, more = change.operations[:1], len(change.operations) - 1
    whose = (first[0] if first else "the document") + (f" and {more} more" if more > 0 else "")
    return Accepted(
        fingerprint=change.fingerprint,
        rule=change.rule,
        place=f"{whose}: {change.place}",
        reason=reason.strip(),
        expires=day,
    )


def _edited(
    path: Path, name: str, entries: Sequence[Accepted], gone: Sequence[str], *, dry_run: bool
) -> dict[str, Any]:
    from offramp.contract import edit_accepted

    before = path.read_bytes().decode("utf-8") if path.exists() else ""
    after = edit_accepted(before, entries, gone)
    if after != before and not dry_run:
        write_atomically(path, after.encode("utf-8"))
    return {
        "schema": "offramp.accept/1",
        "dry_run": dry_run,
        "file": name,
        "changed": after != before,
        "accepted": [
            {
                "fingerprint": entry.fingerprint,
                "rule": entry.rule,
                "place": entry.place,
                "reason": entry.reason,
                "expires": entry.expires.isoformat() if entry.expires else None,
            }
            for entry in entries
        ],
        "removed": sorted(gone),
    }
