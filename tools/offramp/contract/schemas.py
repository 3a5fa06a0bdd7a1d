"""Compare two schemas: what each keyword says, then whether that matters as a whole."""

from __future__ import annotations

from offramp.contract.annotations import judge_annotations
from offramp.contract.arrays import judge_arrays
from offramp.contract.atoms import judge_kinds
from offramp.contract.containment import settle
from offramp.contract.keywords import judge_values
from offramp.contract.kinds import CHANGED
from offramp.contract.naming import label
from offramp.contract.objects import judge_objects
from offramp.contract.pairs import Judge, Pair, Pairs
from offramp.contract.policy import Options
from offramp.contract.unions import judge_unions
from offramp.contract.view import View
from offramp.contract.wholes import judge_wholes


def judge_by(options: Options) -> Judge:
    """Return the function that compares a pair of schemas under a policy."""

    def judge(pairs: Pairs, pair: Pair, base: View, cand: View) -> None:
        if sorted(base.unresolved) != sorted(cand.unresolved):
            refs = ", ".join(cand.unresolved or base.unresolved)
            message = f"{label(cand.pointer)} refers to {refs}, which is not in the document"
            where = base.place("$ref"), cand.place("$ref")
            pairs.report(pair, "reference-unresolved", CHANGED, *where, message)
            return
        if sorted(base.unknown) != sorted(cand.unknown):
            types = ", ".join(sorted({*cand.unknown} ^ {*base.unknown}))
            message = f"{label(cand.pointer)}: {types} is no type, so nothing can be said of it"
            where = base.place("type"), cand.place("type")
            pairs.report(pair, "type-unknown", CHANGED, *where, message)
            return
        alternatives = bool(base.unions or cand.unions)
        whole = alternatives and judge_unions(pairs, pair, base, cand)
        told = any(found.kind.endswith(("-of-added", "-of-removed")) for found in pair.found)
        shared = judge_kinds(pairs, pair, base, cand, null_only=told or whole)
        if shared and not whole:
            judge_values(pairs, pair, base, cand, shared)
            if "object" in shared:
                judge_objects(pairs, pair, base, cand)
            if "array" in shared:
                judge_arrays(pairs, pair, base, cand)
            if base.other or cand.other:
                judge_wholes(pairs, pair, base, cand, shared)
        if not whole:
            judge_annotations(pairs, pair, base, cand, options)
        if pair.found:
            settle(pairs, pair, base, cand)

    return judge
