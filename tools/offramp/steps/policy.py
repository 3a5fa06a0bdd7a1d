"""The policy of the contract diff: from the settings and what was asked for to options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp.config import Openapi, Settings, where
from offramp.findings import Finding

if TYPE_CHECKING:
    from offramp.contract import Options


def in_force(openapi: Openapi, asked: Mapping[str, Any], root: Path) -> Openapi:
    """Return the settings with what somebody asked for in their place.

    Args:
        openapi: the committed settings.
        asked: values by the names of fields; severities are added to the committed ones, and the
            path of the accepted findings is relative to the current folder.
        root: the repository, to which the committed path is relative.
    """
    values = dict(asked)
    if "severities" in values:
        values["severities"] = dict(sorted({**openapi.severities, **values["severities"]}.items()))
    if "allow_refs" in values:
        values["allow_refs"] = tuple(dict.fromkeys((*openapi.allow_refs, *values["allow_refs"])))
    if "accepted" in values:
        path = Path(values["accepted"]).resolve()
        inside = path.is_relative_to(root.resolve())
        values["accepted"] = (
            path.relative_to(root.resolve()).as_posix() if inside else path.as_posix()
        )
    return replace(openapi, **values) if values else openapi


def addresses(openapi: Openapi) -> tuple[str, ...]:
    """Return the addresses that allow-refs lists.

    Of the documents that the application makes, the base's lies in a folder of offramp's own, and
    the files beside the candidate's are not those of the base: no path is right for both.
    """
    return tuple(pattern for pattern in openapi.allow_refs if "://" in pattern)


def policy_of(settings: Settings, root: Path) -> Options:
    """Return how a repository weighs findings, as of today.

    Args:
        settings: those in force.
        root: what the path of the accepted findings is relative to.

    Raises:
        ConfigError: a severity is set for what is no rule, or the file of accepted findings is
            malformed; with path and line.
    """
    from offramp.contract import Options, read_accepted
    from offramp.contract.validation.validity import RULES

    openapi = settings.openapi
    if openapi.severities:
        _check_rules(settings, root)
    name = openapi.accepted
    return Options(
        severities={k: v for k, v in openapi.severities.items() if k not in RULES},
        accepted=read_accepted(root / name, name) if name else (),
        include=openapi.include,
        exclude=openapi.exclude,
        fail_on=openapi.fail_on,
        deprecation_days=openapi.deprecation_days,
        stability=openapi.stability,
        semver=openapi.semver,
        today=date.today(),
    )


def _check_rules(settings: Settings, root: Path) -> None:
    for rule in settings.openapi.severities:
        check_rule(rule, where(root, settings, "openapi", "severities", rule))


def check_rule(rule: str, place: str | None) -> None:
    """Refuse what is neither a rule of the contract diff nor one of validity.

    Raises:
        ConfigError: it is at ``place``; what may have been meant is in ``next``.
    """
    from offramp.contract.rulebook.rules import rules, unknown_rule
    from offramp.contract.validation.validity import RULES

    if rule not in rules() and rule not in RULES:
        error = unknown_rule(rule, [*rules(), *sorted(RULES)])
        error.where = place
        raise error


def weighed(findings: Iterable[Finding], openapi: Openapi) -> list[Finding]:
    """Return what is wrong with a document, each finding of the severity that the settings say."""
    known = openapi.severities
    return [replace(found, severity=known.get(found.rule, found.severity)) for found in findings]


def accepted_file(openapi: Openapi, root: Path) -> list[str]:
    """Return the file of accepted findings, where there is one inside the repository."""
    name = openapi.accepted
    return [name] if name and not Path(name).is_absolute() and (root / name).is_file() else []
