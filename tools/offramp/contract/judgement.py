"""Compare two OpenAPI documents: the whole judgement, from the documents to the findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from offramp.contract.documents.fingerprints import Fingerprints
from offramp.contract.documents.side import Side
from offramp.contract.documents.stability import stable_components
from offramp.contract.ledger import Ledger
from offramp.contract.operations.walk import Walk
from offramp.contract.pairs import Found, Pair, Pairs
from offramp.contract.reading.collector import without_collector
from offramp.contract.reading.document import check
from offramp.contract.reading.plain import plain
from offramp.contract.schemas.judge import judge_by
from offramp.contract.unused import judge_unused
from offramp.contract.weighing.policy import Options
from offramp.contract.weighing.result import Change, Comparison
from offramp.contract.weighing.weigh import weigh
from offramp.errors import CannotJudge
from offramp.findings import Severity

if TYPE_CHECKING:
    from offramp.contract.operations.exchanges import Exchanges
    from offramp.contract.reading.document import Document
    from offramp.contract.witnesses.witness import Witnesses


def compare(
    base: Mapping[str, Any], cand: Mapping[str, Any], options: Options | None = None
) -> Comparison:
    """Judge a change of a contract.

    Pure: no file, no network, no clock; the same documents give the same bytes.

    Args:
        base: the OpenAPI document of before.
        cand: the candidate.
        options: the policy; the rules' own severities by default.

    Raises:
        DocumentError: one of the two is not OpenAPI 3.0, 3.1 or 3.2.
        ConfigError: the policy names a rule that there is not.
        CannotJudge: the policy leaves nothing that could fail, or schemas lie within one another
            too deeply to be followed.
    """
    check(base, "base")
    check(cand, "candidate")
    return _compare(plain(base, "base"), plain(cand, "candidate"), options or Options())


def compare_documents(base: Document, cand: Document, options: Options | None = None) -> Comparison:
    """Judge a change, and say for each finding the line and column in both documents."""
    with without_collector():
        apart = base.path.parent != cand.path.parent
        compared = _compare(base.data, cand.data, options or Options(), apart=apart)
        return compared.with_positions(base, cand)


def _compare(
    base: Mapping[str, Any], cand: Mapping[str, Any], options: Options, *, apart: bool = False
) -> Comparison:
    options.check()
    old, new = (
        Side(dict(data), check(data, name)) for data, name in ((base, "base"), (cand, "candidate"))
    )
    new.apart = apart
    if not old.root.child("webhooks").raw:
        options.check_paths(old.root.child("paths").raw or ())
    try:
        with without_collector():
            pairs = Pairs(old, new, judge_by(options))
            pairs.stable = stable_components(old, new)
            ledger = Ledger(pairs, options)
            Walk(ledger, old, new).run()
            reached = _reach(ledger)
            judge_unused(ledger, reached)
            comparison = weigh(_gather(ledger, reached), options, old, new)
            pairs.forget()
            return comparison
    except RecursionError:
        raise CannotJudge(
            "the schemas lie within one another too deeply to be followed",
            expected="some hundred levels at most, through references as well",
            next="look for schemas that refer to one another in a long chain",
        ) from None


class _Proofs:
    """Makes examples once the first break is met: what makes them is slow to import."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @cached_property
    def witnesses(self) -> Witnesses:
        from offramp.contract.witnesses.witness import Witnesses

        return Witnesses(self._ledger)

    @cached_property
    def exchanges(self) -> Exchanges:
        from offramp.contract.operations.exchanges import Exchanges

        return Exchanges(self._ledger)


def _gather(ledger: Ledger, reached: list[Pair]) -> list[Change]:
    places = Fingerprints(ledger.pairs.base.side, ledger.pairs.cand.side)
    proofs, names = _Proofs(ledger), _Names(ledger.operations)
    return [
        *_direct_changes(ledger, places, proofs, names),
        *_schema_changes(reached, places, proofs, names),
    ]


def _direct_changes(
    ledger: Ledger, places: Fingerprints, proofs: _Proofs, names: _Names
) -> Iterator[Change]:
    """Yield what was found outside of schemas."""
    for entry, (weight, reached_by) in ledger.direct.items():
        rule, direction, base, cand, member, message = entry
        operations = names.of(reached_by)
        witness, reason = None, None
        if weight is Severity.BREAKING:
            witness, reason = proofs.exchanges.find(rule, base, cand, operations)
        yield Change(
            rule=rule,
            severity=weight,
            direction=direction,
            operations=operations,
            base_pointer=base,
            cand_pointer=cand,
            message=message,
            place=places.place(base, cand, member),
            witness=witness,
            not_witnessed=reason,
        )


def _schema_changes(
    reached: list[Pair], places: Fingerprints, proofs: _Proofs, names: _Names
) -> Iterator[Change]:
    """Yield what was found in schemas: a cause once, however often it is met."""
    merged: dict[tuple[str, str, str, str, str], list[tuple[Pair, Found]]] = {}
    for pair in reached:
        for found in pair.found:
            key = (found.rule, pair.turn.direction, found.base, found.cand, found.member)
            merged.setdefault(key, []).append((pair, found))
    for (rule, direction, base, cand, member), all_found in merged.items():
        bits = 0
        for pair, _ in all_found:
            bits |= pair.operations
        witness, reason = None, None
        breaking = [each for each in all_found if each[1].severity is Severity.BREAKING]
        if breaking:
            witness, reason = proofs.witnesses.find(*breaking[0])
        _, found = min(all_found, key=lambda each: (each[1].severity.rank, each[1].message))
        yield Change(
            rule=rule,
            severity=found.severity,
            direction=direction,
            operations=names.of_bits(bits),
            base_pointer=base,
            cand_pointer=cand,
            message=_message(found, [each for _, each in all_found]),
            place=places.place(base, cand, member),
            witness=witness,
            not_witnessed=reason,
        )


def _message(shown: Found, all_found: list[Found]) -> str:
    """Say where else the same cause is met, as a schema that is merged with others is."""
    others = len({found.message for found in all_found}) - 1
    if not others:
        return shown.message
    return f"{shown.message} (and in {others} other place{'s' if others > 1 else ''})"


class _Names:
    """The names of operations, kept once for all the causes that reach the same of them."""

    def __init__(self, operations: list[str]) -> None:
        self._operations = operations
        self._known: dict[int, tuple[str, ...]] = {}

    def of(self, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(sorted({self._operations[n] for n in numbers}))

    def of_bits(self, bits: int) -> tuple[str, ...]:
        """Return the names of the operations whose bits are set."""
        if bits not in self._known:
            self._known[bits] = self.of(_set_bits(bits))
        return self._known[bits]


def _set_bits(bits: int) -> Iterator[int]:
    """Iterate over the numbers of the bits that are set, in time for these alone."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _reach(ledger: Ledger) -> list[Pair]:
    """Compare all pairs below the roots, and carry the operations down to them."""
    order: list[Pair] = []
    seen: set[int] = set()
    for root in ledger.roots:
        root.pair.operations |= 1 << root.operation
        if id(root.pair) in seen:
            continue
        seen.add(id(root.pair))
        queue = [root.pair]
        for pair in queue:
            order.append(pair)
            ledger.pairs.expand(pair)
            for step, child in pair.edges:
                if id(child) not in seen:
                    seen.add(id(child))
                    child.parent = (pair, step)
                    queue.append(child)
    work = list(reversed(order))
    while work:
        pair = work.pop()
        for _, child in pair.edges:
            if pair.operations & ~child.operations:
                child.operations |= pair.operations
                work.append(child)
    return order
