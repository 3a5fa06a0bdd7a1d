from __future__ import annotations

from typing import Any

from offramp.contract import Options, compare
from offramp.contract.weighing.vacuous import mark_vacuous
from offramp.findings import Severity


def document(*paths: str) -> dict[str, Any]:
    answer = {"get": {"responses": {"200": {"description": "ok"}}}}
    info = {"title": "t", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": dict.fromkeys(paths, answer)}


def test_a_comparison_of_a_thing_with_itself_says_so() -> None:
    found = mark_vacuous(compare(document("/a"), document("/a")), "it is HEAD")
    assert found.verdict == "compatible"
    assert [(f.rule, f.severity.value, f.message) for f in found.findings] == [
        ("baseline-is-head", "warning", "it is HEAD")
    ]


def test_a_policy_weighs_it_like_any_other() -> None:
    same = document("/a")
    strict = Options(severities={"baseline-is-head": Severity.BREAKING})
    assert mark_vacuous(compare(same, same, strict), "x").verdict == "breaking"
    assert mark_vacuous(compare(same, same, Options(fail_on=Severity.WARNING)), "x").failing
    found = mark_vacuous(compare(document("/a"), document("/b")), "x").findings
    assert [f.severity.rank for f in found] == sorted(f.severity.rank for f in found)
