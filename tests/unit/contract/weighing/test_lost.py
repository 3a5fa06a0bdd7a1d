from __future__ import annotations

from typing import Any

from offramp.contract import Options, compare, join_lost_routes
from offramp.contract.weighing.result import Comparison
from offramp.findings import Severity

WHY = "svc/api.py:3 imports svc.extra: ModuleNotFoundError: No module named 'svc.compat'"


def document(*paths: str, deprecated: bool = False) -> dict[str, Any]:
    operation = {"responses": {"200": {"description": ""}}, "deprecated": deprecated}
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {path: {"get": operation, "post": operation} for path in paths},
    }


def lost(options: Options | None = None) -> Comparison:
    return compare(document("/a", "/b", "/c"), document("/a"), options)


def test_removed_operations_and_a_failed_import_are_one_finding() -> None:
    joined = join_lost_routes(lost(), [WHY])
    (finding,) = joined.findings
    assert (finding.rule, finding.severity) == ("routes-lost", Severity.BREAKING)
    assert finding.operations == ("GET /b", "GET /c", "POST /b", "POST /c")
    assert finding.message == f"4 operations are gone, and an import failed unseen: {WHY}"
    assert joined.verdict == "breaking"
    assert joined.counts["breaking"] == 1


def test_other_findings_stay() -> None:
    base, cand = document("/a", "/b"), document("/a")
    del cand["paths"]["/a"]["get"]["responses"]["200"]
    cand["paths"]["/a"]["get"]["responses"]["404"] = {"description": ""}
    before = compare(base, cand)
    after = join_lost_routes(before, [WHY])
    kept = {f.rule for f in before.findings if not f.rule.startswith("api-")}
    assert kept
    assert {f.rule for f in after.findings} == {"routes-lost", *kept}


def test_without_a_failed_import_or_a_lost_route_nothing_changes() -> None:
    assert join_lost_routes(lost(), []) == lost()
    same = compare(document("/a"), document("/a"))
    assert join_lost_routes(same, [WHY]) is same


def test_what_was_announced_is_not_lost() -> None:
    told = compare(document("/a", "/b", deprecated=True), document("/a", deprecated=True))
    assert join_lost_routes(told, [WHY]) is told


def test_a_policy_may_keep_them_apart() -> None:
    apart = lost(Options(severities={"routes-lost": Severity.INFO}))
    assert join_lost_routes(apart, [WHY]) is apart
    assert apart.verdict == "breaking"
