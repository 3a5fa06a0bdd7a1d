"""What an application is sent: requests that its document admits, and requests that it rules out.

All are made here, outside of the application, from the document alone; they travel as data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from offramp.config import Probe
from offramp.contract.documents.side import Operation, Side
from offramp.contract.probing.writing import Writer, Written
from offramp.contract.witnesses.routes import Routes
from offramp.contract.witnesses.sending import Cannot, Sent

_NOWHERE = ("offramp-no-such-path", "offramp/no/such/path/is/there/at/all/in/any/document")
_LIMITED = 429
"""Too Many Requests (RFC 6585, section 4)."""
_METHODS = ("TRACE", "OPTIONS", "HEAD", "GET", "POST", "PUT", "PATCH", "DELETE")
_SAFE = frozenset({"TRACE", "OPTIONS", "HEAD", "GET"})
"""RFC 9110, section 9.2.1; hardly anything implements TRACE."""
_PREFLIGHT = {"Origin": "https://example.com", "Access-Control-Request-Method": "GET"}
"""What makes OPTIONS the question of a browser, which a layer of its own answers (Fetch, 4.8)."""
_ROUNDS = ("success", "path", "invalid", "anonymous", "error", "method", "variant", "again")


class Server(NamedTuple):
    """Where a document says that its paths are.

    Attributes:
        scheme: "http" or "https".
        host: with its port, if it names one.
        base: the path that the document's paths go on from; an application may have it or not.
    """

    scheme: str = "http"
    host: str = "localhost"
    base: str = ""


class Call(NamedTuple):
    """A request, and what it is to show.

    Attributes:
        kind: "success", "variant", "invalid", "anonymous", "error", "limit", "method" or "path".
        name: as ``GET /v1/x``: the operation, or what was asked for that is none.
        operation: of the document; None where it is none.
        method: upper case.
        target: path and query.
        headers: those of the request; they may hold credentials.
        body: as text; None without one.
        case: in which way it is a variant, or invalid.
        is_path: whether it is invalid by its path, so that nothing may be there.
        most: how often it is sent at most.
        server: what it is sent to.
    """

    kind: str
    name: str
    operation: Operation | None
    method: str
    target: str
    headers: Mapping[str, str]
    body: str | None = None
    case: str = ""
    is_path: bool = False
    most: int = 1
    server: Server = Server()

    @property
    def is_spare(self) -> bool:
        """Whether it may be left out where time is short: one of many of its kind."""
        return self.kind in ("variant", "invalid")

    def to_dict(self) -> dict[str, Any]:
        """Return it as ``emitter/probe.py`` reads it."""
        data = {key: getattr(self, key) for key in ("kind", "method", "target", "body", "most")}
        until = {"until": _LIMITED} if self.kind == "limit" else {}
        sent = {"headers": dict(self.headers), "operation": self.name, "spare": self.is_spare}
        return {**data, **until, **sent, "scheme": self.server.scheme, "host": self.server.host}


class Plan(NamedTuple):
    """What is sent, and to which server, and which operations are left out: name → why."""

    calls: list[Call]
    left: dict[str, str]
    server: Server


def plan(side: Side, asked: Probe, credentials: Mapping[str, str]) -> Plan:
    """Return the calls for a document, in the order in which they are made.

    What shows most comes first, because a limit may end it; what deletes comes last, because
    nothing is there afterwards; and a limit that is looked for comes after all.

    Args:
        side: the document.
        asked: the settings.
        credentials: what lets a request in: name → value.
    """
    keys, writer, routes = Keys(side, credentials), Writer(side), Routes(side)
    made = list(_nowhere(routes, ""))
    left: dict[str, str] = {}
    folders = {""}
    for path, item in side.root.child("paths").members():
        operations = side.operations(item)
        target = None
        for method, operation in operations.items():
            name = f"{method} {path}"
            sent = _sent(name, path, operation, writer, asked)
            if isinstance(sent, str):
                left[name] = sent
                continue
            target = target or sent.target.partition("?")[0]
            made += _operation(name, path, operation, sent, writer, keys)
        if target is None:
            continue
        folder = target.rpartition("/")[0]
        if folder not in folders:
            folders.add(folder)
            made += _nowhere(routes, folder)
        allowed = [each for each in _METHODS if each in _SAFE or each in asked.methods]
        made += [
            keys.added(Call("method", f"{method} {path}", None, method, target, headers))
            for method in allowed
            if method not in operations
            for headers in (_PREFLIGHT if method == "OPTIONS" else {},)
        ]
    server = _server(side)
    limits = [
        call._replace(kind="limit", most=asked.repeats)
        for call in made
        if asked.repeats and call.kind == "success" and call.operation
        if call.operation.at.child("responses", str(_LIMITED)).raw is not None
    ]
    calls = [call._replace(server=server) for call in [*_in_rounds(made), *limits]]
    return Plan(calls, left, server)


def _sent(name: str, path: str, operation: Operation, writer: Writer, asked: Probe) -> Sent | str:
    """Return the good request of an operation, or why it is not called."""
    if any(fnmatchcase(name, pattern) for pattern in asked.skip):
        return "skip in [tool.offramp.probe] names it"
    if operation.method not in asked.methods:
        return f"methods in [tool.offramp.probe] does not list {operation.method}"
    try:
        sent = writer.send(path, operation)
    except Cannot as error:
        return f"no request can be made: {error}"
    if sent.media_type and sent.text is None:
        return f"no request can be made: a body of {sent.media_type} is not written"
    return sent


def _operation(
    name: str, path: str, operation: Operation, sent: Sent, writer: Writer, keys: Keys
) -> Iterator[Call]:
    needs = needs_credentials(keys.side, operation)
    good = _call("success", name, operation, sent)
    yield keys.added(good) if needs else good
    calls = [_call("error", name, operation, sent)]
    for kind, written in (("invalid", writer.wrong), ("variant", writer.others)):
        calls += [
            _call(kind, name, operation, each.sent, each) for each in written(path, operation, sent)
        ]
    if needs:
        yield good._replace(kind="anonymous")
    elif keys.may_take(operation):
        yield keys.added(good)._replace(kind="variant", case="with credentials")
    yield from (keys.added(call) if needs else call for call in calls)


def _call(
    kind: str, name: str, operation: Operation, sent: Sent, written: Written | None = None
) -> Call:
    headers = dict(sent.headers)
    if sent.text is not None:
        kind_of_body = sent.media_type.replace("*/*", "application/json")
        kind_of_body = kind_of_body.replace("/*", "/json")
        if kind_of_body.startswith("multipart/"):
            kind_of_body += "; boundary=boundary"
        headers["Content-Type"] = kind_of_body
    case, is_path = (written.case, written.is_path) if written else ("", False)
    sort = (operation.method, sent.target, headers, sent.text)
    return Call(kind, name, operation, *sort, case, is_path)


def _in_rounds(calls: Iterable[Call]) -> list[Call]:
    """Sort calls: first one of each kind for each operation, then more; deleting after the rest."""
    met = set()
    ranked = []
    for call in calls:
        kind = call.kind
        if kind == "invalid" and (kind, call.name) in met:
            kind = "again"
        met.add((kind, call.name))
        ranked.append((call.method == "DELETE", _ROUNDS.index(kind), call))
    return [call for _, _, call in sorted(ranked, key=lambda each: each[:2])]


class Keys:
    """The credentials: each is a header, or what an apiKey scheme of that name says it is.

    Args:
        side: the document.
        credentials: name → value.
    """

    def __init__(self, side: Side, credentials: Mapping[str, str]) -> None:
        self.side = side
        schemes = side.root.child("components", "securitySchemes").members()
        known = [side.follow(scheme) for _, scheme in schemes]
        places = {at.get("name"): at.get("in") for at in known if at.get("type") == "apiKey"}
        self._all = [(places.get(name, "header"), name, v) for name, v in credentials.items()]

    def may_take(self, operation: Operation) -> bool:
        """Whether an operation takes credentials and does not need them."""
        said = _security(self.side, operation)
        return bool(self._all) and any(said) and not needs_credentials(self.side, operation)

    def added(self, call: Call) -> Call:
        """Return a call with the credentials."""
        target, headers = call.target, dict(call.headers)
        cookies = [v for k, v in headers.items() if k.lower() == "cookie"]
        headers = {k: v for k, v in headers.items() if k.lower() != "cookie"}
        for place, name, value in self._all:
            if place == "query":
                key = f"{quote(name, safe='')}={quote(value, safe='')}"
                target += ("&" if "?" in target else "?") + key
            elif place == "cookie" or name.lower() == "cookie":
                cookies.append(f"{name}={value}" if place == "cookie" else value)
            else:
                headers[name] = value
        if cookies:
            headers["Cookie"] = "; ".join(cookies)
        return call._replace(target=target, headers=headers)


def _security(side: Side, operation: Operation) -> list[Any]:
    said = operation.at.get("security")
    said = side.root.get("security") if said is None else said
    return said if isinstance(said, list) else []


def needs_credentials(side: Side, operation: Operation) -> bool:
    """Whether an operation asks for credentials (OpenAPI 3.1, section 4.8.30)."""
    said = _security(side, operation)
    return bool(said) and {} not in said


def names_of(side: Side) -> list[str]:
    """Return the operations of a document, as ``GET /v1/x``."""
    paths = side.root.child("paths").members()
    return [f"{method} {path}" for path, item in paths for method in side.operations(item)]


def _nowhere(routes: Routes, folder: str) -> Iterator[Call]:
    """Iterate over a call below a path that no template takes in."""
    for end in _NOWHERE:
        path = f"{folder}/{end}"
        if not any(routes.answers(method, path) for method in _METHODS):
            yield Call("path", f"GET {path}", None, "GET", path, {})
            return


def _server(side: Side) -> Server:
    """Return the first server, its variables filled (OpenAPI 3.1, sections 4.8.5 and 4.8.6)."""
    for server in side.root.child("servers").items():
        url = str(server.get("url") or "")
        for name, variable in server.child("variables").members():
            url = url.replace(f"{{{name}}}", str(variable.get("default")))
        parts = urlsplit(url)
        base = parts.path.rstrip("/")
        if parts.scheme in ("http", "https") and parts.netloc:
            return Server(parts.scheme, parts.netloc.rpartition("@")[2], base)
        return Server(base=base)
    return Server()
