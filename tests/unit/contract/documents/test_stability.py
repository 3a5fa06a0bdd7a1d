"""What is written alike in both documents, all the way down, is not compared again."""

from __future__ import annotations

from typing import Any

from offramp.contract.documents.side import Side
from offramp.contract.documents.stability import references, stable_components

S = {"type": "string"}


def side(version: str = "3.1", **schemas: Any) -> Side:
    return Side({"components": {"schemas": schemas}}, version)


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def test_a_component_is_as_stable_as_what_it_refers_to() -> None:
    base = side(A=ref("B"), B=ref("C"), C=S, D={"items": ref("D")}, E=S, F=ref("Z"))
    cand = side(
        A=ref("B"), B=ref("C"), C={**S, "maxLength": 1}, D={"items": ref("D")}, E=S, F=ref("Z")
    )
    stable = {name.rpartition("/")[2] for name in stable_components(base, cand)}
    assert stable == {"D", "E"}


def test_nothing_is_stable_across_30_and_31() -> None:
    assert stable_components(side("3.0", A=S), side("3.1", A=S)) == frozenset()


def test_references_in_text() -> None:
    assert references(b'{"$ref":"#/a","x":[{"$ref":"#/b\\"c"}]}') == {"#/a", '#/b"c'}
