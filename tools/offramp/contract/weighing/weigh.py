"""Apply a policy to findings: severities, stability, acceptance, the version, order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from offramp.contract.documents.side import Side
from offramp.contract.weighing.policy import Accepted, Options
from offramp.contract.weighing.result import Change, Comparison
from offramp.contract.weighing.versions import Release, part_for
from offramp.findings import Severity

_OF_LEVELS = frozenset({"api-stability-decreased", "api-invalid-stability-level"})
"""What is said of a level itself weighs at any level."""
_DOCUMENTATION = frozenset({"documentation-changed", "extension-changed"})


def weigh(changes: Sequence[Change], options: Options, base: Side, cand: Side) -> Comparison:
    """Return the judgement that a policy makes of findings, worst first.

    Args:
        changes: findings with their rules' own severities, in any order.
        options: the policy.
        base: the documents.
        cand: likewise, of the candidate.
    """
    accepted = {each.fingerprint: each for each in options.accepted}
    some = options.severities or any(change.severity is not Severity.INFO for change in changes)
    levels = _unstable(base, options) if some else {}
    weighed = [_weigh_one(change, accepted, levels, options) for change in changes]
    release = _release(weighed, base, cand)
    notes = [*_accepted(changes, options), *_filters(options, base, cand)]
    notes += _versions(release, weighed, options)
    weighed += [replace(n, severity=options.severities.get(n.rule, n.severity)) for n in notes]
    weighed.sort(key=_order)
    return Comparison(findings=tuple(weighed), policy=options, release=release)


def _order(change: Change) -> tuple[object, ...]:
    """Sort the worst first; no two findings of a comparison have the same rule, way and place."""
    where = change.base_pointer, change.cand_pointer, change.message
    return change.severity.rank, change.rule, *where, change.direction, change.place


def _unstable(side: Side, options: Options) -> dict[str, str]:
    """Return the base's operations that promise nothing, with their stability levels."""
    found = {}
    for section, word in (("paths", ""), ("webhooks", "webhook ")):
        for name, item in side.root.child(section).members():
            if _has_levels(item.raw):
                for method, operation in side.operations(item).items():
                    level = operation.at.raw.get("x-stability-level")
                    if not options.promises(level):
                        found[f"{method} {word}{name}"] = str(level)
    return found


def _has_levels(item: object) -> bool:
    """Whether a path item may say a stability level: most do not, and need not be read."""
    if not isinstance(item, dict):
        return False
    more = item.get("additionalOperations")
    members = [*item.values(), *(more.values() if isinstance(more, dict) else ())]
    word = "x-stability-level"
    return "$ref" in item or any(isinstance(each, dict) and word in each for each in members)


def _weigh_one(
    change: Change, accepted: Mapping[str, Accepted], levels: Mapping[str, str], options: Options
) -> Change:
    severity = options.severities.get(change.rule, change.severity)
    entry = accepted.get(change.fingerprint) if accepted else None
    if entry is not None and not entry.has_expired(options.today):
        return replace(change, severity=Severity.INFO, lowered_from=severity, accepted=entry.reason)
    weighs = severity is not Severity.INFO and change.rule not in _OF_LEVELS
    if weighs and levels and change.operations:
        # what a callback says is promised by the operation that takes the address
        known = [levels.get(name.rpartition(" of ")[2]) for name in change.operations]
        if all(known):
            stability = " and ".join(sorted({str(level) for level in known}))
            return replace(
                change, severity=Severity.INFO, lowered_from=severity, stability=stability
            )
    return replace(change, severity=severity) if severity is not change.severity else change


def _release(weighed: Sequence[Change], base: Side, cand: Side) -> Release:
    """An accepted break is a break all the same; what promises nothing may change at any time."""
    versions = [side.root.child("info", "version").raw for side in (base, cand)]
    old, new = (text if isinstance(text, str) else None for text in versions)
    if not weighed:
        return Release(old, new, None)
    part = part_for(
        old,
        breaking=any(
            Severity.BREAKING in (each.severity, each.lowered_from)
            for each in weighed
            if each.stability is None
        ),
        changed=any(each.rule not in _DOCUMENTATION for each in weighed),
    )
    return Release(old, new, part)


def _accepted(changes: Sequence[Change], options: Options) -> list[Change]:
    met = {change.fingerprint for change in changes} if options.accepted else set()
    notes = []
    for entry in options.accepted:
        what = " ".join(filter(None, (entry.rule, entry.place and f"at {entry.place}")))
        shown = f"the accepted finding {entry.fingerprint}" + (f" ({what})" if what else "")
        reason = f"it was accepted because: {entry.reason}"
        if entry.fingerprint not in met:
            words = f"{shown} is not there any more: remove the entry; {reason}"
            notes.append(_note("accepted-finding-stale", entry.fingerprint, words))
        elif entry.has_expired(options.today):
            words = f"{shown} was accepted until {entry.expires} and counts again; {reason}"
            notes.append(_note("accepted-finding-expired", entry.fingerprint, words))
    return notes


def _filters(options: Options, base: Side, cand: Side) -> list[Change]:
    if not options.include and not options.exclude:
        return []
    paths = {name for side in (base, cand) for name, _ in side.root.child("paths").members()}
    return [
        _note("path-filter-unused", pattern, f"the pattern {pattern!r} matches no path")
        for pattern in options.unused(paths)
    ]


def _versions(release: Release, weighed: Sequence[Change], options: Options) -> list[Change]:
    if not weighed or not (options.semver or release.has_risen):
        return []
    if not release.is_semantic:
        words = f"info.version is {_shown(release.candidate)}; it was {_shown(release.base)}"
        return [_version_note("api-version-not-semantic", words)]
    if release.is_enough:
        return []
    breaks = release.part == part_for(release.base, breaking=True, changed=True)
    if not breaks and not (options.semver and release.part != "patch"):
        return []
    words = (
        f"info.version is {release.candidate} now and was {release.base}; "
        f"{'a breaking change' if breaks else 'an addition'} asks for {release.recommended}"
    )
    return [_version_note(f"api-{'major' if breaks else 'minor'}-version-not-bumped", words)]


def _shown(version: str | None) -> str:
    return "missing" if version is None else repr(version)


def _version_note(rule: str, message: str) -> Change:
    return replace(
        _note(rule, "", message), base_pointer="/info/version", cand_pointer="/info/version"
    )


def _note(rule: str, place: str, message: str) -> Change:
    return Change(
        rule=rule,
        severity=Severity.WARNING,
        direction="none",
        operations=(),
        base_pointer="",
        cand_pointer="",
        message=message,
        place=place,
    )
