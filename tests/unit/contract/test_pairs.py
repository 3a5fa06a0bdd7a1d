"""Each pair of schemas is compared once for each direction, however many routes lead to it."""

from __future__ import annotations

from typing import Any

from offramp.contract.documents.side import At, Side
from offramp.contract.documents.view import View
from offramp.contract.pairs import Pair, Pairs, Turn

S = {"type": "string"}


def make(judged: list[Any], base: Any, cand: Any) -> Pairs:
    def judge(pairs: Pairs, pair: Pair, old: View, new: View) -> None:
        judged.append(pair)
        for name in old.properties.keys() & new.properties.keys():
            pairs.link(pair, ("property", name), old.properties[name], new.properties[name])

    sides = (Side({"components": {"schemas": s}}, "3.1") for s in (base, cand))
    return Pairs(*sides, judge)


def at(pairs: Pairs, name: str) -> tuple[tuple[At], tuple[At]]:
    base, cand = (
        n.side.root.child("components", "schemas", name) for n in (pairs.base, pairs.cand)
    )
    return (base,), (cand,)


def test_a_recursive_pair_is_judged_once() -> None:
    judged: list[Any] = []
    node = {
        "properties": {
            "a": {"$ref": "#/components/schemas/N"},
            "b": {"$ref": "#/components/schemas/N"},
        }
    }
    pairs = make(judged, {"N": node}, {"N": {**node, "title": "t"}})
    pair = pairs.pair(*at(pairs, "N"), Turn("request"), "body")
    assert pairs.distance(pair) == 0
    assert pairs.distance(pair) == 0
    assert len(judged) == 2


def test_references_to_one_schema_are_one_pair() -> None:
    base = {
        "R": {"properties": {name: {"$ref": "#/components/schemas/S"} for name in "abc"}},
        "S": S,
    }
    judged: list[Any] = []
    pairs = make(judged, base, {**base, "S": {**S, "minLength": 1}})
    pairs.distance(pairs.pair(*at(pairs, "R"), Turn("request"), "body"))
    assert len(judged) == 2
    one, other = (
        pairs.pair((At(ref, "/a"),), (At(dict(ref), "/b"),), Turn("request"), place)
        for ref, place in (({"$ref": "#/components/schemas/S"}, "body"),) * 2
    )
    assert one is other


def test_references_that_lead_nowhere_stay_apart() -> None:
    pairs = make([], {"S": S}, {"S": S})
    one, other = (
        pairs.pair((At({"$ref": "#/x"}, p),), (At({"$ref": "#/x"}, p),), Turn("request"), "body")
        for p in ("/a", "/b")
    )
    assert one is not other


def test_same_schemas_need_no_pair() -> None:
    pairs = make([], {"A": S}, {"A": dict(S)})
    assert pairs.same_schemas(*at(pairs, "A"))
    assert pairs.equivalent(*at(pairs, "A"))
    assert not pairs.same(1, True)
    assert not pairs.same({"$ref": "#/x"}, {"$ref": "#/x"})
    pairs.stable = frozenset({"#/x"})
    assert pairs.same({"$ref": "#/x"}, {"$ref": "#/x"})
    assert pairs.same({"items": {"$ref": "#/x"}}, {"items": {"$ref": "#/x"}})


def test_directions_are_pairs_of_their_own() -> None:
    pairs = make([], {"A": S}, {"A": S})
    one, other = (pairs.pair(*at(pairs, "A"), Turn(d), "body") for d in ("request", "response"))
    assert one is not other
    assert one is pairs.pair(*at(pairs, "A"), Turn("request"), "body")
