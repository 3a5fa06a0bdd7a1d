"""The gate proves that it could have failed, before it passes (DESIGN, idea 3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from offramp.contract import Accepted, Options, prove, selftest
from offramp.contract.rulebook.rules import rules
from offramp.contract.weighing.result import Comparison
from offramp.errors import CannotJudge, DocumentError
from offramp.findings import Severity

Make = Callable[..., dict[str, Any]]


def test_a_document_on_which_the_gate_works(service: Make, response_of: Make) -> None:
    prove(service())
    prove(response_of({"type": "object", "properties": {"a": {"type": "string"}}}))
    ref = {"$ref": "#/components/schemas/A"}
    prove(response_of(ref, A={"type": "object", "properties": {"a": {"type": "string"}}}))


def test_a_judge_that_sees_nothing_is_found_out(
    service: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selftest, "compare", lambda *_: Comparison())
    with pytest.raises(CannotJudge, match="did not see a break"):
        prove(service())


def test_a_document_with_nothing_to_break(service: Make) -> None:
    with pytest.raises(CannotJudge, match="cannot be tested"):
        prove({"openapi": "3.1.0", "info": {}, "paths": {}})
    with pytest.raises(DocumentError):
        prove({})


def test_the_document_is_left_alone(service: Make) -> None:
    base = service()
    before = repr(base)
    prove(base)
    assert repr(base) == before


def test_a_policy_that_lets_every_planted_break_pass_is_no_gate(service: Make) -> None:
    silent = {rule.id: Severity.INFO for rule in rules().values() if rule.id != "webhook-removed"}
    with pytest.raises(CannotJudge, match="leaves nothing that could fail"):
        prove(service(), Options(severities=silent))
    prove(service(), Options(severities=silent, fail_on=Severity.INFO))
    prove(service(), Options(severities={"api-removed-without-deprecation": Severity.WARNING}))


def test_breaks_are_planted_where_the_policy_looks(service: Make) -> None:
    base = service()
    base["paths"]["/u"] = base["paths"]["/t"]
    prove(base, Options(exclude=("/t",)))
    prove(base, Options(include=("/u",)))
    with pytest.raises(CannotJudge, match="cannot be tested"):
        prove(base, Options(exclude=("*",)))


def test_a_document_that_promises_nothing_cannot_be_judged_on(service: Make) -> None:
    alpha = service(**{"x-stability-level": "alpha"})
    with pytest.raises(CannotJudge, match="cannot be tested"):
        prove(alpha)
    prove(alpha, Options(stability="alpha"))


def test_what_is_accepted_does_not_stand_in_the_way(service: Make) -> None:
    entry = Accepted(fingerprint="0" * 16, reason="r")
    prove(service(), Options(accepted=(entry,), today=date(2030, 1, 1)))
