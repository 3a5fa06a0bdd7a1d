"""Compare what two views say about the items of arrays, position by position."""

from __future__ import annotations

from offramp.contract.documents.naming import label
from offramp.contract.documents.side import At
from offramp.contract.documents.view import Sources, View
from offramp.contract.pairs import Pair, Pairs
from offramp.contract.rulebook.kinds import NOTE


def judge_arrays(pairs: Pairs, pair: Pair, base: View, cand: View) -> None:
    """Compare items position by position, and those after the last position that has a schema."""
    named = max(len(base.prefix), len(cand.prefix))
    # an item that only one side can have is told of by maxItems
    shared = min(view.bounds.get("maxItems", named + 1) for view in (base, cand))
    for index in range(min(named, shared)):
        old, new = _at(base, index), _at(cand, index)
        if old or new:
            pairs.link(
                pair,
                ("item", index),
                old or (At(True, base.pointer),),
                new or (At(True, cand.pointer),),
            )
    if shared > named and (base.items or cand.items):
        pairs.link(
            pair,
            ("item", named),
            base.items or (At(True, base.pointer),),
            cand.items or (At(True, cand.pointer),),
        )
    if len(base.prefix) != len(cand.prefix):
        added = len(cand.prefix) > len(base.prefix)
        pairs.report(
            pair,
            f"prefix-items-{'added' if added else 'removed'}",
            NOTE,
            base.place("prefixItems"),
            cand.place("prefixItems"),
            f"{label(cand.pointer)} names {len(cand.prefix)} first items now; "
            f"it named {len(base.prefix)}",
        )


def _at(view: View, index: int) -> Sources:
    return view.prefix[index] if index < len(view.prefix) else view.items
