"""The ids of the peer's rules: which are offramp's as well, and why the others are not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from offramp.contract.rulebook.rules import rules

TABLE = Path(__file__).parents[1] / "corpus" / "contract" / "peer-rules.yaml"
LEVELS = {"error": "breaking", "warning": "warning", "info": "info"}


class Ids(NamedTuple):
    """The peer's ids, sorted into three.

    Attributes:
        same: ids that both have, with the same severity.
        weighed: ids that both have, with another severity.
        named: ids that only the peer has.
    """

    same: frozenset[str]
    weighed: frozenset[str]
    named: frozenset[str]


def sort(levels: Mapping[str, str], ours: Mapping[str, str]) -> Ids:
    """Sort the peer's ids.

    Args:
        levels: severity by the peer's id.
        ours: severity by offramp's id.
    """
    both = levels.keys() & ours.keys()
    same = frozenset(each for each in both if levels[each] == ours[each])
    return Ids(same, frozenset(both) - same, frozenset(levels.keys() - both))


def read(folder: Path) -> Ids:
    """Sort the ids that are recorded in a folder of shared cases."""
    rows = json.loads((folder / "peer-rules.json").read_text(encoding="utf-8"))
    levels = {row["id"]: LEVELS[row["level"]] for row in rows}
    return sort(levels, {rule.id: rule.severity.value for rule in rules().values()})


def argued(ids: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> list[tuple[object, ...]]:
    """Return the arguments that speak of some of the ids, with the number of those.

    Args:
        ids: the peer's.
        rows: arguments; each has the patterns ``peer``, the ids ``ours`` and the reason ``why``.
    """
    known = sorted(ids)
    found: list[tuple[object, ...]] = []
    for row in rows:
        count = sum(any(fnmatch(each, pattern) for pattern in row["peer"]) for each in known)
        if count:
            found.append((count, _code(row["peer"]), _code(row.get("ours", ())), row["why"]))
    return found


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "the same"


def entries(section: str) -> list[dict[str, Any]]:
    """Return the arguments of a section of the table: named_otherwise, severity_differs."""
    found: list[dict[str, Any]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))[section]
    return found
