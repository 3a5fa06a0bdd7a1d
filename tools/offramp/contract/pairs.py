"""Pairs of schemas, each compared once for each direction, and the graph that they make.

An edge leads from a pair to the pairs of its children. What is found at a pair reaches all the
operations whose roots lead to it: one cause is one finding. A pair that is met again while it is
being compared is taken as equal (coinduction), which is what a recursive schema means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from offramp.contract.documents.naming import UNNAMED
from offramp.contract.documents.normal import Normal
from offramp.contract.documents.side import Side
from offramp.contract.documents.stability import references
from offramp.contract.documents.view import Sources, View
from offramp.contract.rulebook.kinds import NOTE
from offramp.contract.rulebook.rules import severity_of
from offramp.findings import Severity

_PREFIX = {
    ("request", "parameter"): "request-parameter",
    ("request", "body"): "request-body",
    ("request", "property"): "request-property",
    ("request", "header"): "request-parameter",
    ("response", "body"): "response-body",
    ("response", "property"): "response-property",
    ("response", "header"): "response-header",
    ("response", "parameter"): "response-header",
}


class Turn(NamedTuple):
    """How a pair of schemas is looked at.

    Attributes:
        direction: "request" where the schema says what is accepted, "response" where it says
            what is produced.
        muted: it is not part of the message in that direction (readOnly, writeOnly).
        past_null: whether null is judged by the pair above (branches of a union).
        wire: how values are carried: "" as JSON; "text", so that an integer is also a string;
            "xml", which is text in elements that have names; "parts", of which each is a
            "part", text where it is neither an object nor a file.
    """

    direction: str
    muted: bool = False
    past_null: bool = False
    wire: str = ""

    @property
    def is_text(self) -> bool:
        """Whether a number is carried as a text that a string may be as well."""
        return self.wire in ("text", "xml", "part")


@dataclass(eq=False, slots=True)
class Found:
    """A difference at a pair, before it is known which operations it reaches."""

    rule: str
    kind: str
    effect: str
    severity: Severity
    base: str
    cand: str
    message: str
    subject: str | None
    member: str


class Pair:
    """A base schema and a candidate schema, looked at in one direction.

    Attributes:
        called: the parameter that it is in, for messages; its pointer counts parameters.
    """

    __slots__ = (
        "base",
        "called",
        "cand",
        "edges",
        "found",
        "operations",
        "parent",
        "place",
        "state",
        "turn",
    )

    def __init__(self, base: Sources, cand: Sources, turn: Turn, place: str) -> None:
        self.base = base
        self.cand = cand
        self.turn = turn
        self.place = place
        self.called = ""
        self.found: list[Found] = []
        self.edges: list[tuple[tuple[Any, ...], Pair]] = []
        self.state = "new"
        self.operations = 0
        self.parent: tuple[Pair, tuple[Any, ...]] | None = None

    @property
    def prefix(self) -> str:
        """What the ids of schema rules begin with here."""
        return _PREFIX[self.turn.direction, self.place]


Judge = Callable[["Pairs", Pair, View, View], None]


class Pairs:
    """All pairs of two documents.

    Args:
        base: the documents.
        cand: likewise, of the candidate.
        judge: compares the views of a pair, and reports by `report` and `link`.
    """

    def __init__(self, base: Side, cand: Side, judge: Judge) -> None:
        self.base = Normal(base)
        self.cand = Normal(cand)
        self.crossing = base.is_30 != cand.is_30
        self.stable: frozenset[str] = frozenset()
        self.covered: dict[tuple[bytes, bytes], bool] = {}
        self._judge = judge
        self._pairs: dict[tuple[Any, ...], Pair] = {}
        self._kept: list[Pair] = []

    def pair(self, base: Sources, cand: Sources, turn: Turn, place: str) -> Pair:
        """Return the pair of two schemas, the same one each time."""
        key = self.base.key(base), self.cand.key(cand), turn, place
        found = self._pairs.get(key)
        if found is None:
            found = self._pairs[key] = Pair(base, cand, turn, place)
        return found

    def link(
        self,
        above: Pair,
        step: tuple[Any, ...],
        base: Sources,
        cand: Sources,
        *,
        muted: bool = False,
        past_null: bool = False,
    ) -> None:
        """Compare a child of a pair, unless it is plainly the same in both documents.

        Args:
            above: the pair that has the child.
            step: how the child is reached from it, for the witness.
            base: the child's schemas.
            cand: likewise, of the candidate.
            muted: it is not part of the message.
            past_null: null has been judged above.
        """
        if self.same_schemas(base, cand):
            return
        same_value = step[0] in ("branch", "same", "mapped")
        wire = above.turn.wire
        if wire in ("parts", "part") and not same_value:
            # what an object in a part has is JSON; each item of a list is a part again
            wire = "part" if wire == "parts" or step[0] == "item" else ""
        turn = Turn(above.turn.direction, muted or above.turn.muted, past_null, wire)
        place = above.place if same_value else "property"
        below = self.pair(base, cand, turn, place)
        below.called = below.called or above.called
        above.edges.append((step, below))

    def report(
        self,
        pair: Pair,
        kind: str,
        effect: str,
        base: str,
        cand: str,
        message: str,
        *,
        rule: str | None = None,
        severity: Severity | None = None,
        policy: bool = False,
        subject: str | None = None,
        member: str = "",
    ) -> None:
        """Note a difference at a pair.

        Args:
            pair: where.
            kind: the kind of change; with the pair's place it makes the rule's id.
            effect: what it does to the set of valid values.
            base: pointers.
            cand: likewise, of the candidate.
            message: one line.
            rule: the rule's id, where it is not made of place and kind.
            severity: the rule's, where it does not follow from effect and direction.
            subject: name of the property that it is about.
            policy: it holds whether or not the schema is part of the message.
            member: which member of a set at that place, for the fingerprint; the subject, if any.
        """
        weight = severity or severity_of(pair.turn.direction, effect)
        if pair.turn.muted and not policy and weight is not Severity.INFO:
            weight = Severity.INFO
            word = "read-only" if pair.turn.direction == "request" else "write-only"
            message += f" ({word}, so not part of a {pair.turn.direction})"
        if pair.called and message.startswith((UNNAMED, "[]")):
            message = pair.called + message.removeprefix(UNNAMED)
        rule = rule or f"{pair.prefix}-{kind}"
        member = member or subject or ""
        pair.found.append(Found(rule, kind, effect, weight, base, cand, message, subject, member))

    def expand(self, pair: Pair) -> None:
        """Compare a pair, if that has not been done."""
        if pair.state == "new":
            pair.state = "busy"
            self._judge(self, pair, self.base.view(pair.base), self.cand.view(pair.cand))
            pair.state = "done"

    def forget(self) -> None:
        """Let go of all pairs: those of recursive schemas hold one another, and the documents."""
        for pair in self._pairs.values():
            pair.edges.clear()
            pair.parent = None

    def reach(self, pair: Pair) -> Iterator[Pair]:
        """Iterate over a pair and all those below it, each compared before it is given."""
        seen = {id(pair)}
        stack = [pair]
        while stack:
            each = stack.pop()
            self.expand(each)
            yield each
            for _, child in reversed(each.edges):
                if id(child) not in seen:
                    seen.add(id(child))
                    stack.append(child)

    def equivalent(self, base: Sources, cand: Sources) -> bool:
        """Whether nothing but annotations differs between two schemas."""
        if self.same_schemas(base, cand):
            return True
        pair = self.pair(base, cand, Turn("request"), "body")
        return self.distance(pair) <= 1

    def distance(self, pair: Pair) -> int:
        """Return 0 for no difference, 1 for annotations, 2 for harmless ones, 3 for a breaking one.

        The pair is kept out of what is reported unless it is linked as well.
        """
        self._kept.append(pair)
        far = 0
        for each in self.reach(pair):
            for found in each.found:
                if found.severity is Severity.BREAKING:
                    return 3
                names = found.kind in ("property-added", "property-removed")
                far = max(far, 2 if names or found.effect != NOTE else 1)
        return far

    def same_schemas(self, base: Sources, cand: Sources) -> bool:
        """Whether two schemas are written in the same way, and so is all that they refer to."""
        if len(base) != len(cand):
            return False
        if len(base) == 1:
            return self.same(base[0].raw, cand[0].raw)
        return all(self.same(x.raw, y.raw) for x, y in zip(base, cand, strict=True))

    def same(self, base: Any, cand: Any) -> bool:
        """Whether two values are written in the same way, and so is all that they refer to."""
        if not isinstance(base, (dict, list)):
            return type(base) is type(cand) and bool(base == cand)
        if isinstance(base, dict) and len(base) == 1 and isinstance(base.get("$ref"), str):
            return bool(cand == base) and base["$ref"] in self.stable
        text = self.alike(base, cand)
        return text is not None and self.refers_to_same(text)

    @staticmethod
    def alike(base: Any, cand: Any) -> bytes | None:
        """Return the text of two objects or arrays that are written in the same way, else None."""
        if type(base) is not type(cand) or len(base) != len(cand):
            return None
        text = orjson.dumps(base)
        return text if text == orjson.dumps(cand) else None

    def refers_to_same(self, text: bytes) -> bool:
        """Whether all that a text of orjson's refers to is the same in both documents."""
        if b'"$' not in text and b'"mapping":' not in text:
            return True
        if self.crossing or b'"$dynamicRef":' in text:
            return False
        return all(ref in self.stable for ref in references(text))
