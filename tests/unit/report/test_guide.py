"""Every claim in the guide is computed from what it was given (P2)."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from offramp.report.guide import migration_guide


def use(legacy: str, canonical: str | None, path: str, line: int) -> dict[str, Any]:
    return {"legacy": legacy, "canonical": canonical, "path": path, "line": line}


def finding(severity: str, rule: str, operations: list[str], message: str) -> dict[str, Any]:
    row = {"severity": severity, "rule": rule, "operations": operations, "message": message}
    return copy.deepcopy(row)


DATA: dict[str, Any] = {
    "names": ["lukhas.compat", "candidate"],
    "left": [],
    "legacy": {
        "surface": {"lukhas.compat.trace": "lukhas.obs.trace", "lukhas.compat.unused": None},
        "uses": [
            use("lukhas.compat.trace", None, "app/main.py", 7),
            *(use("candidate.core", "labs.core", f"app/m{i}.py", 1) for i in range(8)),
        ],
    },
    "comparison": {
        "counts": {"breaking": 11, "warning": 12, "info": 13},
        "accepted": 0,
        "version": {"base": "1.0.0", "candidate": "1.0.0", "recommended": "1.0.0", "enough": True},
        "findings": [
            finding("breaking", "property-removed", [f"GET /{i}" for i in range(5)], "a | b"),
            finding("info", "note", ["POST /v1"], "x <y>"),
        ],
    },
    "baseline": {
        "commit": "0123456789abcdef" * 2,
        "differing_packages": {"fastapi": ["0.118", "0.165"], "httpx": [None, "0.27"]},
    },
    "candidate": {"version": "1.2.3+g99aa99aa"},
}


def guide(**changed: Any) -> str:
    return migration_guide(**{**DATA, **changed})


def test_names_their_successors_and_who_used_them() -> None:
    rows = [line for line in guide().splitlines() if line.startswith("| `")]
    assert "| `lukhas.compat.trace` | `lukhas.obs.trace` | `app/main.py:7` |" in rows
    assert "| `lukhas.compat.unused` | none was found | nobody in this repository |" in rows
    users = ", ".join(f"`app/m{i}.py:1`" for i in range(5))
    assert f"| `candidate.core` | `labs.core` | {users} and 3 more |" in rows


def test_the_contract_as_it_was_compared() -> None:
    text = guide()
    assert "11 breaking changes, 12 warnings, 13 other changes." in text
    assert (
        "| breaking | `property-removed` | `GET /0`, `GET /1`, `GET /2` and 2 more | a &#124; b |"
    ) in text
    assert "| info | `note` | `POST /v1` | x &lt;y&gt; |" in text


def test_what_was_accepted_and_the_version_that_it_asks_for() -> None:
    row = finding("info", "property-removed", ["GET /0"], "a is gone")
    why = {"accepted": "the client | is ours", "lowered_from": "breaking"}
    free = {"stability": "alpha", "lowered_from": "breaking"}
    version = {"base": "1.0.0", "candidate": "1.0.0", "recommended": "2.0.0", "enough": False}
    rows = {"findings": [{**row, **why}, {**row, **free}], "accepted": 1, "version": version}
    text = guide(comparison={**DATA["comparison"], **rows})
    assert "13 other changes (1 of them accepted). It asks for version `2.0.0`, after" in text
    assert "a is gone (breaking, accepted: the client &#124; is ours)" in text
    assert "a is gone (breaking if it were not alpha)" in text


def test_the_environments_as_they_differ() -> None:
    assert "| `fastapi` | 0.118 | 0.165 |" in guide()
    assert "| `httpx` | not installed | 0.27 |" in guide()
    same = guide(baseline={**DATA["baseline"], "differing_packages": {}})
    assert "Both documents were made with the same packages." in same


def test_the_two_ends_and_what_is_gone() -> None:
    text = guide()
    assert "Removed: `lukhas.compat`, `candidate`.\nFrom" in text
    assert "From `0123456789ab` (the merge base)\nto `1.2.3+g99aa99aa`." in text


def test_what_is_still_there_is_not_said_to_be_gone() -> None:
    assert "Removed: `lukhas.compat`.\nTo be removed: `candidate`.\n" in guide(left=["candidate"])
    assert "Removed: nothing.\nTo be removed: `lukhas.compat`, `candidate`.\n" in guide(
        left=DATA["names"]
    )


def test_with_nothing_to_tell_it_says_so() -> None:
    counts = {"breaking": 0, "warning": 0, "info": 0}
    text = guide(
        names=[],
        left=[],
        legacy={"surface": {}, "uses": []},
        comparison={**DATA["comparison"], "counts": counts, "findings": []},
        baseline={"commit": "f" * 40, "differing_packages": {}},
        candidate={"version": "v"},
    )
    assert "Removed: nothing." in text
    assert "The merge base has neither the layer nor a use of it." in text
    assert "0 breaking changes, 0 warnings, 0 other changes." in text
    assert set(re.findall(r"\d+", text)) == {"0"}


def test_every_number_comes_from_the_data() -> None:
    """The original's commit said "0 for 48 h+"; the layer had existed for 23 h (P2)."""
    known = set(re.findall(r"\d+", repr(DATA))) | {"0123456789ab", "3", "2"}
    found = set(re.findall(r"\d+", guide().replace("&#124;", "")))
    assert found <= known | set(re.findall(r"\d+", "0123456789ab"))


@pytest.mark.parametrize("part", ["uses", "surface"])
def test_the_order_of_the_data_does_not_matter(part: str) -> None:
    legacy = dict(DATA["legacy"])
    rows = legacy[part]
    turned = rows[::-1] if isinstance(rows, list) else dict(reversed(rows.items()))
    assert guide(legacy={**legacy, part: turned}) == guide()
