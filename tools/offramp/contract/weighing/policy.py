"""What a team decides about findings: severities, accepted ones, paths, deprecation windows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from offramp.errors import CannotJudge, ConfigError
from offramp.findings import Severity

LEVELS = ("draft", "alpha", "beta", "stable")
"""Stability levels (``x-stability-level``), from what is promised least."""


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A finding that a team has accepted.

    Attributes:
        fingerprint: the finding's.
        reason: why it is accepted.
        expires: the last day on which it is; None for ever.
        rule, place: what it was and where, for readers.
    """

    fingerprint: str
    reason: str
    expires: date | None = None
    rule: str = ""
    place: str = ""

    def has_expired(self, today: date | None) -> bool:
        """Whether the last day on which it holds is over."""
        return self.expires is not None and today is not None and self.expires < today


@dataclass(frozen=True, kw_only=True)
class Options:
    """How findings are weighed.

    Attributes:
        severities: severity by rule id, over the rule's own.
        accepted: findings that do not fail the gate; they become information, and an entry that
            meets no finding, or has expired, is itself a finding.
        include, exclude: path templates to look at, with ``*`` for any text; all by default.
        fail_on: the least severity that makes the verdict "breaking".
        deprecation_days: the least number of days between an announcement and a sunset, for all
            levels or by level ("beta", "stable"); None or 0 when no sunset is asked for.
        stability: the least level (``x-stability-level``) of operations whose changes weigh what
            their rules say; those below it promise nothing, and their changes are information.
        semver: whether ``info.version`` must rise with each change as Semantic Versioning 2.0.0
            has it; otherwise only a rise that is too small for a breaking change is told.
        today: the day of judgement; None when no day counts as past, so that the comparison is
            the same on each day.
    """

    severities: Mapping[str, Severity] = field(default_factory=dict)
    accepted: tuple[Accepted, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: Severity = Severity.BREAKING
    deprecation_days: int | Mapping[str, int] | None = None
    stability: str = "beta"
    semver: bool = False
    today: date | None = None

    def __post_init__(self) -> None:
        """Take severities by their names as well, and refuse what would be misread.

        Raises:
            ConfigError: there is no such severity, or one pattern stands where several may.
        """
        object.__setattr__(self, "fail_on", _severity(self.fail_on))
        weights = {rule: _severity(weight) for rule, weight in self.severities.items()}
        object.__setattr__(self, "severities", weights)
        for name in ("include", "exclude"):
            if isinstance(getattr(self, name), str):
                raise ConfigError(f"{name} is one text", expected="a tuple of path templates")

    def looks_at(self, path: str) -> bool:
        """Whether ``include`` and ``exclude`` let a path template through."""
        if any(fnmatchcase(path, pattern) for pattern in self.exclude):
            return False
        return not self.include or any(fnmatchcase(path, pattern) for pattern in self.include)

    def unused(self, paths: Iterable[str]) -> list[str]:
        """Return the patterns of ``include`` and ``exclude`` that match none of the paths."""
        names = list(paths)
        return sorted(
            pattern
            for pattern in {*self.include, *self.exclude}
            if not any(fnmatchcase(name, pattern) for name in names)
        )

    def window(self, level: object) -> int | None:
        """Return how many days an announcement must give at a stability level; None for any."""
        level = level if level in LEVELS else "stable"
        if level in ("draft", "alpha"):
            return None
        days = self.deprecation_days
        return (days if isinstance(days, int) else (days or {}).get(str(level))) or None

    def promises(self, level: object) -> bool:
        """Whether an operation of a stability level is one whose changes weigh."""
        return level not in LEVELS or LEVELS.index(str(level)) >= LEVELS.index(self.stability)

    def check(self) -> None:
        """Refuse a policy that cannot be meant, or under which nothing could fail.

        Raises:
            ConfigError: a severity is given for a rule that there is not, there is no such level,
                an acceptance has no reason, or it expires and no day of judgement is given.
            CannotJudge: no rule weighs enough to fail the gate.
        """
        if self.stability not in LEVELS:
            raise ConfigError(
                f"there is no stability level {self.stability!r}",
                expected=f"one of {', '.join(LEVELS)}",
            )
        for entry in self.accepted:
            if not entry.reason.strip():
                raise ConfigError(f"no reason is given for accepting {entry.fingerprint}")
        if self.today is None and any(entry.expires for entry in self.accepted):
            raise ConfigError(
                "an accepted finding expires, and no day of judgement is given",
                next="say today=datetime.date.today()",
            )
        if not self.severities:
            return
        from offramp.contract.rulebook.rules import rules, unknown_rule

        known = rules()
        for rule_id in self.severities:
            if rule_id not in known:
                raise unknown_rule(rule_id, known)
        weights = (self.severities.get(rule.id, rule.severity) for rule in known.values())
        if not any(weight.rank <= self.fail_on.rank for weight in weights):
            raise nothing_could_fail(
                expected=f"a rule of severity {self.fail_on.value} or worse",
                found=f"{len(known)} rules, all below it",
                next="take entries out of severities, or lower fail-on",
            )

    def check_paths(self, paths: Iterable[str]) -> None:
        """Refuse filters that let none of the baseline's paths through.

        Raises:
            CannotJudge: there are paths, and none is looked at.
        """
        names = list(paths)
        if names and not any(map(self.looks_at, names)):
            raise nothing_could_fail(
                expected="a path of the base that include and exclude let through",
                found=f"none of its {len(names)} paths",
                next="change include or exclude",
            )

    def to_dict(self) -> dict[str, Any]:
        """Return what is not as it is by default, and what fails, as plain data."""
        days = self.deprecation_days
        table: dict[str, Any] = {
            "fail_on": self.fail_on.value,
            "severities": {name: self.severities[name].value for name in sorted(self.severities)},
            "include": list(self.include),
            "exclude": list(self.exclude),
            "deprecation_days": dict(sorted(days.items())) if isinstance(days, Mapping) else days,
            "stability": self.stability if self.stability != "beta" else None,
            "semver": self.semver,
            "accepted": len(self.accepted),
        }
        return {key: value for key, value in table.items() if value}


def _severity(weight: Severity | str) -> Severity:
    try:
        return Severity(weight)
    except ValueError:
        words = ", ".join(each.value for each in Severity)
        raise ConfigError(f"there is no severity {weight!r}", expected=f"one of {words}") from None


def nothing_could_fail(*, expected: str, found: str, next: str) -> CannotJudge:  # noqa: A002 - the word that the reader sees
    """Return the error for a policy under which the gate would hold whatever changes."""
    return CannotJudge(
        "the policy leaves nothing that could fail", expected=expected, found=found, next=next
    )
