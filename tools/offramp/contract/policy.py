"""What a team decides about findings: severities, accepted ones, paths, deprecation windows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from offramp.errors import ConfigError
from offramp.findings import Severity


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A finding that a team has accepted.

    Attributes:
        fingerprint: the finding's.
        reason: why it is accepted.
        expires: the last day on which it is; None for ever.
    """

    fingerprint: str
    reason: str
    expires: date | None = None


@dataclass(frozen=True, kw_only=True)
class Options:
    """How findings are weighed.

    Attributes:
        severities: severity by rule id, over the rule's own.
        accepted: findings that do not fail the gate; they become information, and an entry that
            meets no finding, or has expired, is itself a finding.
        include, exclude: path templates to look at, with ``*`` for any text; all by default.
        fail_on: the least severity that makes the verdict "breaking".
        deprecation_days: the least number of days between an announcement and a sunset; None
            when no sunset is asked for.
        today: the day of judgement; None when no day counts as past, so that the comparison is
            the same on each day.
    """

    severities: Mapping[str, Severity] = field(default_factory=dict)
    accepted: tuple[Accepted, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: Severity = Severity.BREAKING
    deprecation_days: int | None = None
    today: date | None = None

    def check(self) -> None:
        """Refuse ids that are no rules.

        Raises:
            ConfigError: a severity is given for a rule that there is not.
        """
        if not self.severities:
            return
        from offramp.contract.rules import rules

        for rule_id in self.severities:
            if rule_id not in rules():
                raise ConfigError(
                    f"there is no contract rule {rule_id!r}",
                    where="[tool.offramp.openapi] severities",
                    next="offramp explain lists the rules",
                )
