"""Compare what two views say about the members of objects and arrays.

Policy (issue 3, item 4): names are compared one by one. A property that the base does not declare
does not break an open request object, unless the base's ``additionalProperties`` is a schema of
its own; what neither declares is compared through ``additionalProperties``. A client reads what
the base declared.
"""

from __future__ import annotations

import re

from offramp.contract.documents.naming import label
from offramp.contract.documents.normal import Normal
from offramp.contract.documents.side import At
from offramp.contract.documents.view import Sources, View
from offramp.contract.pairs import Pair, Pairs
from offramp.contract.rulebook.kinds import NARROWED, NOTE, WIDENED
from offramp.findings import Severity


class _Property:
    """A property of one side: its schema, and whether a message must and may have it."""

    __slots__ = ("away", "read_only", "required", "schema", "view", "write_only")

    def __init__(
        self, normal: Normal, view: View, name: str, schema: Sources | None, away: str
    ) -> None:
        self.schema: Sources = schema or ()
        self.view = normal.view(schema) if schema else None
        notes = self.view.notes if self.view else {}
        self.read_only = notes.get("readOnly") is True
        self.write_only = notes.get("writeOnly") is True
        self.away = notes.get(away) is True
        self.required = name in view.required


def judge_objects(pairs: Pairs, pair: Pair, base: View, cand: View) -> None:
    """Compare properties, required names, and what is said of undeclared properties."""
    names = {**base.properties, **cand.properties, **base.required, **cand.required}
    away = "readOnly" if pair.turn.direction == "request" else "writeOnly"
    for name in names:
        _judge_property(pairs, pair, base, cand, name, away)
    for pattern in {**base.patterns, **cand.patterns}:
        _judge_pattern(pairs, pair, base, cand, pattern)
    _judge_additional(pairs, pair, base, cand)


def _judge_property(pairs: Pairs, pair: Pair, base: View, cand: View, name: str, away: str) -> None:
    old_schema, new_schema = base.properties.get(name), cand.properties.get(name)
    was, now = name in base.required, name in cand.required
    if old_schema and new_schema:
        if was == now and pairs.same_schemas(old_schema, new_schema):
            return
    elif not old_schema and not new_schema and was == now:
        return
    # a name that is required without being declared is known all the same
    if not old_schema and new_schema and was:
        old_schema = _rest(base, name) or (At(True, base.required[name]),)
    elif not new_schema and old_schema and now:
        new_schema = _rest(cand, name) or (At(True, cand.required[name]),)
    old = _Property(pairs.base, base, name, old_schema, away)
    new = _Property(pairs.cand, cand, name, new_schema, away)
    if old.schema and new.schema:
        _judge_kept(pairs, pair, base, cand, name, old, new)
    elif new.schema:
        _judge_added(pairs, pair, base, name, new)
    elif old.schema:
        _judge_removed(pairs, pair, cand, name, old)
    else:
        _judge_required(pairs, pair, base, cand, name, now=now)


def _judge_kept(
    pairs: Pairs, pair: Pair, base: View, cand: View, name: str, old: _Property, new: _Property
) -> None:
    turned = _judge_modes(pairs, pair, name, old, new)
    if old.required != new.required and not turned:
        muted = old.away and new.away
        default = new.view is not None and "default" in new.view.notes
        _judge_required(
            pairs, pair, base, cand, name, now=new.required, default=default, muted=muted
        )
    muted = old.away or new.away
    pairs.link(pair, ("property", name), old.schema, new.schema, muted=muted)


def _judge_modes(pairs: Pairs, pair: Pair, name: str, old: _Property, new: _Property) -> bool:
    """Compare readOnly and writeOnly; True when that already says what ``required`` means now."""
    said = False
    must = "required" if new.required else "optional"
    request = pair.turn.direction == "request"
    for word, was, now in (
        ("read-only", old.read_only, new.read_only),
        ("write-only", old.write_only, new.write_only),
    ):
        if was == now:
            continue
        away = (word == "read-only") == request
        severity = Severity.INFO
        if away and now:
            severity = Severity.BREAKING if old.required and not request else Severity.WARNING
        elif away and new.required and request:
            severity = Severity.BREAKING
        change = "became" if now else "became-not"
        must = "required" if (old.required if now else new.required) else "optional"
        pairs.report(
            pair,
            f"{change}-{word}",
            {Severity.INFO: NOTE, Severity.WARNING: NOTE}.get(
                severity, NARROWED if request else WIDENED
            ),
            f"{old.schema[0].pointer}/{_camel(word)}",
            f"{new.schema[0].pointer}/{_camel(word)}",
            f"{label(new.schema[0].pointer)} is {word if now else f'not {word}'} now",
            rule=f"{pair.turn.direction}-{must}-property-{change}-{word}",
            severity=severity,
            subject=name,
        )
        said = said or away
    return said


def _camel(word: str) -> str:
    return "readOnly" if word == "read-only" else "writeOnly"


def _judge_required(
    pairs: Pairs,
    pair: Pair,
    base: View,
    cand: View,
    name: str,
    *,
    now: bool,
    default: bool = False,
    muted: bool = False,
) -> None:
    direction = pair.turn.direction
    rule = f"{direction}-property-became-{'required' if now else 'optional'}"
    if now and default and direction == "request":
        rule += "-with-default"
    words = "must be there now" if now else "may be missing now"
    shown = cand.properties.get(name) or base.properties.get(name)
    pairs.report(
        pair,
        "became-required" if now else "became-optional",
        NARROWED if now else WIDENED,
        base.required.get(name) or base.place("required"),
        cand.required.get(name) or cand.place("required"),
        f"{label(shown[0].pointer) if shown else name} {words}",
        rule=rule,
        severity=Severity.INFO if muted else None,
        subject=name,
    )


def _judge_added(pairs: Pairs, pair: Pair, base: View, name: str, new: _Property) -> None:
    place = new.schema[0].pointer
    name_shown = label(place)
    if pair.turn.direction == "response":
        mode = "write-only-" if new.write_only else ""
        must = "required" if new.required else "optional"
        rule, effect, severity = f"response-{must}-{mode}property-added", NOTE, Severity.INFO
    elif new.required and not new.away:
        default = new.view is not None and "default" in new.view.notes
        rule = "new-required-request-property" + ("-with-default" if default else "")
        effect, severity = NARROWED, Severity.BREAKING
    else:
        rule, effect, severity = "new-optional-request-property", NOTE, Severity.INFO
    where = base.place("properties"), place
    must = "required" if new.required else "optional"
    message = f"{name_shown} is a new {must} property"
    pairs.report(
        pair,
        "property-added",
        effect,
        *where,
        message,
        rule=rule,
        severity=severity,
        subject=name,
    )
    rest = _rest(base, name)
    if rest and rest[0].raw is not False and not _has_false(rest):
        pairs.link(pair, ("property", name), rest, new.schema, muted=new.away)


def _judge_removed(pairs: Pairs, pair: Pair, cand: View, name: str, old: _Property) -> None:
    place = old.schema[0].pointer
    where = place, cand.place("properties")
    message = f"{label(place)} is gone"
    rest = _rest(cand, name)
    effect, severity = NOTE, Severity.WARNING
    if pair.turn.direction == "response":
        mode = "write-only-" if old.write_only else ""
        rule = f"response-{'required' if old.required else 'optional'}-{mode}property-removed"
        if old.away:
            severity = Severity.INFO
        elif old.required:
            effect, severity = WIDENED, Severity.BREAKING
        elif rest and not _has_false(rest):
            # it is declared by the schema of what is not named, and may come in that form
            pairs.link(pair, ("property", name), old.schema, rest)
    elif old.away:
        rule, severity = "request-property-removed", Severity.INFO
    elif _has_false(rest):
        rule, effect, severity = "request-property-forbidden", NARROWED, Severity.BREAKING
        message = f"{label(place)} is not accepted any more"
    else:
        rule = "request-property-removed"
        if rest:
            pairs.link(pair, ("property", name), old.schema, rest, muted=old.away)
    pairs.report(
        pair,
        "property-removed",
        effect,
        *where,
        message,
        rule=rule,
        severity=severity,
        subject=name,
    )


def _rest(view: View, name: str) -> Sources:
    """What a side says of a property that it does not declare by name."""
    for pattern, schema in view.patterns.items():
        if _matches(pattern, name):
            return schema
    return view.additional or _unevaluated(view)


def _unevaluated(view: View) -> Sources:
    """What is said of names that no part declares, where no alternative may declare them."""
    if view.unions or "if" in view.other or "dependentSchemas" in view.other:
        return ()
    found = (
        part.child("unevaluatedProperties") for part in view.other.get("unevaluatedProperties", ())
    )
    return tuple(at for at in found if at.raw not in (True, {}))


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return False


def _has_false(sources: Sources) -> bool:
    return any(at.raw is False or at.raw == {"not": {}} for at in sources)


def _judge_pattern(pairs: Pairs, pair: Pair, base: View, cand: View, pattern: str) -> None:
    old, new = base.patterns.get(pattern), cand.patterns.get(pattern)
    if old and new:
        pairs.link(pair, ("pattern", pattern), old, new)
        return
    rest = cand.additional if old else base.additional
    if rest:
        # a side that does not name the pattern judges these properties as undeclared ones
        pairs.link(pair, ("pattern", pattern), old or rest, new or rest)
        return
    where = base.place("patternProperties"), cand.place("patternProperties")
    name = label(cand.pointer)
    if new:
        message = f"{name} restricts properties whose names match {pattern!r} now"
        pairs.report(pair, "pattern-property-added", NARROWED, *where, message, member=pattern)
    else:
        message = f"{name} does not restrict properties whose names match {pattern!r} any more"
        pairs.report(pair, "pattern-property-removed", WIDENED, *where, message, member=pattern)


def _judge_additional(pairs: Pairs, pair: Pair, base: View, cand: View) -> None:
    old, new = base.additional, cand.additional
    if pairs.same_schemas(old, new):
        return
    was, now = _has_false(old), _has_false(new)
    word = "additionalProperties"
    where = base.place(word), cand.place(word)
    if was and now:
        return
    if now:
        message = f"{label(cand.pointer)} takes no properties but the declared ones now"
        pairs.report(pair, "additional-properties-forbidden", NARROWED, *where, message)
    elif was:
        message = f"{label(cand.pointer)} takes properties besides the declared ones now"
        pairs.report(pair, "additional-properties-allowed", WIDENED, *where, message)
    else:
        pairs.link(
            pair,
            ("additional",),
            old or (At(True, base.pointer),),
            new or (At(True, cand.pointer),),
        )
