"""Servers' addresses: variables filled, and one address within another."""

from __future__ import annotations

from typing import Any

import pytest

from offramp.contract.documents.side import At, Operation, Side
from offramp.contract.operations.addresses import filled, stands_in


def test_variables_have_their_defaults_unless_chosen() -> None:
    variables = {"v": {"default": "1"}, "h": {"default": "a"}}
    server = At({"url": "https://{h}.example/v{v}/", "variables": variables}, "")
    assert filled(server) == "https://a.example/v1"
    assert filled(server, {"v": "2"}) == "https://a.example/v2"


@pytest.mark.parametrize(
    ("servers", "found"),
    [
        ([{"url": "https://a.example"}], "https://a.example"),
        ([{"url": "https://b.example"}], None),
        ([{"url": "https://{any}"}], None),
        ([{"url": "https://{any}/v1"}], "https://{any}/v1"),
        ([{"url": "https://a.example/v2"}], None),
    ],
)
def test_an_address_within_another(servers: list[Any], found: str | None) -> None:
    side = Side({"servers": servers}, "3.1")
    operation = Operation("GET", At({}, ""), At({}, ""))
    assert stands_in(side, operation, "https://a.example/v1", "/t") == found


def test_a_listed_variable_is_each_of_its_values() -> None:
    variables = {"v": {"enum": ["1", "2"], "default": "1"}}
    side = Side({"servers": [{"url": "https://a/{v}", "variables": variables}]}, "3.1")
    operation = Operation("GET", At({}, ""), At({}, ""))
    assert stands_in(side, operation, "https://a/2", "/t") == "https://a/2"
    assert stands_in(side, operation, "https://a/3", "/t") is None
