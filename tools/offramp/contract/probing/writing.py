"""Write the requests of an operation: a good one, others that are as good, and wrong ones."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from itertools import islice
from typing import Any, NamedTuple

from offramp.contract.documents.side import At, Operation, Side
from offramp.contract.documents.view import Sources
from offramp.contract.pairs import Pairs
from offramp.contract.probing.variants import Variant, Variants, one
from offramp.contract.schemas.judge import judge_by
from offramp.contract.weighing.policy import Options
from offramp.contract.witnesses.sending import Cannot, Input, Sender, Sent, easiest
from offramp.contract.witnesses.wire import Writing, readings, write

_WRONG: tuple[Any, ...] = ("offramp", {}, [], 0, None)
_MOST_WRONG = 20
_MOST_OTHERS = 60
_DEEPEST = 8
_CARRYING = frozenset(
    {"host", "content-length", "content-encoding", "transfer-encoding", "connection", "expect"}
    | {"te", "trailer", "upgrade", "accept-encoding"}
)
"""Headers that say how a message is carried: with any value but the right one it is none."""


class Written(NamedTuple):
    """A request that is unlike the good one.

    Attributes:
        sent: the request.
        case: in which way.
        is_path: whether its path is what differs.
    """

    sent: Sent
    case: str
    is_path: bool = False


class Writer(Sender):
    """Writes requests that are likely to be answered: with the examples that a document has."""

    def __init__(self, side: Side) -> None:
        super().__init__(Pairs(side, side, judge_by(Options())))
        self._variants = Variants(self._samples, lambda sources: self._told(sources, 0))
        self._instead: dict[Input, str] = {}

    def others(self, path: str, operation: Operation, good: Sent) -> Iterator[Written]:
        """Iterate over requests that the document admits as well.

        With all that is optional; with one more example, parameter, property, choice or limit each;
        in and for another media type; without a body.

        Args:
            path: the template.
            operation: the document's.
            good: the good request.
        """
        known = {_key(good)}
        for each in self._others(path, operation, good):
            if _key(each.sent) not in known and len(known) <= _MOST_OTHERS:
                known.add(_key(each.sent))
                yield each

    def _others(self, path: str, operation: Operation, good: Sent) -> Iterator[Written]:
        inputs = self._side.parameters(operation)
        able = {each for each in inputs if each[0] != "path" and each[1].lower() not in _CARRYING}
        full = self._tried(path, operation, also=able) or good
        yield Written(self._full_body(full, operation), "all that is optional")
        ranked = [(rank, each) for rank, each in self._bodies(operation, good)]
        for place, name in sorted(able | {each for each in inputs if each[0] == "path"}):
            at = inputs[place, name]
            for rank, text, words in self._texts(at, name, place):
                sent = self._tried(path, operation, {(place, name): text}, also={(place, name)})
                if sent:
                    ranked.append((rank, Written(sent, words)))
        for name, _ in self._content(operation).members():
            sent = self._tried(path, operation, media_type=name)
            if sent and sent.text is not None:
                yield Written(sent, f"as {name}")
        kinds = self._answered(operation)
        for name in kinds if len(kinds) > 1 else ():
            yield Written(good._replace(headers={**good.headers, "Accept": name}), f"for {name}")
        if good.media_type and not self._is_body_required(operation):
            sent = self._tried(path, operation, bodiless=True)
            yield from [Written(sent, "no body")] if sent else ()
        yield from (each for _, each in sorted(ranked, key=lambda pair: pair[0]))

    def _answered(self, operation: Operation) -> list[str]:
        """Return the media types in which an operation may answer with success."""
        responses = operation.at.child("responses").members()
        good = (self._side.follow(at) for status, at in responses if status.startswith("2"))
        return sorted({name for at in good for name, _ in at.child("content").members()})

    def _texts(self, at: At, name: str, place: str) -> Iterator[tuple[int, str, str]]:
        """Iterate over what a parameter may be: rank, text, words."""
        schema = (at.child("schema"),)
        if schema[0].raw is None:
            return
        how = Writing.of(at, str(at.get("name") or name), place)
        told = self._told(schema, 0)
        values = [*self._examples(at), one(1, told), *self._variants.of(schema, told)]
        view = self._samples.normal.view(schema)
        if place == "path" and view.enum is None and view.atoms != frozenset({"boolean"}):
            values = [*self._examples(at)]  # any other names what may not be there
        for each in values:
            text = write(each.value, how) if self._probe.accepts(schema, each.value) else None
            if text is not None:
                yield each.rank, text, f"{how.name}{each.words}"

    @staticmethod
    def _examples(at: At) -> Iterator[Variant]:
        return (one(0, value) for value in _shown(at))

    def _bodies(self, operation: Operation, good: Sent) -> Iterator[tuple[int, Written]]:
        media = self._content(operation).child(good.media_type)
        schema = (media.child("schema"),)
        if good.text is None or schema[0].raw is None:
            return
        near = [*self._examples(media), *self._variants.of(schema, good.instance)]
        for each in islice(near, _MOST_OTHERS):
            sent = self._with_instance(good, operation, each.value)
            if sent:
                yield each.rank, Written(sent, f"body{each.words}")

    def _full_body(self, sent: Sent, operation: Operation) -> Sent:
        schema = (self._content(operation).child(sent.media_type, "schema"),)
        if sent.text is None or schema[0].raw is None:
            return sent
        full, made = self._variants.full(schema), sent
        if whole := self._with_instance(sent, operation, full):
            return whole
        for name in full if isinstance(full, dict) else ():  # some exclude each other
            more = {**made.instance, name: full[name]}
            made = self._with_instance(sent, operation, more) or made
        return made

    def _with_instance(self, sent: Sent, operation: Operation, value: Any) -> Sent | None:
        media = self._content(operation).child(sent.media_type)
        if not self._probe.accepts((media.child("schema"),), value):
            return None
        text = self._written(value, sent.media_type, media)
        return None if text is None else sent._replace(instance=value, text=text)

    def wrong(self, path: str, operation: Operation, good: Sent) -> Iterator[Written]:
        """Iterate over requests that differ from a good one in one thing that is ruled out.

        Over none where all that is sent may be anything.
        """
        found = {
            _key(each.sent): each
            for way in (
                self._wrong_bodies(path, operation, good),
                self._wrong_inputs(path, operation),
            )
            for each in islice(way, _MOST_WRONG)
        }
        yield from found.values()

    def _wrong_bodies(self, path: str, operation: Operation, good: Sent) -> Iterator[Written]:
        for name, media in self._content(operation).members():
            schema = (media.child("schema"),)
            sent = (
                good if good.media_type == name else self._tried(path, operation, media_type=name)
            )
            if name.partition(";")[0].strip().lower() != "application/json" or sent is None:
                continue
            cases: list[tuple[str, Any]] = []
            if isinstance(sent.instance, dict):
                whole = sent.instance
                for each in whole:
                    cases.append((f"no {each}", {k: v for k, v in whole.items() if k != each}))
                    cases += [(f"{each} is wrong", {**whole, each: w}) for w in _WRONG]
            cases += [("another kind of body", value) for value in _WRONG]
            met = set()
            for case, value in cases:
                if case not in met and self._probe.objections(schema, value):
                    met.add(case)
                    yield Written(sent._replace(instance=value, text=json.dumps(value)), case)
            yield Written(sent._replace(instance=None, text="{"), "no JSON")

    def _wrong_inputs(self, path: str, operation: Operation) -> Iterator[Written]:
        """Iterate over requests with a parameter that is wrong, or without one that is needed."""
        for (place, name), at in sorted(self._side.parameters(operation).items()):
            if place not in ("path", "query", "header"):
                continue
            schema = (at.child("schema"),)
            how = Writing.of(at, str(at.get("name") or name), place)
            ruled_out = schema[0].raw is not None and all(
                self._probe.objections(schema, way) for way in readings("offramp")
            )
            text = write("offramp", how) if ruled_out and how.style in ("form", "simple") else None
            if text is not None:
                sent = self._tried(path, operation, {(place, name): text}, also={(place, name)})
                if sent:
                    yield Written(sent, f"{name} is wrong", place == "path")
            if place != "path" and at.get("required") is True:
                sent = self._tried(path, operation, without=(place, name))
                if sent:
                    yield Written(sent, f"no {name}")

    def _tried(
        self,
        path: str,
        operation: Operation,
        instead: dict[Input, str] | None = None,
        *,
        also: Container[Input] = (),
        **how: Any,
    ) -> Sent | None:
        """Return a request; None where none can be made: what was put in may lead elsewhere."""
        self._instead = instead or {}
        try:
            return self.send(path, operation, also=also, **how)
        except Cannot:
            return None
        finally:
            self._instead = {}

    def _content(self, operation: Operation) -> At:
        return self._side.follow(operation.at.child("requestBody")).child("content")

    def _is_body_required(self, operation: Operation) -> bool:
        return self._side.follow(operation.at.child("requestBody")).get("required") is True

    def _input(self, at: At, name: str, place: str) -> str:
        if (place, name) in self._instead:
            return self._instead[place, name]
        for value in _shown(at):
            if self._probe.accepts((at.child("schema"),), value):
                text = write(value, Writing.of(at, str(at.get("name") or name), place))
                if text is not None:
                    return text
        return super()._input(at, name, place)

    def _with_body(
        self, sent: Sent, operation: Operation, media_type: str | None, *, bodiless: bool
    ) -> Sent:
        """Send a body where one may be sent: an operation seldom does anything without."""
        content = self._content(operation)
        name = media_type or easiest(dict(content.members()))
        try:
            made = super()._with_body(sent, operation, name or None, bodiless=bodiless)
        except Cannot:
            if self._is_body_required(operation):
                raise
            return sent
        if made.text is None and media_type is None and not self._is_body_required(operation):
            return sent
        for value in _shown(content.child(made.media_type)) if made.media_type else ():
            if shown := self._with_instance(made, operation, value):
                return shown
        return made

    def _values(self, schema: At) -> Iterator[Any]:
        if schema.raw is not None:
            told = self._told((schema,), 0)
            if self._probe.accepts((schema,), told):
                yield told
        yield from super()._values(schema)

    def _told(self, sources: Sources, depth: int) -> Any:
        """Return a small value with the examples and defaults of a schema and its properties."""
        view = self._samples.normal.view(sources)
        examples = view.notes.get("examples")
        if isinstance(examples, list) and examples:
            return examples[0]
        for word in ("example", "default"):
            if view.notes.get(word) is not None:
                return view.notes[word]
        value = self._samples.smallest(sources)
        if not isinstance(value, dict) or depth == _DEEPEST:
            return value
        known = view.properties
        return {
            name: self._told(known[name], depth + 1) if known.get(name) else each
            for name, each in value.items()
        }


def _key(sent: Sent) -> tuple[Any, ...]:
    return sent.target, tuple(sorted(sent.headers.items())), sent.media_type, sent.text


def _shown(at: At) -> Iterator[Any]:
    """Give the examples of a parameter or a media type (OpenAPI 3.1, 4.8.12.2 and 4.8.14.1)."""
    if isinstance(at.raw, dict) and "example" in at.raw:
        yield at.raw["example"]
    for _, each in at.child("examples").members():
        if isinstance(each.raw, dict) and "value" in each.raw:
            yield each.raw["value"]
