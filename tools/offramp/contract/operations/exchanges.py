"""Show breaks that are not about a schema, by a whole request or answer.

A request is made that the base accepts, with all that it asks for, and it is shown why the
candidate refuses it; or an answer that the candidate may give and the base does not know. Nothing
is shown for what is announced, assumed or simply not sent any more: there is no message for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from offramp.contract.documents.pointers import keys
from offramp.contract.documents.side import At, Operation, Side, path_key
from offramp.contract.ledger import Ledger
from offramp.contract.operations.access import Access, spell
from offramp.contract.operations.addresses import filled, stands_in
from offramp.contract.witnesses.routes import Routes
from offramp.contract.witnesses.sending import Cannot, Sender, Sent
from offramp.contract.witnesses.wire import Writing, write

_ANNOUNCED = "it is a matter of what is announced, not of messages"
_NOT_SENT = "what is not sent any more can not be shown by a message"
_REASONS = {
    "webhook-removed": _NOT_SENT,
    "callback-removed": _NOT_SENT,
    "request-body-removed": "a body that is not described may be refused or ignored",
    "request-parameter-removed-before-sunset": "what is not described may be refused or ignored",
    "request-parameter-characters-forbidden": "servers differ in what they make of such characters",
    "new-request-path-parameter": "each request has this segment; its schema says what it may be",
    "response-media-type-name-generalized": "a range of media types is no media type to show",
    "encoding-changed": "each side reads the parts in another way, and refuses none for that",
    "xml-changed": "each side reads the elements in another way, and refuses none for that",
    "oauth-url-changed": "the credentials stay as they were; they come from elsewhere",
    "oauth-token-url-changed": "the credentials stay as they were; they come from elsewhere",
}
_TWO: dict[str, Any] = {"array": ["a", "b"], "object": {"k": "v", "l": "w"}}

Example = dict[str, Any]


class Exchanges:
    """Finds examples for the findings of one comparison that are not about schemas.

    Args:
        ledger: the comparison.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._pairs = ledger.pairs
        self._base: Side = ledger.pairs.base.side
        self._cand: Side = ledger.pairs.cand.side
        self._sender = Sender(ledger.pairs)
        self._access = Access(ledger, self._base, self._cand)
        self._routes: Routes | None = None
        self._by_key: dict[str, str] = {}

    def find(
        self, rule: str, base: str, cand: str, operations: tuple[str, ...]
    ) -> tuple[Example | None, str | None]:
        """Return an example, or None and the reason why there is none.

        Args:
            rule: the finding's.
            base: its pointers.
            cand: likewise, in the candidate.
            operations: what it reaches, as ``POST /v1/x``.
        """
        maker = _MAKERS.get(rule)
        if maker is None:
            return None, next((r for end, r in _REASONS.items() if rule.endswith(end)), _ANNOUNCED)
        reason = "an example is made where a path is called, and not where it calls back"
        for name in operations[:3]:
            method, _, path = name.partition(" ")
            old = self._base.operations(self._base.root.child("paths", path)).get(method)
            if old is None:
                continue
            try:
                made = maker(self, method, path, old, base, cand)
            except Cannot as error:
                reason = str(error)
                continue
            return {"kind": made.pop("kind", "request"), "operation": name, **made}, None
        return None, reason

    def _new(self, method: str, path: str) -> Operation:
        """Return the candidate's operation; a path is the same by whatever names it is written."""
        item = self._cand.root.child("paths", path)
        if item.raw is None:
            if not self._by_key:
                names = (name for name, _ in self._cand.root.child("paths").members())
                self._by_key = {path_key(name): name for name in names}
            item = self._cand.root.child("paths", self._by_key.get(path_key(path), path))
        found = self._cand.operations(item).get(method)
        if found is None:
            raise Cannot("the operation was not found in the candidate")
        return found

    def _gone(self, method: str, path: str, old: Operation, *_: str) -> Example:
        sent = self._sender.send(path, old)
        self._routes = self._routes or Routes(self._cand)
        other = self._routes.answers(method, sent.target.partition("?")[0])
        if other is not None:
            raise Cannot(f"{method} {other} answers what was sent to this path")
        return _request(method, sent, f"nothing answers {method} {sent.target.partition('?')[0]}")

    def _without_parameter(
        self, method: str, path: str, old: Operation, _: str, cand: str
    ) -> Example:
        at = self._cand.at(cand.removesuffix("/required"))
        place, name = str(at.get("in")), str(at.get("name"))
        known = self._base.parameters(old).get((place, name))
        if known is not None and known.get("required") is True:
            raise Cannot("the parameter was not found in the base")
        sent = self._sender.send(path, old, without=(place, name))
        return _request(method, sent, f"{place} parameter {name!r} is missing")

    def _written_otherwise(
        self, method: str, path: str, old: Operation, base: str, cand: str
    ) -> Example:
        del method, path, old
        texts = []
        for normal, pointer in ((self._pairs.base, base), (self._pairs.cand, cand)):
            at = normal.side.at(pointer)
            atoms = normal.atoms((at.child("schema"),)) if at.get("schema") else frozenset()
            value = next((_TWO[kind] for kind in ("array", "object") if kind in atoms), "a")
            place, name = str(at.get("in") or "header"), str(at.get("name") or "")
            texts.append(write(value, Writing.of(at, name, place)))
        was, now = (repr(text) if text else "in another way" for text in texts)
        raise Cannot(f"no value is refused: what was written {was} is written {now} now")

    def _without_body(self, method: str, path: str, old: Operation, *_: str) -> Example:
        return _request(method, self._sender.send(path, old, bodiless=True), "the body is missing")

    def _of_media_type(self, method: str, path: str, old: Operation, base: str, _: str) -> Example:
        name = keys(base)[-1]
        if "*" in name:
            raise Cannot("a range of media types is no media type to send")
        sent = self._sender.send(path, old, media_type=name)
        return _request(method, sent, f"{name} is none of the media types that may be sent")

    def _accepting(self, method: str, path: str, old: Operation, base: str, _: str) -> Example:
        """A client that accepts nothing else gets no answer (RFC 9110, section 15.5.7)."""
        name = keys(base)[-1]
        sent = self._sender.send(path, old)
        new = self._cand.follow(self._new(method, path).at)
        answered = {
            media
            for _, at in new.child("responses").members()
            for media, _ in self._cand.follow(at).child("content").members()
        }
        if "*" in name or any(_covers(each, name) for each in answered):
            raise Cannot(f"{name} is still answered, with another status or in a wider range")
        sent.headers["Accept"] = name
        return _request(method, sent, f"nothing that is answered is {name}")

    def _another_status(self, method: str, path: str, old: Operation, *_: str) -> Example:
        known = {status.upper() for status, _ in old.at.child("responses").members()}
        now = [s for s, _ in self._new(method, path).at.child("responses").members()]
        fresh = [s for s in sorted(now) if s.startswith("2") and s.isdecimal() and s not in known]
        if not fresh or known & {"2XX", "DEFAULT"}:
            raise Cannot(_NOT_SENT)
        return {
            "kind": "response",
            "status": fresh[0],
            "because": f"{fresh[0]} is none of the statuses that were described",
            "accepted_by": "candidate",
            "rejected_by": "base",
        }

    def _without_header(self, method: str, path: str, old: Operation, *where: str) -> Example:
        name = keys(where[0].removesuffix("/required"))[-1]
        new = self._new(method, path)
        for status, at in old.at.child("responses").members():
            headers = self._base.follow(at).child("headers")
            lower = {each.lower(): self._base.follow(head) for each, head in headers.members()}
            head = self._base.at(where[0].removesuffix("/required"))
            is_it = name.lower() in lower and lower[name.lower()].pointer == head.pointer
            if is_it and new.at.child("responses", status).raw is not None:
                return {
                    "kind": "response",
                    "status": status,
                    "headers": {},
                    "because": f"header {name!r} is missing",
                    "accepted_by": "candidate",
                    "rejected_by": "base",
                }
        raise Cannot("the answer that has the header was not found in both documents")

    def _with_credentials(self, method: str, path: str, old: Operation, *_: str) -> Example:
        lost = self._access.lost(old, self._new(method, path))
        if not lost:
            raise Cannot("the credentials of another operation are meant")
        made = _request(
            method, self._sender.send(path, old), f"{spell(lost[0])} is not enough any more"
        )
        made["credentials"] = {name: sorted(scopes) for name, scopes in sorted(lost[0].items())}
        return made

    def _with_scheme(self, method: str, path: str, old: Operation, base: str, cand: str) -> Example:
        was, now = self._base.at(base), self._cand.at(cand)
        carried = [_carried(each) for each in (was, now)]
        if None in carried or carried[0] == carried[1]:
            raise Cannot("the credentials stay where they were; they are issued in another way")
        name = keys(base)[-1]
        asking = [each for each in self._access.asked(old) if name in each]
        if not asking:
            raise Cannot("the operation asks for other credentials")
        made = _request(
            method,
            self._sender.send(path, old),
            f"credentials of {name} are looked for in {carried[1]}, not in {carried[0]}",
        )
        made["credentials"] = {n: sorted(scopes) for n, scopes in sorted(asking[0].items())}
        return made

    def _at_server(self, method: str, path: str, old: Operation, base: str, _: str) -> Example:
        return self._at(filled(self._base.at(base)), method, path, old)

    def _at_variable(self, method: str, path: str, old: Operation, base: str, cand: str) -> Example:
        was, now = (at.get("enum") or () for at in (self._base.at(base), self._cand.at(cand)))
        gone = sorted(set(map(str, was)) - set(map(str, now)))
        server, name = base.rpartition("/variables/")[0], keys(base)[-1]
        value = gone[0] if gone else "another"
        return self._at(filled(self._base.at(server), {name: value}), method, path, old)

    def _at(self, url: str, method: str, path: str, old: Operation) -> Example:
        if "://" not in url:
            raise Cannot("a relative address depends on where the document is")
        sent = self._sender.send(path, old)
        other = stands_in(self._cand, self._new(method, path), url, sent.target.partition("?")[0])
        if other is not None:
            raise Cannot(f"the server {other} takes in this address")
        return _request(method, sent._replace(target=url + sent.target), f"nothing is at {url}")


_MAKERS: dict[str, Callable[..., Example]] = {
    "api-path-removed-without-deprecation": Exchanges._gone,
    "api-removed-without-deprecation": Exchanges._gone,
    "api-removed-before-sunset": Exchanges._gone,
    "api-path-sunset-parse": Exchanges._gone,
    "new-required-request-parameter": Exchanges._without_parameter,
    "new-required-request-default-parameter-to-existing-path": Exchanges._without_parameter,
    "request-parameter-became-required": Exchanges._without_parameter,
    "request-parameter-serialization-changed": Exchanges._written_otherwise,
    "response-header-serialization-changed": Exchanges._written_otherwise,
    "request-body-added-required": Exchanges._without_body,
    "request-body-became-required": Exchanges._without_body,
    "request-body-media-type-removed": Exchanges._of_media_type,
    "response-media-type-removed": Exchanges._accepting,
    "response-success-status-removed": Exchanges._another_status,
    "required-response-header-removed": Exchanges._without_header,
    "response-header-became-optional": Exchanges._without_header,
    "api-security-added": Exchanges._with_credentials,
    "api-security-removed": Exchanges._with_credentials,
    "api-security-scope-added": Exchanges._with_credentials,
    "api-security-component-changed": Exchanges._with_scheme,
    "api-security-component-type-changed": Exchanges._with_scheme,
    "api-server-removed": Exchanges._at_server,
    "api-server-variable-value-removed": Exchanges._at_variable,
}


def _request(method: str, sent: Sent, because: str) -> Example:
    made: Example = {"kind": "request", "method": method, "target": sent.target}
    if sent.headers:
        made["headers"] = dict(sorted(sent.headers.items()))
    if sent.media_type:
        made |= {"media_type": sent.media_type, "instance": sent.instance}
        if sent.text is not None:
            made["text"] = sent.text
    return made | {"because": because, "accepted_by": "base", "rejected_by": "candidate"}


def _covers(wide: str, narrow: str) -> bool:
    wide, narrow = (each.partition(";")[0].strip().lower() for each in (wide, narrow))
    return wide in (narrow, "*/*") or (wide.endswith("/*") and narrow.startswith(wide[:-1]))


def _carried(scheme: At) -> str | None:
    """Where a scheme's credentials are carried; None where that is not said."""
    kind = scheme.get("type")
    if kind == "apiKey":
        return f"{scheme.get('in')} {scheme.get('name')!r}"
    if kind == "http":
        return f"the header 'Authorization' as {str(scheme.get('scheme')).lower()}"
    if kind in ("oauth2", "openIdConnect"):
        return "the header 'Authorization' as bearer"
    return "the connection" if kind == "mutualTLS" else None
