"""Compare two schemas: what each keyword says, then whether that matters as a whole."""

from __future__ import annotations

from offramp.contract.documents.naming import label
from offramp.contract.documents.view import ATOMS, View
from offramp.contract.pairs import Judge, Pair, Pairs
from offramp.contract.rulebook.kinds import CHANGED
from offramp.contract.schemas.annotations import judge_annotations
from offramp.contract.schemas.arrays import judge_arrays
from offramp.contract.schemas.atoms import judge_kinds
from offramp.contract.schemas.keywords import judge_values
from offramp.contract.schemas.objects import judge_objects
from offramp.contract.schemas.settling import settle
from offramp.contract.schemas.unions import judge_unions
from offramp.contract.schemas.wholes import judge_wholes
from offramp.contract.weighing.policy import Options


def _are_bytes(*views: View) -> bool:
    """Whether two parts are files: a part of no type is one (OpenAPI 3.1.1, 4.8.15.1.1)."""
    return all(
        (view.atoms == ATOMS and view.is_plain() and not view.unions)
        or (
            view.atoms == {"string"}
            and view.bounds == {"contentMediaType": "application/octet-stream"}
            and view.enum is None
            and not view.sets
        )
        for view in views
    )


def judge_by(options: Options) -> Judge:
    """Return the function that compares a pair of schemas under a policy."""

    def judge(pairs: Pairs, pair: Pair, base: View, cand: View) -> None:
        if _is_unknown(pairs, pair, base, cand):
            return
        if pair.turn.wire == "part" and _are_bytes(base, cand):
            judge_annotations(pairs, pair, base, cand, options)
            return
        alternatives = bool(base.unions or cand.unions)
        whole = alternatives and judge_unions(pairs, pair, base, cand)
        told = any(found.kind.endswith(("-of-added", "-of-removed")) for found in pair.found)
        shared = judge_kinds(pairs, pair, base, cand, null_only=told or whole)
        if not whole:
            if shared:
                _judge_contents(pairs, pair, base, cand, shared)
            judge_annotations(pairs, pair, base, cand, options)
        if pair.found:
            settle(pairs, pair, base, cand)

    return judge


def _judge_contents(
    pairs: Pairs, pair: Pair, base: View, cand: View, shared: frozenset[str]
) -> None:
    judge_values(pairs, pair, base, cand, shared)
    if "object" in shared:
        judge_objects(pairs, pair, base, cand)
    if "array" in shared:
        judge_arrays(pairs, pair, base, cand)
    if base.other or cand.other:
        judge_wholes(pairs, pair, base, cand, shared)


def _is_unknown(pairs: Pairs, pair: Pair, base: View, cand: View) -> bool:
    """Report what can not be looked into, where it differs."""
    if not (base.unresolved or cand.unresolved or base.unknown or cand.unknown):
        return False
    name = label(cand.pointer)
    if sorted(base.unresolved) != sorted(cand.unresolved):
        refs = ", ".join(cand.unresolved or base.unresolved)
        message = f"{name} refers to {refs}, which leads to no schema in the document"
        where = base.place("$ref"), cand.place("$ref")
        pairs.report(pair, "reference-unresolved", CHANGED, *where, message)
        return True
    if sorted(base.unknown) != sorted(cand.unknown):
        types = ", ".join(sorted({*cand.unknown} ^ {*base.unknown}))
        message = f"{name}: {types} is no type, so nothing can be said of it"
        where = base.place("type"), cand.place("type")
        pairs.report(pair, "type-unknown", CHANGED, *where, message)
        return True
    return False
