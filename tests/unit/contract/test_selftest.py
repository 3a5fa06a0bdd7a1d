"""The gate proves that it could have failed, before it passes (DESIGN, idea 3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from offramp.contract import prove, selftest
from offramp.contract.result import Comparison
from offramp.errors import CannotJudge, DocumentError

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
