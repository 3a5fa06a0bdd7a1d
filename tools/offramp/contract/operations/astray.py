"""Report references that could not be followed: what they lead to has not been compared."""

from __future__ import annotations

from offramp.contract.documents.side import Side
from offramp.contract.ledger import Ledger


def judge_references(ledger: Ledger, base: Side, cand: Side) -> None:
    """Report what was met and not found, and what leads out of the candidate.

    A schema's own reference is reported with the schema. One that is the same in both documents
    and leads nowhere in both is no change.

    Args:
        ledger: takes the findings; all that holds Reference Objects has been compared.
        base: the documents.
        cand: likewise, of the candidate.
    """
    for ref in sorted(base.lost.keys() ^ cand.lost.keys()):
        side, which = (cand, "candidate") if ref in cand.lost else (base, "base")
        message = f"{ref} {_why(side, ref)} in the {which}: what it stands for cannot be judged"
        where = base.lost.get(ref, ""), cand.lost.get(ref, "")
        ledger.report("reference-lost", *where, message, member=ref)
    same = base.root.raw == cand.root.raw
    if same and not cand.apart:
        return
    for ref, pointer in cand.remote().items():
        # an address means the same for both documents, and a path another file in each folder
        if same and "://" in ref:
            continue
        message = (
            f"{ref} was not followed: what it leads to was not compared; "
            "allow-refs in [tool.offramp.openapi] may list it"
        )
        ledger.report("reference-not-followed", "", pointer, message, member=ref)


def _why(side: Side, ref: str) -> str:
    if side.target(ref) is not None:
        return "leads back to itself"
    return "leads nowhere" if ref.startswith("#") else "was not followed"
