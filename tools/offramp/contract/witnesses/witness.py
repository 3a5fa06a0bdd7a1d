"""Find an example message that one side accepts and the other rejects.

It is the proof of a breaking finding: a request that the base accepts and the candidate rejects,
or an answer that the candidate may send and the base rules out. Both are checked by a validator
(jsonschema-rs), against the schemas of both documents.
"""

from __future__ import annotations

from typing import Any

import orjson

from offramp.contract.containment import covers, is_settled_by_validity, take_back
from offramp.contract.documents.scalars import COUNTS
from offramp.contract.ledger import Ledger, Root
from offramp.contract.pairs import Found, Pair
from offramp.contract.witnesses.forms import KNOWN
from offramp.contract.witnesses.lifting import NOTHING, Chain, Lifting, lift
from offramp.contract.witnesses.mending import mend
from offramp.contract.witnesses.probe import Probe, Reason
from offramp.contract.witnesses.samples import LONGEST, Samples
from offramp.contract.witnesses.search import Kept, Search, has_many_branches
from offramp.contract.witnesses.wire import Writing, body, write

_MOST_LIFTS = 16
_MOST_CHECKED = 12
_REASONS = {
    "content-": "JSON Schema does not check how a string's content is encoded",
    "x-extensible-": "an extensible enumeration is an announcement, not a constraint",
    "sunset-": "it is a matter of days, not of values",
    "type-unknown": "there is no such type",
    "reference-unresolved": "the schema is not in the document",
}
_NONE_FOUND = "no example that tells the two schemas apart was found"


class Witnesses:
    """Finds examples for the findings of one comparison.

    Args:
        ledger: the comparison.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._pairs = ledger.pairs
        self._operations = ledger.operations
        self._lifting = Lifting(ledger.roots)
        self._probes: dict[str, Probe] = {}
        self._values: dict[tuple[Any, ...], Kept] = {}

    def find(self, pair: Pair, found: Found) -> tuple[dict[str, Any] | None, str | None]:
        """Return a witness, or None and the reason why there is none.

        A finding that no message can show, because whole messages allow all that they did, is taken
        back: its severity is "info" afterwards, and nothing is returned.

        Args:
            pair: where the finding was made.
            found: the finding, of severity "breaking".
        """
        for start, reason in _REASONS.items():
            if found.kind.startswith(start):
                return None, reason
        if found.kind.startswith("default-value-"):
            return None, self._of_default(pair)
        values = self._telling(pair, found)
        first = next(iter(values), NOTHING)
        witness = None if first is NOTHING else self._in_a_message(pair, values)
        if witness is None and self._is_refuted(pair, found):
            take_back(found, pair.turn.direction)
            return None, None
        if first is NOTHING:
            return None, self._none_found(pair, found)
        if witness is None:
            reasons = self._probe(pair).reasons(pair, first)
            witness = {"kind": "schema", "instance": first, **_because(reasons)}
        request = pair.turn.direction == "request"
        witness["accepted_by"] = "base" if request else "candidate"
        witness["rejected_by"] = "candidate" if request else "base"
        return witness, None

    def _probe(self, pair: Pair) -> Probe:
        direction = pair.turn.direction
        if direction not in self._probes:
            self._probes[direction] = Probe(self._pairs, direction)
        return self._probes[direction]

    def _telling(self, pair: Pair, found: Found) -> Kept:
        """Return some values that tell the schemas apart, those first that the finding is about."""
        base, cand = (
            orjson.dumps([at.raw for at in each], option=orjson.OPT_SORT_KEYS)
            for each in (pair.base, pair.cand)
        )
        key = (pair.turn, found.subject, found.kind, base, cand)
        if b'"$ref"' in base + cand:
            return Kept(Search(self._probe(pair), pair, found).run())
        if key not in self._values:
            self._values[key] = Kept(Search(self._probe(pair), pair, found).run())
        return self._values[key]

    def _in_a_message(self, pair: Pair, values: Kept) -> dict[str, Any] | None:
        """Put a value where it stands in a whole message, and check that as well."""
        probe = self._probe(pair)
        samples = Samples(probe.accepting, pair.turn.direction)
        tries = 0
        for way in self._lifting.chains(pair):
            top = way[-1][0] if way else pair
            for value in values:
                tries += 1
                if tries > _MOST_LIFTS:
                    return None
                lifted = self._lifted(probe, samples, way, value)
                if lifted is NOTHING:
                    continue
                for root in self._lifting.roots[id(top)]:
                    shown = self._shown(root, lifted, probe)
                    if shown is not None:
                        return {**shown, **_because(probe.reasons(top, lifted))}
        return None

    @staticmethod
    def _lifted(probe: Probe, samples: Samples, way: Chain, value: Any) -> Any:
        """Return a message that tells the two apart, mended where it takes that; or `NOTHING`."""
        made = lift(probe, samples, way, value)
        if not way or made is NOTHING or probe.tells_apart(way[-1][0], made):
            return made
        accepting, _ = probe.schemas(way[-1][0])
        mended = mend(probe, samples, accepting, made)
        return mended if probe.tells_apart(way[-1][0], mended) else NOTHING

    def _shown(self, root: Root, value: Any, probe: Probe) -> dict[str, Any] | None:
        """Show a message as the wire carries it; None where it can not."""
        witness: dict[str, Any] = {
            "kind": root.kind,
            "operation": self._operations[root.operation],
        }
        holder = root.holders[0 if probe.request else 1] if root.holders else None
        if root.kind in ("parameter", "header"):
            witness.update({"in": root.where, "name": root.name})
            if holder is not None:
                text = write(value, Writing.of(holder, root.name, root.where))
                if text is None:
                    return None
                witness["text"] = text
        else:
            witness["media_type"] = root.name
            if root.where:
                witness["status"] = root.where
            text = body(value, root.name, holder) if holder is not None else None
            if text is not None:
                witness["text"] = text
        witness["instance"] = value
        return witness

    def _is_refuted(self, pair: Pair, found: Found) -> bool:
        """Whether each message that holds a pair allows all that it did, taken as a whole."""
        views = self._pairs.base.view(pair.base), self._pairs.cand.view(pair.cand)
        if pair.turn.muted or not is_settled_by_validity(found, *views) or _is_mapped(pair):
            return False
        tops = self._lifting.tops(pair)
        if not 0 < len(tops) <= _MOST_CHECKED:
            return False
        probe = self._probe(pair)
        for top in tops:
            if top is pair and any(map(has_many_branches, views)):
                return False
            wholes = probe.wholes(top)
            if wholes is None or covers(wholes[1], wholes[0]) != "yes":
                return False
        return True

    def _of_default(self, pair: Pair) -> str:
        """Say what is assumed on both sides where a message says nothing."""
        assumed = []
        for normal, schema in ((self._pairs.base, pair.base), (self._pairs.cand, pair.cand)):
            notes = normal.view(schema).notes
            text = orjson.dumps(notes["default"]).decode() if "default" in notes else "nothing"
            assumed.append(text if len(text) <= 60 else text[:57] + "...")
        old, new = assumed
        return f"no value is refused: left out, it meant {old} to the base and means {new} now"

    def _none_found(self, pair: Pair, found: Found) -> str:
        """Say why there is no example, as far as that is known."""
        views = self._pairs.base.view(pair.base), self._pairs.cand.view(pair.cand)
        forms = {str(form) for view in views for form in view.sets.get("format", ())}
        unknown = sorted(forms - KNOWN)
        if found.kind.startswith("format") and unknown:
            return f"no validator knows the format {', '.join(map(repr, unknown))}"
        most = max((view.bounds.get(word, 0) for view in views for word in COUNTS), default=0)
        if most > LONGEST:
            return f"an example would have about {most} characters or items"
        if found.kind.startswith(("any-of-", "one-of-")):
            return f"{_NONE_FOUND}: what was tried fits an alternative on both sides"
        return f"{_NONE_FOUND}, as text on the wire" if pair.turn.is_text else _NONE_FOUND


def _because(reasons: list[Reason]) -> dict[str, Any]:
    return {"because": reasons[0].spell()} if reasons else {}


def _is_mapped(pair: Pair) -> bool:
    """Whether a discriminator's value leads to a pair: no validator follows it from the whole."""
    while pair.parent is not None:
        pair, step = pair.parent
        if step[0] == "mapped":
            return True
    return False
