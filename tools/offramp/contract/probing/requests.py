"""What an application is sent: requests that its document admits, and requests that it rules out.

All are made here, outside of the application, from the document alone; they travel as data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from offramp.config import Probe
from offramp.contract.documents.side import At, Operation, Side
from offramp.contract.documents.view import Sources
from offramp.contract.pairs import Pairs
from offramp.contract.schemas.judge import judge_by
from offramp.contract.weighing.policy import Options
from offramp.contract.witnesses.routes import Routes
from offramp.contract.witnesses.sending import Cannot, Input, Sender, Sent
from offramp.contract.witnesses.wire import Writing, readings, write

_NOWHERE = ("/offramp-no-such-path", "/offramp/no/such/path/is/there/at/all/in/any/document")
_WRONG: tuple[Any, ...] = ("offramp", {}, [], 0, None)
_DEEPEST = 8
_LIMITED = 429
"""Too Many Requests (RFC 6585, section 4)."""


class Call(NamedTuple):
    """A request, and what it is to show.

    Attributes:
        kind: "success", "invalid", "anonymous", "error", "limit", "method" or "path".
        name: as ``GET /v1/x``: the operation, or what was asked for that is none.
        operation: of the document; None where it is none.
        method: upper case.
        target: path and query.
        headers: those of the request; they may hold credentials.
        body: as text; None without one.
        most: how often it is sent at most.
    """

    kind: str
    name: str
    operation: Operation | None
    method: str
    target: str
    headers: Mapping[str, str]
    body: str | None = None
    most: int = 1

    def to_dict(self) -> dict[str, Any]:
        """Return it as ``emitter/probe.py`` reads it."""
        data = {key: getattr(self, key) for key in ("kind", "method", "target", "body", "most")}
        until = {"until": _LIMITED} if self.kind == "limit" else {}
        return {**data, **until, "operation": self.name, "headers": dict(self.headers)}


class Plan(NamedTuple):
    """What is sent, and which operations are left out: name → why."""

    calls: list[Call]
    left: dict[str, str]


def plan(side: Side, asked: Probe, credentials: Mapping[str, str]) -> Plan:
    """Return the calls for a document, in the order in which they are made.

    Args:
        side: the document.
        asked: the settings.
        credentials: the headers that let a request in: name → value.
    """
    sender = _Sender(side)
    calls = list(_nowhere(side, credentials))
    limits: list[Call] = []
    left: dict[str, str] = {}
    for path, item in side.root.child("paths").members():
        operations = side.operations(item)
        target = None
        for method, operation in operations.items():
            name = f"{method} {path}"
            if reason := _left_out(name, method, asked):
                left[name] = reason
                continue
            try:
                sent = sender.send(path, operation)
            except Cannot as error:
                left[name] = f"no request can be made: {error}"
                continue
            if sent.media_type and sent.text is None:
                left[name] = f"no request can be made: a body of {sent.media_type} is not written"
                continue
            target = target or sent.target
            headers = credentials if needs_credentials(side, operation) else {}
            made = [_call("success", name, operation, sent, headers)]
            if wrong := sender.wrong(path, operation, sent):
                made.append(_call("invalid", name, operation, wrong, headers))
            if needs_credentials(side, operation):
                made.append(_call("anonymous", name, operation, sent, {}))
            made.append(_call("error", name, operation, sent, headers))
            calls += made
            if asked.repeats and operation.at.child("responses", str(_LIMITED)).raw is not None:
                limits.append(made[0]._replace(kind="limit", most=asked.repeats))
        if target and "TRACE" not in operations:
            # a safe method (RFC 9110, section 9.2.1), which hardly anything implements
            calls.append(Call("method", f"TRACE {path}", None, "TRACE", target, credentials))
    return Plan([*calls, *limits], left)


def needs_credentials(side: Side, operation: Operation) -> bool:
    """Whether an operation asks for credentials (OpenAPI 3.1, section 4.8.30)."""
    said = operation.at.get("security")
    said = side.root.get("security") if said is None else said
    return isinstance(said, list) and bool(said) and {} not in said


def names_of(side: Side) -> list[str]:
    """Return the operations of a document, as ``GET /v1/x``."""
    paths = side.root.child("paths").members()
    return [f"{method} {path}" for path, item in paths for method in side.operations(item)]


def _left_out(name: str, method: str, asked: Probe) -> str | None:
    if any(fnmatchcase(name, pattern) for pattern in asked.skip):
        return "skip in [tool.offramp.probe] names it"
    if method not in asked.methods:
        return f"methods in [tool.offramp.probe] does not list {method}"
    return None


def _nowhere(side: Side, credentials: Mapping[str, str]) -> Iterator[Call]:
    routes = Routes(side)
    for path in _NOWHERE:
        if routes.answers("GET", path) is None:
            yield Call("path", f"GET {path}", None, "GET", path, credentials)
            return


def _call(kind: str, name: str, operation: Operation, sent: Sent, more: Mapping[str, str]) -> Call:
    headers = {**sent.headers, **more}
    if sent.text is not None:
        kind_of_body = sent.media_type.replace("*/*", "application/json")
        kind_of_body = kind_of_body.replace("/*", "/json")
        if kind_of_body.startswith("multipart/"):
            kind_of_body += "; boundary=boundary"
        headers["Content-Type"] = kind_of_body
    return Call(kind, name, operation, operation.method, sent.target, headers, sent.text)


class _Sender(Sender):
    """Writes requests that are likely to be answered: with the examples that a document has."""

    def __init__(self, side: Side) -> None:
        super().__init__(Pairs(side, side, judge_by(Options())))
        self._instead: dict[Input, str] = {}

    def wrong(self, path: str, operation: Operation, sent: Sent) -> Sent | None:
        """Return a request that differs from a good one in what the document rules out.

        None where no such request is known: all that is sent may be anything.
        """
        try:
            return self._wrong_body(path, operation, sent) or self._wrong_input(path, operation)
        except Cannot:  # what was put in leads elsewhere
            return None

    def _wrong_body(self, path: str, operation: Operation, sent: Sent) -> Sent | None:
        content = self._side.follow(operation.at.child("requestBody")).child("content")
        for name, media in content.members():
            if name.partition(";")[0].strip().lower() != "application/json":
                continue
            if media.child("schema").raw is None:
                continue
            is_sent = sent.media_type == name
            good = sent if is_sent else self.send(path, operation, media_type=name)
            values = list(_WRONG)
            if isinstance(good.instance, dict):
                fewer = [{k: v for k, v in good.instance.items() if k != n} for n in good.instance]
                values = [*fewer, *values]
            for value in values:
                if self._probe.objections((media.child("schema"),), value):
                    return good._replace(instance=value, text=json.dumps(value))
        return None

    def _wrong_input(self, path: str, operation: Operation) -> Sent | None:
        """Return a request with a parameter that is wrong, else without one that must be there."""
        for (place, name), at in sorted(self._side.parameters(operation).items()):
            if place not in ("path", "query") or at.child("schema").raw is None:
                continue
            schema = (at.child("schema"),)
            if not all(self._probe.objections(schema, way) for way in readings("offramp")):
                continue
            how = Writing.of(at, name, place)
            text = write("offramp", how)
            if text is None or how.style not in ("form", "simple"):
                continue
            self._instead = {(place, name): text}
            try:
                sent = self.send(path, operation)
            finally:
                self._instead = {}
            if place == "query" and at.get("required") is not True:
                sent = sent._replace(
                    target=f"{sent.target}{'&' if '?' in sent.target else '?'}{text}"
                )
            return sent
        for (place, name), at in sorted(self._side.parameters(operation).items()):
            if place in ("query", "header") and at.get("required") is True:
                return self.send(path, operation, without=(place, name))
        return None

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
        made = super()._with_body(sent, operation, media_type, bodiless=bodiless)
        holder = self._side.follow(operation.at.child("requestBody"))
        if not made.media_type.startswith("application/json"):
            return made
        media = holder.child("content", made.media_type)
        for value in _shown(media):
            if self._probe.accepts((media.child("schema"),), value):
                return made._replace(instance=value, text=json.dumps(value))
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
            if word in view.notes:
                return view.notes[word]
        value = self._samples.smallest(sources)
        if not isinstance(value, dict) or depth == _DEEPEST:
            return value
        known = view.properties
        return {
            name: self._told(known[name], depth + 1) if known.get(name) else each
            for name, each in value.items()
        }


def _shown(at: At) -> Iterator[Any]:
    """Give the examples of a parameter or a media type (OpenAPI 3.1, 4.8.12.2 and 4.8.14.1)."""
    if isinstance(at.raw, dict) and "example" in at.raw:
        yield at.raw["example"]
    for _, each in at.child("examples").members():
        if isinstance(each.raw, dict) and "value" in each.raw:
            yield each.raw["value"]
