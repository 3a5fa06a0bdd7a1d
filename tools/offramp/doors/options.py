"""What may be said at a door, as it was said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from offramp.errors import ConfigError

if TYPE_CHECKING:
    from offramp.steps.job import Request


@dataclass(frozen=True)
class Options:
    """What may be said at a door, as it was said.

    Attributes:
        repo: a folder in the target; the current one by default.
        layer: dotted names in place of the settings' layer.
        rename: ``old=new`` in place of the settings' renames.
        max_hits: a budget, as text.
        base: the baseline.
        dry_run: change nothing.
        commit: end the removal in a commit.
        refresh: make a kept baseline anew.
        cache: whether a scan may use what it read before.
        all_files: scan what git ignores, too.
        fail_on: the least severity that fails the contract diff.
        severity: ``RULE=LEVEL``, beside the settings' severities.
        accept: the file of accepted findings.
        include, exclude: path templates, in place of the settings'.
        deprecation_days: days before a sunset, or ``beta=31,stable=180``.
        stability: the least level that promises something.
        semver: whether the version must rise with each change.
        allow_ref: patterns of documents that a ``$ref`` may lead to, beside the settings'.
        update: bring the ratchet up to date.
        allow_new: let an update of the ratchet take in new hits.
    """

    repo: str = ""
    layer: tuple[str, ...] = ()
    rename: tuple[str, ...] = ()
    max_hits: str = ""
    base: str = ""
    dry_run: bool = False
    commit: bool = False
    refresh: bool = False
    cache: bool = True
    all_files: bool = False
    fail_on: str = ""
    severity: tuple[str, ...] = ()
    accept: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    deprecation_days: str = ""
    stability: str = ""
    semver: bool = False
    allow_ref: tuple[str, ...] = ()
    update: bool = False
    allow_new: bool = False

    def request(self) -> Request:
        """Return the options as a request.

        Raises:
            ConfigError: one of them is not of its form.
        """
        from offramp.doors.policy import asked
        from offramp.steps.job import Request

        return Request(
            layer=tuple(name for entry in self.layer for name in entry.split(",") if name),
            renames=_renames(self.rename),
            max_hits=_whole_number(self.max_hits),
            base=self.base or None,
            commit=self.commit,
            refresh=self.refresh,
            cache=self.cache,
            all_files=self.all_files,
            openapi=asked(self),
            update=self.update,
            allow_new=self.allow_new,
        )


def _renames(entries: Iterable[str]) -> Mapping[str, str]:
    renames: dict[str, str] = {}
    for entry in entries:
        old, equals, new = entry.partition("=")
        if not (old and equals and new):
            raise ConfigError("--rename is not a rename", expected="old=new", found=repr(entry))
        if renames.setdefault(old, new) != new:
            found = f"{old}={renames[old]} and {entry}"
            raise ConfigError("--rename gives one name two new ones", found=found)
    return renames


def _whole_number(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ConfigError(
            "--max-hits is not a budget",
            expected="a whole number that is zero or more",
            found=repr(text),
        )
    return int(text)
