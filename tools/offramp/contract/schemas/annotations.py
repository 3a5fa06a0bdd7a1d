"""Compare annotations: defaults, discriminators, deprecation, documentation, and the unknown."""

from __future__ import annotations

from typing import Any

from offramp.contract.documents.naming import label
from offramp.contract.documents.normal import Normal
from offramp.contract.documents.side import At
from offramp.contract.documents.values import equal, key_of
from offramp.contract.documents.view import View
from offramp.contract.pairs import Pair, Pairs
from offramp.contract.rulebook.kinds import CHANGED, NARROWED, NOTE
from offramp.contract.schemas.keywords import show
from offramp.contract.weighing.lifecycle import deprecation, in_words
from offramp.contract.weighing.policy import Options
from offramp.findings import Severity

DOCUMENTATION = frozenset(
    {"title", "description", "example", "examples", "externalDocs", "$comment", "summary", "xml"}
)
_OWN = frozenset(
    {"default", "discriminator", "deprecated", "readOnly", "writeOnly", "x-sunset"}
    | {"x-extensible-enum"}
)
_PROPERTY_RULES = {
    "deprecated-with-sunset": ("deprecated-with-sunset", Severity.INFO),
    "sunset-missing": ("deprecated-sunset-missing", Severity.BREAKING),
    "sunset-parse": ("deprecated-sunset-invalid", Severity.BREAKING),
    "sunset-soon": ("sunset-date-too-small", Severity.BREAKING),
    "sunset-moved": ("sunset-date-changed-too-small", Severity.BREAKING),
    "sunset-deleted": ("sunset-deleted", Severity.INFO),
}


def judge_annotations(pairs: Pairs, pair: Pair, base: View, cand: View, options: Options) -> None:
    """Compare what the two views say besides what is valid."""
    old, new = base.notes, cand.notes
    if not old and not new:
        return
    _judge_default(pairs, pair, base, cand)
    if "discriminator" in old and "discriminator" in new:
        _judge_mapped(pairs, pair, base, cand)
    if old.get("discriminator") != new.get("discriminator"):
        _judge_discriminator(pairs, pair, base, cand)
    for change in deprecation(old, new, options):
        where = base.place("x-sunset", "deprecated"), cand.place("x-sunset", "deprecated")
        message = in_words(change, label(cand.pointer), new)
        if change in _PROPERTY_RULES:
            name, severity = _PROPERTY_RULES[change]
            rule = f"{pair.turn.direction}-property-{name}"
            pairs.report(
                pair, change, NOTE, *where, message, rule=rule, severity=severity, policy=True
            )
        else:
            pairs.report(pair, change, NOTE, *where, message)
    _judge_extensible(pairs, pair, base, cand)
    xml = _judge_xml(pairs, pair, base, cand)
    _judge_rest(pairs, pair, base, cand, told="xml" if xml else "")


def _judge_default(pairs: Pairs, pair: Pair, base: View, cand: View) -> None:
    old, new = base.notes.get("default", _NONE), cand.notes.get("default", _NONE)
    if old is new or (old is not _NONE and new is not _NONE and key_of(old) == key_of(new)):
        return
    change = "added" if old is _NONE else "removed" if new is _NONE else "changed"
    was, now = ("none" if each is _NONE else show(each) for each in (old, new))
    weight = Severity.BREAKING if pair.prefix == "request-parameter" else None
    pairs.report(
        pair,
        f"default-value-{change}",
        NOTE,
        base.place("default"),
        cand.place("default"),
        f"{label(cand.pointer)}: default is {now} now; it was {was}",
        severity=weight,
    )


_NONE = object()


def _judge_discriminator(pairs: Pairs, pair: Pair, base: View, cand: View) -> None:
    old, new = base.notes.get("discriminator"), cand.notes.get("discriminator")
    where = base.place("discriminator"), cand.place("discriminator")
    name = label(cand.pointer)
    if not isinstance(old, dict) or not isinstance(new, dict):
        change = "added" if isinstance(new, dict) else "removed"
        pairs.report(
            pair, f"discriminator-{change}", NOTE, *where, f"{name}: discriminator {change}"
        )
        return
    if old.get("propertyName") != new.get("propertyName"):
        message = f"{name}: discriminated by {new.get('propertyName')} now"
        pairs.report(pair, "discriminator-property-name-changed", NOTE, *where, message)
    was, now = (_mapping(each) for each in (old, new))
    for value in sorted(was.keys() | now.keys()):
        if was.get(value) != now.get(value):
            change = "added" if value not in was else "deleted" if value not in now else "changed"
            if change == "changed" and _leads_alike(pairs, was[value], now[value]):
                continue
            message = f"{name}: meaning of {value!r} {change}"
            kind = f"discriminator-mapping-{change}"
            pairs.report(pair, kind, NOTE, *where, message, member=value)


def _mapping(discriminator: dict[str, Any]) -> dict[str, str]:
    mapping = discriminator.get("mapping")
    mapping = mapping if isinstance(mapping, dict) else {}
    found = {value: str(target) for value, target in mapping.items()}
    if "defaultMapping" in discriminator:
        found["(any other)"] = str(discriminator["defaultMapping"])
    return found


def _judge_mapped(pairs: Pairs, pair: Pair, base: View, cand: View) -> None:
    """Compare what a discriminator's values lead to, where that is no alternative as before.

    The values of a parent's discriminator lead to its children (OpenAPI 3.1.1, 4.8.25.4).
    """
    old, new = base.notes["discriminator"], cand.notes["discriminator"]
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return
    was, now = _mapping(old), _mapping(new)
    for value in sorted(was.keys() & now.keys()):
        if was[value] == now[value] and (base.unions or cand.unions):
            continue
        first, second = _target(pairs.base, was[value]), _target(pairs.cand, now[value])
        if first is not None and second is not None:
            pairs.link(pair, ("mapped", value), (first,), (second,))


def _target(normal: Normal, value: str) -> At | None:
    return normal.side.target(value if "/" in value else f"#/components/schemas/{value}")


def _leads_alike(pairs: Pairs, old: str, new: str) -> bool:
    """Whether two mapping values lead to equivalent schemas: a renamed component."""
    first, second = _target(pairs.base, old), _target(pairs.cand, new)
    if first is None or second is None:
        return False
    return pairs.equivalent((first,), (second,))


def _judge_extensible(pairs: Pairs, pair: Pair, base: View, cand: View) -> None:
    word = "x-extensible-enum"
    old, new = base.notes.get(word), cand.notes.get(word)
    if not isinstance(old, list) or not isinstance(new, list):
        return
    where = base.place(word), cand.place(word)
    name = label(cand.pointer)
    gone = [each for each in old if each not in new]
    come = [each for each in new if each not in old]
    if gone:
        message = f"{name}: {show(gone)} is not listed any more"
        kind = "x-extensible-enum-value-removed"
        pairs.report(pair, kind, NARROWED, *where, message, member=key_of(gone))
    if come:
        message = f"{name}: {show(come)} is listed now"
        kind = "x-extensible-enum-value-added"
        pairs.report(pair, kind, NOTE, *where, message, member=key_of(come))


def _judge_xml(pairs: Pairs, pair: Pair, base: View, cand: View) -> bool:
    """Compare how a value is written as XML, where it is (OpenAPI 3.1.1, 4.8.26)."""
    if pair.turn.wire != "xml" or _element(base) == _element(cand):
        return False
    message = f"{label(cand.pointer)} is another element or attribute of XML now"
    rule = f"{pair.turn.direction}-xml-changed"
    where = base.place("xml"), cand.place("xml")
    pairs.report(pair, "xml-changed", CHANGED, *where, message, rule=rule)
    return True


def _element(view: View) -> tuple[Any, ...]:
    """What XML carries of a value: name, namespace, node; a prefix means nothing by itself."""
    xml = view.notes.get("xml")
    xml = xml if isinstance(xml, dict) else {}
    name = xml.get("name")
    if any(part.pointer.endswith(f"/properties/{name}") for part in view.parts):
        name = None
    lists = "array" in view.atoms
    node = xml.get("nodeType")
    if xml.get("attribute") is True:
        node = "attribute"
    elif lists and xml.get("wrapped") is True:
        node = "element"
    elif node == ("none" if lists else "element"):
        node = None
    return name, xml.get("namespace"), node


def _modern(notes: dict[str, Any]) -> dict[str, Any]:
    """Write an example as OpenAPI 3.1 does, as one of a list."""
    if "example" not in notes or "examples" in notes:
        return notes
    return {word: each for word, each in notes.items() if word != "example"} | {
        "examples": [notes["example"]]
    }


def _judge_rest(pairs: Pairs, pair: Pair, base: View, cand: View, told: str) -> None:
    groups: dict[str, list[str]] = {}
    was, now = _modern(base.notes), _modern(cand.notes)
    for word in was.keys() | now.keys():
        old, new = was.get(word), now.get(word)
        if word in _OWN or word == told or equal(old, new):
            continue
        if word in DOCUMENTATION:
            rule = "documentation-changed"
        else:
            rule = "extension-changed" if word.startswith("x-") else "unclassified"
        is_old = word == "examples" and word not in base.notes.keys() | cand.notes.keys()
        groups.setdefault(rule, []).append("example" if is_old else word)
    for rule, words in sorted(groups.items()):
        severity = Severity.WARNING if rule == "unclassified" else Severity.INFO
        words.sort()
        pairs.report(
            pair,
            rule,
            NOTE,
            base.place(*words),
            cand.place(*words),
            f"{label(cand.pointer)}: {', '.join(words)} changed",
            rule=rule,
            severity=severity,
        )
