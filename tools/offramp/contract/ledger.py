"""Findings that are made outside of schemas, and the operations that each of them reaches."""

from __future__ import annotations

from typing import Any, NamedTuple

from offramp.contract.documents.side import At
from offramp.contract.documents.values import equal
from offramp.contract.documents.view import Sources
from offramp.contract.pairs import Pair, Pairs, Turn
from offramp.contract.rulebook.rule_rows import ROWS
from offramp.contract.weighing.policy import Options
from offramp.findings import Severity

_WEIGHTS = {row.id: (row.severity, row.direction) for row in ROWS}
_NOTE = (Severity.INFO, "request")
_DOCUMENTATION = frozenset(
    {"title", "description", "summary", "example", "examples", "externalDocs", "$comment"}
)


class Root(NamedTuple):
    """A schema that a message of an operation has at its top.

    Attributes:
        operation: number of the operation.
        pair: the schemas.
        kind: "request-body", "response-body", "parameter" or "header".
        name: media type, or the parameter's or header's name.
        where: a parameter's place ("query", …), a response's status, or nothing.
        holders: what holds the schema in base and candidate (a parameter, header or media type),
            which says how values are written.
    """

    operation: int
    pair: Pair
    kind: str
    name: str
    where: str
    holders: tuple[At, At] | None = None


class Ledger:
    """What was found so far.

    Args:
        pairs: the schemas of both documents.
        options: the policy.
    """

    def __init__(self, pairs: Pairs, options: Options) -> None:
        self.pairs = pairs
        self.options = options
        self.operations: list[str] = []
        self.roots: list[Root] = []
        self.direct: dict[tuple[str, str, str, str, str, str], tuple[Severity, set[int]]] = {}
        self.level: object = None
        """The stability level of the operation that is being compared, in the candidate."""
        self._operation: int | None = None

    def enter(self, operation: str | None) -> None:
        """Say to which operation the next findings belong; None for the whole document."""
        if operation is None:
            self._operation = None
            return
        self._operation = len(self.operations)
        self.operations.append(operation)

    def report(
        self,
        rule: str,
        base: str,
        cand: str,
        message: str,
        *,
        direction: str | None = None,
        member: str = "",
    ) -> None:
        """Note a finding for the operation that was entered last.

        Args:
            rule: id of a row of `rule_rows`, or of an annotation of a parameter.
            base: pointers.
            cand: likewise, of the candidate.
            message: one line; one cause has one message.
            direction: the row's, unless polarity is turned.
            member: which member of a set at that place, for the fingerprint.
        """
        severity, usual = _WEIGHTS.get(rule, _NOTE)
        key = (rule, direction or usual, base, cand, member, message)
        reached = self.direct.setdefault(key, (severity, set()))[1]
        if self._operation is not None:
            reached.add(self._operation)

    def schemas(
        self,
        base: Sources,
        cand: Sources,
        direction: str,
        place: str,
        kind: str,
        name: str,
        where: str = "",
        *,
        wire: str = "",
        holders: tuple[At, At] | None = None,
    ) -> None:
        """Compare the schema of a message, unless it is plainly the same.

        Args:
            base: the schemas.
            cand: likewise, of the candidate.
            direction: "request" or "response", polarity already turned.
            place: "body", "parameter" or "header": what rules are called after.
            kind: see `Root`.
            name: see `Root`.
            where: see `Root`.
            wire: how values are carried, see `Turn`.
            holders: see `Root`.
        """
        if self.pairs.same_schemas(base, cand) or self._operation is None:
            return
        pair = self.pairs.pair(base, cand, Turn(direction, wire=wire), place)
        if kind == "parameter":
            pair.called = f"{where} parameter {name!r}"
        self.roots.append(Root(self._operation, pair, kind, name, where, holders))

    def rest(self, base: At, cand: At, known: frozenset[str], name: str) -> None:
        """Note what differs in two objects besides the members that are compared elsewhere.

        Args:
            base: the objects.
            cand: likewise, of the candidate.
            known: members that something else compares.
            name: what the object is called.
        """
        old = base.raw if isinstance(base.raw, dict) else {}
        new = cand.raw if isinstance(cand.raw, dict) else {}
        words: dict[str, list[str]] = {}
        for word in old.keys() | new.keys():
            was, now = old.get(word), new.get(word)
            if word in known or equal(was, now):
                continue
            if word in _DOCUMENTATION:
                rule = "documentation-changed"
            else:
                rule = "extension-changed" if word.startswith("x-") else "unclassified"
            words.setdefault(rule, []).append(word)
        for rule, changed in sorted(words.items()):
            changed.sort()
            message = f"{name}: {', '.join(changed)} changed"
            if rule == "unclassified":
                message += explain_difference(
                    {w: old.get(w) for w in changed}, {w: new.get(w) for w in changed}
                )
            self.report(
                rule, f"{base.pointer}/{changed[0]}", f"{cand.pointer}/{changed[0]}", message
            )


def explain_difference(base: Any, cand: Any) -> str:
    """Return what DeepDiff says about two small values, as the end of a message."""
    from deepdiff import DeepDiff

    text = DeepDiff(base, cand, verbose_level=1).pretty()
    lines = sorted(text.splitlines())
    return ": " + " ".join(lines[:3]) + (" …" if len(lines) > 3 else "") if lines else ""
