"""Each pair of schemas is compared once for each direction, however many routes lead to it."""

from __future__ import annotations

from typing import Any

from offramp.contract.pairs import Pair, Pairs, Turn
from offramp.contract.side import At, Side
from offramp.contract.view import View

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
    assert len(judged) == 3


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
