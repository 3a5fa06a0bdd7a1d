"""What can happen to a schema, as data: one row a kind of change.

`rules` multiplies each kind with the places where a schema can stand. Sections are those of
JSON Schema 2020-12 validation ("V") and core ("C"), and of OpenAPI 3.1 ("O").
"""

from __future__ import annotations

from typing import Any

from offramp.contract.rulebook.kinds import CHANGED, NARROWED, NOTE, WIDENED, Kind

_S = {"type": "string"}
_B = {"type": "boolean"}
_N = {"type": "number"}
_I = {"type": "integer"}
_A = {"type": "array"}
_O = {"type": "object"}
_Z = {"type": "object", "properties": {"z": _S}}
_ANY_OF = {"anyOf": [_S, _I]}
_ONE_OF = {"oneOf": [_S, _I]}


def _pair(schema: dict[str, Any], **words: Any) -> dict[str, Any]:
    return {**schema, **words}


def _limit(
    name: str, word: str, section: str, schema: dict[str, Any], *, upper: bool
) -> tuple[Kind, ...]:
    more, less = _pair(schema, **{word: 9}), _pair(schema, **{word: 5})
    note = _pair(more, description="d")
    grow, shrink = (WIDENED, NARROWED) if upper else (NARROWED, WIDENED)
    return (
        Kind(f"{name}-set", NARROWED, section, f"sets {word}", schema, more, schema),
        Kind(
            f"{name}-unset", WIDENED, section, f"does not set {word} any more", more, schema, note
        ),
        Kind(f"{name}-increased", grow, section, f"raises {word}", less, more, less),
        Kind(f"{name}-decreased", shrink, section, f"lowers {word}", more, less, note),
    )


def _presence(
    name: str, word: str, section: str, base: dict[str, Any], value: Any, *says: str
) -> tuple[Kind, ...]:
    """The keyword comes and goes; ``says`` is the end of a sentence for each."""
    with_it = _pair(base, **{word: value})
    return (
        Kind(f"{name}-added", NARROWED, section, says[0], base, with_it, base),
        Kind(f"{name}-removed", WIDENED, section, says[1], with_it, base, with_it),
    )


# a row reads best as a paragraph: what happens, why it matters, and three schemas to show it
# fmt: off
KINDS: tuple[Kind, ...] = (
    Kind("type-changed", CHANGED, "V 6.1.1",
         "accepts another kind of value", _B, _I, _B),
    Kind("type-generalized", WIDENED, "V 6.1.1",
         "accepts more kinds of values", _I, _N, _I),
    Kind("type-specialized", NARROWED, "V 6.1.1",
         "accepts fewer kinds of values", _N, _I, _N),
    Kind("list-of-types-widened", WIDENED, "V 6.1.1",
         "accepts more kinds of values", _I, {"type": ["integer", "boolean"]}, {"anyOf": [_I]}),
    Kind("list-of-types-narrowed", NARROWED, "V 6.1.1",
         "accepts fewer kinds of values", {"type": ["integer", "boolean"]}, _I,
         {"anyOf": [_I, _B]}),
    Kind("became-nullable", WIDENED, "V 6.1.1",
         "accepts null", _S, {"type": ["string", "null"]}, {"anyOf": [_S]}),
    Kind("became-not-nullable", NARROWED, "V 6.1.1",
         "does not accept null", {"type": ["string", "null"]}, _S,
         {"anyOf": [_S, {"type": "null"}]}),
    Kind("became-enum", NARROWED, "V 6.1.2",
         "accepts listed values only", _S, _pair(_S, enum=["a", "b"]), _S),
    Kind("enum-removed", WIDENED, "V 6.1.2",
         "accepts more than the values that were listed", _pair(_S, enum=["a", "b"]), _S,
         _pair(_S, enum=["b", "a"])),
    Kind("enum-value-removed", NARROWED, "V 6.1.2",
         "accepts fewer of the listed values", _pair(_S, enum=["a", "b"]), _pair(_S, enum=["a"]),
         _pair(_S, enum=["b", "a"])),
    Kind("enum-value-added", WIDENED, "V 6.1.2",
         "accepts more listed values", _pair(_S, enum=["a", "b"]),
         _pair(_S, enum=["a", "b", "c"]), _pair(_S, enum=["b", "a"])),
    Kind("const-changed", CHANGED, "V 6.1.3",
         "accepts another single value", {"const": "a"}, {"const": "b"}, {"enum": ["a"]}),
    Kind("multiple-of-changed", CHANGED, "V 6.2.1",
         "accepts multiples of another number", _pair(_I, multipleOf=3), _pair(_I, multipleOf=2),
         _pair(_I, multipleOf=3.0)),
    Kind("pattern-changed", CHANGED, "V 6.3.3",
         "accepts strings of another form", _pair(_S, pattern="^a"), _pair(_S, pattern="^b"),
         _pair(_S, pattern="^a", title="t")),
    Kind("pattern-generalized", WIDENED, "V 6.3.3",
         "accepts all the strings that it did, and more", _pair(_S, pattern="^a"),
         _pair(_S, pattern=".*"), _pair(_S, pattern="^a", title="t")),
    Kind("format-changed", CHANGED, "V 7",
         "asks for another format", _pair(_S, format="date"), _pair(_S, format="uuid"),
         _pair(_S, format="date", title="t")),
    Kind("format-generalized", WIDENED, "O 4.4",
         "asks for a wider format", _pair(_I, format="int32"), _pair(_I, format="int64"),
         _pair(_I, format="int32", title="t")),
    Kind("format-specialized", NARROWED, "O 4.4",
         "asks for a narrower format", _pair(_I, format="int64"), _pair(_I, format="int32"),
         _pair(_I, format="int64", title="t")),
    Kind("content-encoding-changed", CHANGED, "V 8.3",
         "carries its content in another encoding", _S, _pair(_S, contentEncoding="base64"), _S),
    Kind("content-media-type-changed", CHANGED, "V 8.4",
         "carries content of another media type", _S, _pair(_S, contentMediaType="image/png"), _S),
    Kind("any-of-added", WIDENED, "C 10.2.1.2",
         "has an alternative more", _ANY_OF, {"anyOf": [_S, _I, _Z]}, {"anyOf": [_I, _S]}),
    Kind("any-of-removed", NARROWED, "C 10.2.1.2",
         "has an alternative less", {"anyOf": [_S, _I, _Z]}, _ANY_OF, {"anyOf": [_Z, _I, _S]}),
    Kind("one-of-added", WIDENED, "C 10.2.1.3",
         "has an alternative more", _ONE_OF, {"oneOf": [_S, _I, _Z]}, {"oneOf": [_I, _S]}),
    Kind("one-of-removed", NARROWED, "C 10.2.1.3",
         "has an alternative less", {"oneOf": [_S, _I, _Z]}, _ONE_OF, {"oneOf": [_Z, _I, _S]}),
    Kind("one-of-overlapping", NARROWED, "C 10.2.1.3",
         "has alternatives that overlap, so that values match two of them and are refused",
         {"anyOf": [_N, _I]}, {"oneOf": [_N, _I]}, {"anyOf": [_I, _N]}),
    Kind("one-of-separated", WIDENED, "C 10.2.1.3",
         "has alternatives that overlap less, so that values match one of them which matched two",
         {"oneOf": [_N, _I]}, {"anyOf": [_N, _I]}, {"oneOf": [_I, _N]}),
    Kind("alternatives-added", NARROWED, "C 10.2",
         "must match one of several alternatives besides what it said before", _Z,
         _pair(_Z, anyOf=[{"required": ["z"]}, {"required": ["y"]}]), _pair(_Z, title="t")),
    Kind("alternatives-removed", WIDENED, "C 10.2",
         "need not match one of several alternatives any more",
         _pair(_Z, anyOf=[{"required": ["z"]}, {"required": ["y"]}]), _Z,
         _pair(_Z, anyOf=[{"required": ["y"]}, {"required": ["z"]}])),
    Kind("forbidden", NARROWED, "C 4.3.2",
         "accepts nothing", _S, False, _S),
    Kind("allowed", WIDENED, "C 4.3.2",
         "accepted nothing before", False, _S, {"not": {}}),
    Kind("not-changed", CHANGED, "C 10.2.1.4",
         "excludes other values than before", _pair(_S, **{"not": {"const": "a"}}),
         _pair(_S, **{"not": {"const": "b"}}), _pair(_S, **{"not": {"enum": ["a"]}})),
    Kind("if-changed", CHANGED, "C 10.2.2",
         "asks for more under another condition",
         _pair(_O, **{"if": {"required": ["z"]}, "then": {"required": ["y"]}}),
         _pair(_O, **{"if": {"required": ["x"]}, "then": {"required": ["y"]}}),
         _pair(_O, **{"if": {"required": ["z"]}, "then": {"required": ["y"], "title": "t"}})),
    Kind("contains-changed", CHANGED, "C 10.3.1.3",
         "asks for an item of another kind", _pair(_A, contains=_S), _pair(_A, contains=_I),
         _pair(_A, contains={"type": ["string"]})),
    Kind("dependent-required-changed", CHANGED, "V 6.5.4",
         "requires other properties where one is", _pair(_O, dependentRequired={"z": ["y"]}),
         _pair(_O, dependentRequired={"z": ["x"]}),
         _pair(_O, dependentRequired={"z": ["y", "y"]})),
    Kind("prefix-items-added", NOTE, "C 10.3.1.1",
         "says more about the first items; each is compared with what was said about it", _A,
         _pair(_A, prefixItems=[{}, {}]), _A),
    Kind("prefix-items-removed", NOTE, "C 10.3.1.1",
         "says less about the first items; each is compared with what is said about it",
         _pair(_A, prefixItems=[{}, {}]), _A, _pair(_A, prefixItems=[{}, True])),
    Kind("additional-properties-forbidden", NARROWED, "C 10.3.2.3",
         "forbids properties that are not declared", _Z, _pair(_Z, additionalProperties=False),
         _pair(_Z, additionalProperties=True)),
    Kind("additional-properties-allowed", WIDENED, "C 10.3.2.3",
         "allows properties that are not declared", _pair(_Z, additionalProperties=False), _Z,
         _pair(_Z, additionalProperties={"not": {}})),
    Kind("default-value-added", NOTE, "V 9.2",
         "has a default", _S, _pair(_S, default="a"), _S),
    Kind("default-value-removed", NOTE, "V 9.2",
         "has no default any more", _pair(_S, default="a"), _S, _pair(_S, default="a", title="t")),
    Kind("default-value-changed", NOTE, "V 9.2",
         "has another default", _pair(_S, default="a"), _pair(_S, default="b"),
         _pair(_S, default="a", title="t")),
    Kind("discriminator-added", NOTE, "O 4.8.25",
         "tells alternatives apart by a property", _Z,
         _pair(_Z, discriminator={"propertyName": "z"}), _Z),
    Kind("discriminator-removed", NOTE, "O 4.8.25",
         "does not tell alternatives apart by a property any more",
         _pair(_Z, discriminator={"propertyName": "z"}), _Z,
         _pair(_Z, discriminator={"propertyName": "z"}, title="t")),
    Kind("discriminator-property-name-changed", NOTE, "O 4.8.25",
         "tells alternatives apart by another property",
         _pair(_Z, discriminator={"propertyName": "z"}),
         _pair(_Z, discriminator={"propertyName": "y"}),
         _pair(_Z, discriminator={"propertyName": "z"}, title="t")),
    Kind("discriminator-mapping-added", NOTE, "O 4.8.25",
         "knows another discriminating value", _pair(_Z, discriminator={"propertyName": "z"}),
         _pair(_Z, discriminator={"propertyName": "z", "mapping": {"a": "A"}}),
         _pair(_Z, discriminator={"propertyName": "z"}, title="t")),
    Kind("discriminator-mapping-deleted", NOTE, "O 4.8.25",
         "does not know a discriminating value any more",
         _pair(_Z, discriminator={"propertyName": "z", "mapping": {"a": "A"}}),
         _pair(_Z, discriminator={"propertyName": "z"}),
         _pair(_Z, discriminator={"propertyName": "z", "mapping": {"a": "A"}}, title="t")),
    Kind("discriminator-mapping-changed", NOTE, "O 4.8.25",
         "means another alternative by a discriminating value",
         _pair(_Z, discriminator={"propertyName": "z", "mapping": {"a": "A"}}),
         _pair(_Z, discriminator={"propertyName": "z", "mapping": {"a": "B"}}),
         _pair(_Z, discriminator={"propertyName": "z", "mapping": {"a": "A"}}, title="t")),
    Kind("x-extensible-enum-value-removed", NARROWED, "Zalando guideline 112",
         "knows fewer values of an extensible enumeration",
         _pair(_S, **{"x-extensible-enum": ["a", "b"]}),
         _pair(_S, **{"x-extensible-enum": ["a"]}),
         _pair(_S, **{"x-extensible-enum": ["b", "a"]})),
    Kind("x-extensible-enum-value-added", NOTE, "Zalando guideline 112",
         "knows more values of an enumeration that was announced as growing",
         _pair(_S, **{"x-extensible-enum": ["a"]}),
         _pair(_S, **{"x-extensible-enum": ["a", "b"]}),
         _pair(_S, **{"x-extensible-enum": ["a"]}, title="t")),
    Kind("deprecated", NOTE, "V 9.3",
         "is deprecated", _S, _pair(_S, deprecated=True), _pair(_S, deprecated=False)),
    Kind("reactivated", NOTE, "V 9.3",
         "is not deprecated any more", _pair(_S, deprecated=True), _S,
         _pair(_S, deprecated=True, title="t")),
    Kind("type-unknown", CHANGED, "V 6.1.1",
         "has a type that there is not, so that nothing can be said of its values", _S,
         {"type": "strin"}, _pair(_S, title="t")),
    Kind("reference-unresolved", CHANGED, "O 4.8.23",
         "refers to another place out of the document, so that nothing can be said of it",
         {"$ref": "https://example.com/a.json"}, {"$ref": "https://example.com/b.json"},
         {"$ref": "https://example.com/a.json", "title": "t"}),
    *_limit("min", "minimum", "V 6.2.4", _N, upper=False),
    *_limit("max", "maximum", "V 6.2.2", _N, upper=True),
    *_limit("exclusive-min", "exclusiveMinimum", "V 6.2.5", _N, upper=False),
    *_limit("exclusive-max", "exclusiveMaximum", "V 6.2.3", _N, upper=True),
    *_limit("min-length", "minLength", "V 6.3.2", _S, upper=False),
    *_limit("max-length", "maxLength", "V 6.3.1", _S, upper=True),
    *_limit("min-items", "minItems", "V 6.4.2", _A, upper=False),
    *_limit("max-items", "maxItems", "V 6.4.1", _A, upper=True),
    *_limit("min-properties", "minProperties", "V 6.5.2", _O, upper=False),
    *_limit("max-properties", "maxProperties", "V 6.5.1", _O, upper=True),
    *_limit("min-contains", "minContains", "V 6.4.5", _pair(_A, contains=_S), upper=False)[2:],
    *_limit("max-contains", "maxContains", "V 6.4.4", _pair(_A, contains=_S), upper=True),
    *_presence("unique-items", "uniqueItems", "V 6.4.3", _A, True, "forbids equal items",
         "allows equal items"),
    *_presence("multiple-of", "multipleOf", "V 6.2.1", _I, 2,
         "accepts multiples of a number only", "accepts more than multiples of a number"),
    *_presence("pattern", "pattern", "V 6.3.3", _S, "^a",
         "accepts only strings that match a pattern",
         "accepts strings that match no pattern, too"),
    *_presence("format", "format", "V 7", _S, "date", "asks for a format",
         "does not ask for a format any more"),
    *_presence("const", "const", "V 6.1.3", _S, "a", "accepts a single value",
         "accepts more than a single value"),
    *_presence("not", "not", "C 10.2.1.4", _S, {"const": "a"}, "excludes some values",
         "accepts values that it excluded"),
    *_presence("contains", "contains", "C 10.3.1.3", _A, _S, "asks for an item of some kind",
         "does not ask for an item of some kind any more"),
    *_presence("property-names", "propertyNames", "C 10.3.2.4", _O, {"pattern": "^z"},
         "restricts the names of properties",
         "does not restrict the names of properties any more"),
    *_presence("pattern-property", "patternProperties", "C 10.3.2.2", _O, {"^x": _S},
         "restricts properties whose names match a pattern",
         "does not restrict properties whose names match a pattern any more"),
    *_presence("dependent-required", "dependentRequired", "V 6.5.4", _O, {"z": ["y"]},
         "requires properties where another one is",
         "does not require properties where another one is any more"),
    *_presence("dependent-schema", "dependentSchemas", "C 10.2.2.4", _O,
         {"z": {"required": ["y"]}}, "restricts objects that have a property",
         "does not restrict objects that have a property any more"),
    *_presence("unevaluated-properties", "unevaluatedProperties", "C 11.3", _Z, False,
         "restricts properties that nothing else speaks of",
         "does not restrict properties that nothing else speaks of any more"),
    *_presence("unevaluated-items", "unevaluatedItems", "C 11.2", _A, False,
         "restricts items that nothing else speaks of",
         "does not restrict items that nothing else speaks of any more"),
    *_presence("content-schema", "contentSchema", "V 8.5",
         _pair(_S, contentMediaType="application/json"), {"type": "object"},
         "says what the string's content may be",
         "does not say what the string's content may be any more"),
    *_presence("if", "if", "C 10.2.2", _pair(_O, then={"required": ["y"]}), {"required": ["z"]},
         "asks for more under a condition", "does not ask for more under a condition any more"),
)
# fmt: on
