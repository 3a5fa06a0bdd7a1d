"""What may be said at a door about the policy of the contract diff, and where the rest is set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp.config import Settings, checks, load
from offramp.errors import ConfigError
from offramp.findings import Severity
from offramp.steps.policy import check_rule, in_force

if TYPE_CHECKING:
    from offramp.doors.options import Options

_DAYS = re.compile(r"[0-9]{1,6}")


def asked(options: Options) -> dict[str, Any]:
    """Return what was said, by the names of the settings that it stands in for.

    Raises:
        ConfigError: a word is not what its option takes.
    """
    said: dict[str, Any] = {}
    if options.fail_on:
        said["fail_on"] = _checked("--fail-on", checks.severity, options.fail_on)
    if options.severity:
        said["severities"] = _severities(options.severity)
    if options.include:
        said["include"] = _checked("--include", checks.templates, list(options.include))
    if options.exclude:
        said["exclude"] = _checked("--exclude", checks.templates, list(options.exclude))
    if options.deprecation_days:
        days = _windows(options.deprecation_days)
        said["deprecation_days"] = _checked("--deprecation-days", checks.windows, days)
    if options.stability:
        said["stability"] = _checked("--stability", checks.level, options.stability)
    if options.semver:
        said["semver"] = True
    if options.allow_ref:
        said["allow_refs"] = _checked("--allow-ref", checks.references, list(options.allow_ref))
    if options.accept:
        said["accepted"] = options.accept
    return said


def _checked(option: str, check: checks.Check, value: Any) -> Any:
    try:
        return check(value)
    except ValueError as error:
        raise ConfigError(
            f"{option} has a wrong value", expected=str(error), found=repr(value)
        ) from None


def _windows(said: str) -> Any:
    """Return a number of days, or a table of them, as the setting has it."""
    if "=" not in said:
        return int(said) if _DAYS.fullmatch(said) else said
    pairs = (entry.partition("=") for entry in said.split(","))
    return {level: int(days) if _DAYS.fullmatch(days) else days for level, _, days in pairs}


def _severities(entries: Sequence[str]) -> dict[str, Severity]:
    found = {}
    for entry in entries:
        rule, _, level = entry.partition("=")
        check_rule(rule, "--severity")
        found[rule] = _checked(f"--severity {rule}", checks.severity, level)
    return found


def of_files(options: Options) -> tuple[Settings, Path]:
    """Return the settings for the comparison of two files, and the folder that they belong to.

    They are those of the repository that ``--repo`` or the current folder lies in; where that has
    none, or there is no repository, only what was said counts.

    Raises:
        ConfigError: ``--repo`` names no folder, or its settings are wrong.
    """
    start = Path(options.repo or ".").resolve()
    if not start.is_dir():
        raise ConfigError("--repo is no folder", found=options.repo)
    root = next((each for each in (start, *start.parents) if (each / ".git").exists()), start)
    settings = load(root)
    openapi = settings.openapi
    if settings.source is None:
        openapi = replace(openapi, accepted=None)
    openapi = in_force(openapi, asked(options), root)
    return replace(settings, openapi=openapi), root


def require_file(options: Options) -> None:
    """Refuse ``--accept`` with a file that is not there: a wrong word would accept nothing.

    Raises:
        ConfigError: there is no such file.
    """
    if options.accept and not Path(options.accept).is_file():
        raise ConfigError(
            "--accept names a file that is not there",
            found=options.accept,
            next='offramp openapi-accept --reason "…" makes it',
        )
