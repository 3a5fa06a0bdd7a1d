"""Write a whole request that a document accepts: the smallest that it asks for."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator
from itertools import chain, islice
from typing import Any, NamedTuple

from offramp.contract.documents.side import At, Operation, path_names
from offramp.contract.documents.view import Sources
from offramp.contract.pairs import Pairs
from offramp.contract.witnesses.mending import mend
from offramp.contract.witnesses.nearby import Nearby
from offramp.contract.witnesses.probe import Probe
from offramp.contract.witnesses.routes import Routes
from offramp.contract.witnesses.samples import Samples
from offramp.contract.witnesses.wire import Writing, body, write

_TRIES = 40
Input = tuple[str, str]
"""A parameter's place and name."""


class Cannot(Exception):
    """No such request can be made; the text says why."""


class Sent(NamedTuple):
    """What a request has.

    Attributes:
        target: path and query (RFC 9112, section 3.2).
        headers: parameters that are headers, cookies in one of them, and what was added.
        media_type: of the body; empty where there is none.
        instance: the body's value.
        text: the body as it is sent; None where it is not JSON or a form.
    """

    target: str
    headers: dict[str, str]
    media_type: str = ""
    instance: Any = None
    text: str | None = None


class Sender:
    """Writes requests by the base document.

    Args:
        pairs: the documents.
    """

    def __init__(self, pairs: Pairs) -> None:
        self._side = pairs.base.side
        self._probe = Probe(pairs, "request")
        self._samples = Samples(pairs.base, "request")
        self._routes = Routes(self._side)

    def send(
        self,
        path: str,
        operation: Operation,
        *,
        without: Input | None = None,
        also: Container[Input] = (),
        media_type: str | None = None,
        bodiless: bool = False,
    ) -> Sent:
        """Return a request with all that must be sent, and nothing that is not asked for.

        Args:
            path: the template.
            operation: the base's.
            without: a parameter that is left out.
            also: parameters that need not be sent, and are.
            media_type: the body's; else one that is easy to write, where a body must be sent.
            bodiless: whether the body is left out.

        Raises:
            Cannot: something that must be sent can not be written, or is not understood.
        """
        inputs = self._side.parameters(operation)
        target = self._path(path, operation, inputs)
        queries, cookies = [], []
        headers: dict[str, str] = {}
        for (place, name), at in sorted(inputs.items()):
            is_sent = at.get("required") is True or (place, name) in also
            if place == "path" or not is_sent or (place, name) == without:
                continue
            text = self._input(at, name, place)
            if place == "query":
                queries.append(text)
            elif place == "cookie":
                cookies.append(text)
            elif place == "header":
                headers[str(at.get("name"))] = text
            else:
                raise Cannot(f"a parameter's place is {place!r}")
        if cookies:
            headers["Cookie"] = "; ".join(cookies)
        if queries:
            target += ("&" if "?" in target else "?") + "&".join(queries)
        return self._with_body(Sent(target, headers), operation, media_type, bodiless=bodiless)

    def _path(self, path: str, operation: Operation, inputs: dict[Input, At]) -> str:
        """Return a path with its variables filled, which no other path of the base answers."""
        if "#" in path:
            raise Cannot("the path has a fragment, which no request carries")
        target = path
        for name in path_names(path):
            at = inputs.get(("path", name), At({"schema": {"type": "string"}}, ""))
            target = target.replace(f"{{{name}}}", self._input(at, name, "path"))
        met = self._routes.answers(operation.method, target.partition("?")[0])
        if met not in (path, None):
            raise Cannot(f"what was sent to this path is answered by {met}")
        return target

    def _with_body(
        self, sent: Sent, operation: Operation, media_type: str | None, *, bodiless: bool
    ) -> Sent:
        holder = self._side.follow(operation.at.child("requestBody"))
        if bodiless or (media_type is None and holder.get("required") is not True):
            return sent
        kinds = dict(holder.child("content").members())
        name = media_type or easiest(kinds)
        if name not in kinds:
            raise Cannot("a body must be sent that has no media type")
        value = self._valid(kinds[name].child("schema"))
        text = self._written(value, name, kinds[name])
        return sent._replace(media_type=name, instance=value, text=text)

    def _written(self, value: Any, name: str, media: At) -> str | None:
        """Return a body's value as it is sent; None where there is no text for it."""
        if _is_json(name):
            return json.dumps(value)
        known = self._samples.normal.view((media.child("schema"),)).properties
        files = {each for each, schema in known.items() if self._is_file(schema)}
        return body(value, name.lower(), media, files)

    def _is_file(self, schema: Sources) -> bool:
        """Whether a field of a form is a file (OpenAPI 3.0, 4.7.15.4; 3.1, 4.8.15.2)."""
        view = self._samples.normal.view(schema)
        return (
            "contentMediaType" in view.bounds
            or "binary" in view.sets.get("format", ())
            or ("array" in view.atoms and bool(view.items) and self._is_file(view.items))
        )

    def _input(self, at: At, name: str, place: str) -> str:
        schema = at.child("schema")
        for _, media in at.child("content").members():
            schema = media.child("schema")
        how = Writing.of(at, str(at.get("name") or name), place)
        for value in self._values(schema):
            text = write(value, how)
            if text is not None:
                return text
        raise Cannot(f"no value was found for {place} parameter {name!r}")

    def _valid(self, schema: At) -> Any:
        for value in self._values(schema):
            return value
        raise Cannot("no value was found for the body")

    def _values(self, schema: At) -> Iterator[Any]:
        """Iterate over values that a schema accepts, small ones first."""
        if schema.raw is None:
            yield "a"
            return
        sources = (schema,)
        view = self._samples.normal.view(sources)
        near = Nearby(self._samples).values(view, view)
        for value in islice(chain([self._samples.smallest(sources)], near), _TRIES):
            if self._probe.accepts(sources, value):
                yield value
        mended = mend(self._probe, self._samples, sources, self._samples.smallest(sources))
        if self._probe.accepts(sources, mended):
            yield mended


def easiest(kinds: Iterable[str]) -> str:
    """Return the media type that is easiest to write; empty where there is none."""
    return min(kinds, key=_ease, default="")


def _ease(name: str) -> tuple[bool, bool, str]:
    """How easy a media type is to write: JSON first, then forms."""
    return not _is_json(name), "form" not in name, name


def _is_json(name: str) -> bool:
    kind = name.partition(";")[0].strip().lower()
    return kind in ("application/json", "*/*", "application/*") or kind.endswith("+json")
