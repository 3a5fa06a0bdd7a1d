"""Apply a policy to findings: severities, acceptance, order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from offramp.contract.policy import Accepted, Options
from offramp.contract.result import Change, Comparison
from offramp.findings import Severity


def weigh(changes: Sequence[Change], options: Options) -> Comparison:
    """Return the judgement that a policy makes of findings, worst first.

    Args:
        changes: findings with their rules' own severities, in any order.
        options: the policy.
    """
    accepted = {each.fingerprint: each for each in options.accepted}
    weighed = [_weigh_one(change, accepted, options) for change in changes]
    met = {change.fingerprint for change in changes}
    weighed += [
        _stale(entry, expired=entry.fingerprint in met)
        for entry in options.accepted
        if entry.fingerprint not in met or _has_expired(entry, options.today)
    ]
    weighed.sort(key=lambda c: (c.severity.rank, c.rule, c.base_pointer, c.cand_pointer, c.message))
    return Comparison(findings=tuple(weighed), fail_on=options.fail_on)


def _weigh_one(change: Change, accepted: dict[str, Accepted], options: Options) -> Change:
    entry = accepted.get(change.fingerprint)
    if entry is not None and not _has_expired(entry, options.today):
        return replace(change, severity=Severity.INFO, accepted=entry.reason)
    return replace(change, severity=options.severities.get(change.rule, change.severity))


def _has_expired(entry: Accepted, today: date | None) -> bool:
    return entry.expires is not None and today is not None and entry.expires < today


def _stale(entry: Accepted, *, expired: bool) -> Change:
    words = "has expired" if expired else "meets no finding any more"
    return Change(
        rule="accepted-finding-stale",
        severity=Severity.WARNING,
        direction="none",
        operations=(),
        base_pointer="",
        cand_pointer="",
        message=f"the accepted finding {entry.fingerprint} {words} ({entry.reason})",
    )
