"""The schemas of one operation's messages, part by part, and what a change does to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from conformance.oracle import NOTHING, Effect, effect
from conformance.values import Json, Text, follow


class Part(NamedTuple):
    """A schema of a message.

    Attributes:
        at: the document and the place of the schema in it.
        required: whether the part must be there.
        wire: whether its values are text.
        said: how the document spells the part's name.
    """

    at: Text
    required: bool
    wire: bool
    said: str


_VALUES = re.compile(
    r"(?!.*(sunset|deprecat|stability|status|security|(?<!content-)media-type))"
    r"(request|response|new-(required|optional)-request)-"
)
_ON_WIRE = re.compile(r"-parameter|-(header|query|path|cookie)-")
Parts = dict[tuple[str, ...], Part]


@dataclass(frozen=True)
class Doubt:
    """A change that the peer calls an error and offramp does not.

    Attributes:
        base, cand: the documents.
        rule: the peer's id.
        operation, path: where, as the peer says it; empty where it names no operation.
    """

    base: Mapping[str, Json]
    cand: Mapping[str, Json]
    rule: str
    operation: str
    path: str

    @property
    def of_answers(self) -> bool:
        """Whether the peer's rule is about responses."""
        return self.rule.startswith("response")

    @property
    def of_values(self) -> bool:
        """Whether the peer's rule is about what a message may be, which examples can show."""
        return _VALUES.match(self.rule) is not None

    @property
    def on_wire(self) -> bool:
        """Whether the peer's rule is about a parameter or a header; else it is about a body."""
        return _ON_WIRE.search(self.rule) is not None

    @property
    def of_webhook(self) -> bool:
        """Whether the operation is a webhook's, in the peer's spelling."""
        return self.path.startswith("webhook:")

    @cached_property
    def parts(self) -> tuple[Parts, Parts]:
        """The parts of the message that the rule is about, of both documents."""
        take = _answers if self.of_answers else _requests
        base, cand = (
            {key: part for key, part in take(side, self).items() if part.wire is self.on_wire}
            for side in (self.base, self.cand)
        )
        return base, cand

    @cached_property
    def effect(self) -> Effect:
        """What examples show, with an ordinary operation's senders."""
        return self._effect(given=self.of_answers)

    @property
    def can_be_shown(self) -> bool:
        """Whether both documents have the values that the peer's rule is about."""
        return self.of_values and all(self.parts)

    @property
    def breaks(self) -> bool:
        """Whether an example shows that the change breaks, with an ordinary operation's senders."""
        return (self.effect.gained if self.of_answers else self.effect.lost) is not NOTHING

    @cached_property
    def turned(self) -> Effect:
        """What examples show where the provider of the document sends the request."""
        return self._effect(given=not self.of_answers)

    def _effect(self, *, given: bool) -> Effect:
        lost = gained = NOTHING
        for each in _effects(*self.parts, given=given):
            lost = each.lost if lost is NOTHING else lost
            gained = each.gained if gained is NOTHING else gained
        return Effect(lost, gained)

    def without(self, word: str) -> Doubt:
        """Return the same change of documents without the properties that have an annotation."""
        return replace(self, base=_without(self.base, word), cand=_without(self.cand, word))


def _effects(base: Parts, cand: Parts, *, given: bool) -> Iterator[Effect]:
    """Try the change of each part out; a part that only one side has is a change of its own."""
    for key in sorted(base.keys() | cand.keys()):
        old, new = base.get(key), cand.get(key)
        if old is None:
            harmful = given or cand[key].required
            yield Effect(NOTHING, key) if given or not harmful else Effect(key, NOTHING)
        elif new is None:
            harmful = old.required or not given
            yield Effect(NOTHING, key) if given and harmful else Effect(key, NOTHING)
        else:
            if old.required != new.required:
                yield Effect(key, NOTHING) if new.required else Effect(NOTHING, key)
            if follow(*old.at) is not None and follow(*new.at) is not None:
                yield effect(old.at, new.at, sender="cand" if given else "base", wire=old.wire)


def _requests(document: Json, doubt: Doubt) -> Parts:
    """Return the schemas of what an operation takes: parameters and bodies."""
    template, item, operation = _operation(document, doubt)
    order = re.findall(r"\{([^}]*)\}", template)
    parts: Parts = {}
    for owner in (item, operation):
        for number in range(len(follow(document, f"{owner}/parameters") or ())):
            at = _land(document, f"{owner}/parameters/{number}")
            here = follow(document, at)
            said = name = here["name"]
            if here["in"] == "header":
                name = name.lower()
            elif here["in"] == "path" and name in order:
                name = str(order.index(name))
            value = Text(document, f"{at}/schema")
            key = ("parameter", here["in"], name)
            parts[key] = Part(value, bool(here.get("required")), True, f"{owner} {said}")
    body = _land(document, f"{operation}/requestBody")
    needed = bool((follow(document, body) or {}).get("required"))
    for media in follow(document, f"{body}/content") or {}:
        value = Text(document, f"{body}/content/{_escape(media)}/schema")
        parts["body", media] = Part(value, needed, False, media)
    return parts


def _answers(document: Json, doubt: Doubt) -> Parts:
    """Return the schemas of what an operation answers: headers and bodies by status."""
    _, _, operation = _operation(document, doubt)
    parts: Parts = {}
    for status in follow(document, f"{operation}/responses") or {}:
        at = _land(document, f"{operation}/responses/{status}")
        for media in follow(document, f"{at}/content") or {}:
            value = Text(document, f"{at}/content/{_escape(media)}/schema")
            parts[status, "body", media] = Part(value, True, False, media)
        for name in follow(document, f"{at}/headers") or {}:
            head = _land(document, f"{at}/headers/{_escape(name)}")
            needed = bool(follow(document, head).get("required"))
            value = Text(document, f"{head}/schema")
            parts[status, "header", name.lower()] = Part(value, needed, True, name)
    return parts


def _operation(document: Json, doubt: Doubt) -> tuple[str, str, str]:
    """Return the path, and the pointers of its item and of the operation in it."""
    section, name = "paths", doubt.path
    if doubt.of_webhook:
        section, name = "webhooks", name.removeprefix("webhook:")
    for found in sorted(follow(document, f"/{section}") or {}, key=lambda n: n != name):
        if _bare(found) == _bare(name):
            item = _land(document, f"/{section}/{_escape(found)}")
            return found, item, f"{item}/{doubt.operation.lower()}"
    return "", "/nowhere", "/nowhere/either"


def _bare(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _land(document: Json, pointer: str) -> str:
    """Follow local references, and return the pointer of what they lead to."""
    for _ in range(20):
        here = follow(document, pointer)
        if not isinstance(here, dict) or not str(here.get("$ref", "")).startswith("#/"):
            return pointer
        pointer = here["$ref"][1:]
    return pointer


def _without(document: Json, word: str) -> Json:
    """Return a document whose schemas have no property with an annotation."""

    def annotated(schema: Json) -> bool:
        if isinstance(schema, dict) and str(schema.get("$ref", "")).startswith("#/"):
            return annotated(follow(document, schema["$ref"][1:])) or schema.get(word) is True
        return isinstance(schema, dict) and schema.get(word) is True

    def copy(here: Json) -> Json:
        if isinstance(here, list):
            return [copy(each) for each in here]
        if not isinstance(here, dict):
            return here
        made = {key: copy(value) for key, value in here.items()}
        properties = here.get("properties")
        if isinstance(properties, dict):
            gone = {name for name, schema in properties.items() if annotated(schema)}
            made["properties"] = {n: s for n, s in made["properties"].items() if n not in gone}
            if isinstance(here.get("required"), list):
                made["required"] = [name for name in here["required"] if name not in gone]
        return made

    return copy(document)
