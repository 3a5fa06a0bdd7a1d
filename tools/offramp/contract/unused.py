"""What differs in components that nothing leads to: no message shows it, and yet it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from offramp.contract.documents.pointers import escape
from offramp.contract.documents.side import At, Side
from offramp.contract.documents.values import equal
from offramp.contract.ledger import Ledger
from offramp.contract.pairs import Pair, Pairs, Turn

_ELSEWHERE = frozenset({"securitySchemes"})
"""Sections that are used by name, and compared where they are used."""
_ELSEWHERE_TOO = frozenset({"$ref", "$dynamicRef", "allOf", "anyOf", "oneOf"})
"""Keywords by which a part of what a schema says is said elsewhere."""


class _Component(NamedTuple):
    section: str
    name: str
    base: At
    cand: At


def judge_unused(ledger: Ledger, compared: Iterable[Pair]) -> None:
    """Note what changed in components and was not compared where a message leads to it.

    An example is documentation wherever it is used (OpenAPI 3.1, section 4.8.19), so it is noted
    here, once.

    Args:
        ledger: takes the findings; what it speaks of already is used.
        compared: all pairs of schemas that the operations lead to.
    """
    base, cand = ledger.pairs.base.side, ledger.pairs.cand.side
    known = {_home(pointer) for side in (base, cand) for pointer in side.followed()}
    known |= {_home(at.pointer) for pair in compared for at in (*pair.base, *pair.cand)}
    known |= {_home(pointer) for key in ledger.direct for pointer in key[2:4]}
    known |= {ref.removeprefix("#") for ref in ledger.pairs.stable}
    for each in _differing(base, cand, known):
        if each.section == "examples":
            message = f"example {each.name} changed"
            ledger.report("documentation-changed", each.base.pointer, each.cand.pointer, message)
        elif not _is_respelled(ledger.pairs, each):
            _report(ledger, each)


def _is_respelled(pairs: Pairs, component: _Component) -> bool:
    """Whether a schema says the same in other words, its documentation included."""
    old, new = component.base, component.cand
    if component.section != "schemas" or _plainly_differ(old.raw, new.raw):
        return False
    pair = pairs.pair((old,), (new,), Turn("request"), "body")
    return not any(each.found for each in pairs.reach(pair))


def _plainly_differ(base: Any, cand: Any) -> bool:
    """Whether two schemas surely differ: in a description, an extension, the name of a property.

    It is quick, and it is what most changes of large schemas come with.
    """
    if base == cand or not isinstance(base, dict) or not isinstance(cand, dict):
        return False
    if not _ELSEWHERE_TOO.isdisjoint((*base, *cand)):
        return False
    if _own_words(base) != _own_words(cand):
        return True
    old, new = base.get("properties"), cand.get("properties")
    if not isinstance(old, dict) or not isinstance(new, dict):
        return _plainly_differ(base.get("items"), cand.get("items"))
    return old.keys() != new.keys() or any(_plainly_differ(old[name], new[name]) for name in old)


def _own_words(raw: dict[str, Any]) -> dict[str, Any]:
    words = {k: v for k, v in raw.items() if k == "description" or k[:2] == "x-"}
    required = raw.get("required")
    return {**words, "required": set(map(str, required)) if isinstance(required, list) else set()}


def _report(ledger: Ledger, component: _Component) -> None:
    section, name, base, cand = component
    shown = name if section == "schemas" else f"{name} of {section}"
    message = f"component {shown} changed, and no message that was compared uses it"
    ledger.report("component-changed-unused", base.pointer, cand.pointer, message)


def _differing(base: Side, cand: Side, known: set[str]) -> Iterator[_Component]:
    """Iterate over the components that both documents have, and have differently.

    Args:
        base: the documents.
        cand: likewise, of the candidate.
        known: pointers of those that were compared, or are the same; an example may be used and
            is compared nowhere else.
    """
    there = cand.root.child("components")
    for section, old in base.root.child("components").members():
        new = there.child(section).raw
        if section in _ELSEWHERE or not isinstance(new, dict) or not isinstance(old.raw, dict):
            continue
        for name, raw in old.raw.items():
            other = new.get(name)
            pointer = f"{old.pointer}/{escape(name)}"
            if other is None or (pointer in known and section != "examples"):
                continue
            if not equal(raw, other):
                yield _Component(section, name, At(raw, pointer), At(other, pointer))


def _home(pointer: str) -> str:
    """Return the pointer of the component that a place is in; nothing where it is in none."""
    return "/".join(pointer.split("/", 4)[:4]) if pointer.startswith("/components/") else ""
