"""Laws of the judgement, on schemas and small documents that Hypothesis makes.

The judge of the judgement is set inclusion, as jsonschema-rs decides it (`containment.covers`), and
values that both sides are asked about. Where the policy goes by names (a property that only one
side declares), set inclusion is no judge, and such pairs are left out.

The mirror law: what base to candidate is to requests, candidate to base is to answers. A request is
taken by the side that comes later, an answer by the side that was there before; so "breaks requests
one way" and "breaks answers the other way" are one statement about two sets of values.
"""

from __future__ import annotations

import copy
import json
import random
from itertools import islice
from typing import Any

import jsonschema_rs
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from offramp.contract import compare, upconvert
from offramp.contract.containment import covers
from offramp.contract.documents.normal import Normal
from offramp.contract.documents.side import At, Side
from offramp.contract.weighing.result import Change
from offramp.contract.witnesses.nearby import Nearby
from offramp.contract.witnesses.samples import Samples

JSON = "application/json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
NAMES = st.sampled_from("abcd")
_EASY = settings(deadline=None, max_examples=80, derandomize=True)
_OFTEN = settings(_EASY, max_examples=160)

STRINGS = st.fixed_dictionaries(
    {"type": st.just("string")},
    optional={
        "minLength": st.integers(0, 3),
        "maxLength": st.integers(3, 6),
        "pattern": st.sampled_from(["^a", "b$", "^[a-z]+$", "^(?!ab)", r"^\p{L}*$", "^a{2,4}$"]),
        "format": st.sampled_from(["date", "uuid", "ipv4", "email", "date-time"]),
    },
)
NUMBERS = st.fixed_dictionaries(
    {"type": st.sampled_from(["integer", "number"])},
    optional={
        "minimum": st.integers(-2, 3),
        "exclusiveMinimum": st.integers(-2, 3),
        "maximum": st.integers(4, 9),
        "exclusiveMaximum": st.integers(4, 9),
        "multipleOf": st.sampled_from([1, 2, 3, 0.5]),
    },
)
LISTED = st.lists(st.sampled_from(["a", "b", "aa", 1, 2, 3, True, None]), min_size=1, max_size=4)
LEAVES = (
    STRINGS
    | NUMBERS
    | st.just({"type": "boolean"})
    | LISTED.map(lambda values: {"enum": list(dict.fromkeys(values))})
    | st.sampled_from([{"type": ["string", "null"]}, {"const": "a"}, {}, {"not": {"const": "a"}}])
)


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"type": st.just("object"), "properties": st.dictionaries(NAMES, inner, max_size=3)},
        optional={
            "required": st.lists(NAMES, max_size=2, unique=True),
            "additionalProperties": st.just(False) | inner,
            "maxProperties": st.integers(2, 3),
            "propertyNames": st.just({"maxLength": 2}),
            "patternProperties": st.builds(lambda schema: {"^x": schema}, inner),
            "dependentRequired": st.just({"a": ["b"]}),
        },
    )


def _arrays(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"type": st.just("array")},
        optional={
            "items": inner,
            "prefixItems": st.lists(inner, min_size=1, max_size=2),
            "minItems": st.integers(0, 2),
            "maxItems": st.integers(2, 4),
            "uniqueItems": st.just(True),
            "contains": LEAVES,
        },
    )


def _unions(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    branches = st.lists(inner, min_size=1, max_size=3)
    words = st.sampled_from(["anyOf", "oneOf", "allOf"])
    return st.builds(lambda word, some: {word: some}, words, branches)


SCHEMAS = st.recursive(
    LEAVES, lambda inner: _objects(inner) | _arrays(inner) | _unions(inner), max_leaves=6
)


@st.composite
def changed(draw: st.DrawFn) -> tuple[Any, Any]:
    """A schema, and the same with one part of it replaced, tightened or loosened."""
    old = draw(SCHEMAS)
    new = copy.deepcopy(old)
    holders = [({"": new}, "")]
    for holder, key in holders:
        node = holder[key]
        if isinstance(node, dict):
            holders += [(node, k) for k in node if k in ("items", "additionalProperties")]
            holders += [(node["properties"], n) for n in node.get("properties", ())]
            for word in ("anyOf", "oneOf", "allOf", "prefixItems"):
                holders += [(node[word], n) for n in range(len(node.get(word, ())))]
    holder, key = draw(st.sampled_from(holders))
    other = draw(SCHEMAS)
    node = holder[key]
    if draw(st.booleans()) and isinstance(node, dict) and isinstance(other, dict):
        words = draw(st.lists(st.sampled_from(sorted({*node, *other, "title"})), max_size=2))
        for word in words:
            node.pop(word, None)
            if word in other:
                node[word] = other[word]
    else:
        holder[key] = other
    return old, holders[0][0][""]


PAIRS = changed() | st.tuples(SCHEMAS, SCHEMAS)


def document(schema: Any, version: str = "3.1.0", **components: Any) -> dict[str, Any]:
    """A document that takes and answers a schema."""
    content = {"content": {JSON: {"schema": schema}}}
    answer = {"200": {"description": "k", **content}}
    operation = {"requestBody": content, "responses": answer}
    info = {"title": "t", "version": "1"}
    made = {"openapi": version, "info": info, "paths": {"/t": {"post": operation}}}
    made = {**made, "components": {"schemas": components}} if components else made
    # as read from a file, where nothing is one object in two places
    document: dict[str, Any] = json.loads(json.dumps(made))
    return document


def findings(old: Any, new: Any) -> tuple[Change, ...]:
    return compare(document(old), document(new)).findings


def breaking(found: tuple[Change, ...], direction: str) -> list[Change]:
    return [f for f in found if f.direction == direction and f.severity.value == "breaking"]


NAMED = ("property-added", "property-removed", "new-optional", "new-required", "one-of-added")


def by_names(found: tuple[Change, ...]) -> bool:
    """Whether the policy spoke, which goes by names and not by sets of values."""
    return any(word in f.rule for f in found for word in NAMED)


def is_null_twice(schema: Any) -> bool:
    """Whether null meets two alternatives of a oneOf, which is taken as once: null is judged apart.

    ``oneOf: [{nullable X}, {type: null}]`` refuses null to the letter, and nobody means that.
    """
    if isinstance(schema, list):
        return any(map(is_null_twice, schema))
    if not isinstance(schema, dict):
        return False
    met = [each for each in schema.get("oneOf", ()) if validator(each).is_valid(None)]
    return len(met) > 1 or any(map(is_null_twice, schema.values()))


def taken_in(wide: Any, narrow: Any) -> str:
    outer, inner = ({"$schema": DIALECT, "allOf": [each]} for each in (wide, narrow))
    return covers(outer, inner)


def validator(schema: Any) -> Any:
    return jsonschema_rs.validator_for({"allOf": [schema]}, validate_formats=True)


def values(old: Any, new: Any) -> list[Any]:
    """Values near the limits of two schemas."""
    normal = Normal(Side({}, "3.1"))
    views = [normal.view((At(each, ""),)) for each in (old, new)]
    near = Nearby(Samples(normal, "request"))
    return [*islice(near.values(*views), 60), *islice(near.values(*views[::-1]), 60)]


@_EASY
@given(SCHEMAS)
def test_reflexive(schema: Any) -> None:
    assert findings(schema, schema) == ()


@_OFTEN
@given(PAIRS)
def test_every_witness_holds_against_the_whole_schemas(pair: tuple[Any, Any]) -> None:
    sides = dict(zip(("base", "candidate"), pair, strict=True))
    for finding in findings(*pair):
        witness = finding.witness
        if witness is not None and witness["kind"] != "schema":
            assert validator(sides[witness["accepted_by"]]).is_valid(witness["instance"])
            assert not validator(sides[witness["rejected_by"]]).is_valid(witness["instance"])


@_OFTEN
@given(PAIRS)
def test_requests_break_if_and_only_if_there_is_a_witness(pair: tuple[Any, Any]) -> None:
    """As far as it is decided: nothing breaks that is taken in, and nothing slips through."""
    old, new = pair
    found = findings(old, new)
    assume(not by_names(found) and not is_null_twice([old, new]))
    for direction, narrow, wide in (("request", old, new), ("response", new, old)):
        broken = breaking(found, direction)
        kept = taken_in(wide, narrow)
        if broken:
            assert kept != "yes", [f.rule for f in broken]
            assert kept != "no" or any(f.witness for f in broken), [f.rule for f in broken]
        else:
            assert kept != "no"
            accepts, takes = validator(narrow), validator(wide)
            assert [
                v for v in values(old, new) if accepts.is_valid(v) and not takes.is_valid(v)
            ] == []


@_OFTEN
@given(PAIRS)
def test_the_mirror(pair: tuple[Any, Any]) -> None:
    old, new = pair
    there, back = findings(old, new), findings(new, old)
    assume(not by_names(there) and not by_names(back) and not is_null_twice([old, new]))
    assert bool(breaking(there, "request")) == bool(breaking(back, "response"))
    assert bool(breaking(there, "response")) == bool(breaking(back, "request"))


@_EASY
@given(SCHEMAS, SCHEMAS, SCHEMAS)
def test_what_breaks_nobody_twice_breaks_nobody_at_once(one: Any, two: Any, three: Any) -> None:
    """Inclusion is transitive, and so is what it rests on."""
    wider = {"anyOf": [one, two]}
    widest = {"anyOf": [one, two, three]}
    for old, new in ((one, wider), (wider, widest), (one, widest)):
        found = findings(old, new)
        assume(not by_names(found))
        assert breaking(found, "request") == []


@_EASY
@given(PAIRS, SCHEMAS)
def test_severity_is_monotone(pair: tuple[Any, Any], more: Any) -> None:
    """A candidate that takes more than another breaks no request that the other did not break."""
    old, new = pair
    first = findings(old, new)
    wider = findings(old, {"anyOf": [new, more]})
    assume(not by_names(first) and not by_names(wider))
    if not breaking(first, "request"):
        assert breaking(wider, "request") == []


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same in another order of keys, and of what is a set."""
    if isinstance(value, list):
        return [shuffled(each, chance) for each in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    chance.shuffle(keys)
    made = {key: shuffled(value[key], chance) for key in keys}
    for word in ("required", "enum", "anyOf", "oneOf", "allOf"):
        if isinstance(made.get(word), list):
            chance.shuffle(made[word])
    return made


def respelled(value: Any, chance: random.Random) -> Any:
    """The same meaning in other words, here and there."""
    if isinstance(value, list):
        return [respelled(each, chance) for each in value]
    if not isinstance(value, dict):
        return value
    made = {key: respelled(each, chance) for key, each in value.items()}
    if isinstance(made.get("type"), list) and "null" in made["type"] and len(made) == 1:
        rest = [each for each in made["type"] if each != "null"]
        made = {chance.choice(["anyOf", "oneOf"]): [{"type": rest[0]}, {"type": "null"}]}
    if "const" in made and "enum" not in made and chance.random() < 0.5:
        made["enum"] = [made.pop("const")]
    elif isinstance(made.get("enum"), list) and len(made["enum"]) == 1 and "const" not in made:
        made["const"] = made.pop("enum")[0]
    is_schema = isinstance(made.get("type"), str) or "anyOf" in made or "oneOf" in made
    if is_schema and chance.random() < 0.4:
        made = {"allOf": [made]}
    return made


def referred(schema: Any, chance: random.Random) -> dict[str, Any]:
    """The same document with some inline schemas as components of any name."""
    components: dict[str, Any] = {}

    def walk(value: Any, *, top: bool = False) -> Any:
        if isinstance(value, list):
            return [walk(each) for each in value]
        if not isinstance(value, dict):
            return value
        made = {key: walk(each) for key, each in value.items()}
        is_schema = isinstance(made.get("type"), str)
        if is_schema and (top or chance.random() < 0.5):
            name = f"C{chance.randrange(1000)}-{len(components)}"
            components[name] = made
            return {"$ref": f"#/components/schemas/{name}"}
        return made

    return document(walk(schema, top=True), **components)


@_OFTEN
@given(SCHEMAS, st.integers(0, 2**32))
def test_another_spelling_breaks_nobody(schema: Any, seed: int) -> None:
    chance = random.Random(seed)
    base = document(schema)
    variants = {
        "order": document(shuffled(schema, chance)),
        "spelling": document(respelled(schema, chance)),
        "references": referred(schema, chance),
        "other names": referred(schema, random.Random(seed + 1)),
    }
    for name, variant in variants.items():
        for old, new in ((base, variant), (variant, base)):
            found = [f for f in compare(old, new).findings if f.severity.value != "info"]
            assert found == [], (name, [f.message for f in found])


OLD = st.recursive(
    st.sampled_from(
        [
            {"type": "string", "nullable": True},
            {"type": "number", "minimum": 1, "exclusiveMinimum": True},
            {"type": "integer", "maximum": 5, "exclusiveMaximum": False},
            {"type": "string", "format": "binary"},
            {"type": "string", "enum": ["a", None], "nullable": True},
            {"type": "string", "example": "a"},
        ]
    ),
    lambda inner: (
        st.builds(
            lambda some: {"type": "object", "properties": some}, st.dictionaries(NAMES, inner)
        )
        | st.builds(lambda items: {"type": "array", "items": items, "nullable": True}, inner)
    ),
    max_leaves=5,
)


@_EASY
@given(OLD)
def test_a_document_of_3_0_rewritten_as_3_1_is_the_same(schema: Any) -> None:
    old = document(schema, "3.0.3")
    new = upconvert(copy.deepcopy(old))
    assert new["openapi"].startswith("3.1")
    for base, cand in ((old, new), (new, old)):
        assert [f.rule for f in compare(base, cand).findings if f.severity.value != "info"] == []


@_EASY
@given(PAIRS, st.integers(0, 2**32))
def test_fingerprints_outlive_what_has_nothing_to_do_with_them(
    pair: tuple[Any, Any], seed: int
) -> None:
    chance = random.Random(seed)
    plain = {f.fingerprint for f in findings(*pair) if f.severity.value == "breaking"}
    old, new = (document(each) for each in pair)
    for each in (old, new):
        each["info"]["description"] = "more words"
        each["paths"] = {"/first": {"get": {"responses": {}}}, **each["paths"]}
    keys = [shuffle_keys(each, chance) for each in (old, new)]
    again = {f.fingerprint for f in compare(*keys).findings if f.severity.value == "breaking"}
    assert again == plain


def shuffle_keys(value: Any, chance: random.Random) -> Any:
    if isinstance(value, list):
        return [shuffle_keys(each, chance) for each in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    chance.shuffle(keys)
    return {key: shuffle_keys(value[key], chance) for key in keys}


@_EASY
@given(PAIRS)
def test_the_result_is_plain_data_of_bounded_size(pair: tuple[Any, Any]) -> None:
    result = compare(*map(document, pair)).to_dict()
    assert json.loads(json.dumps(result)) == result
    assert len(json.dumps(result)) < 1_000_000
