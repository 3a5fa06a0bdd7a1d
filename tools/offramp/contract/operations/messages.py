"""Compare bodies, media types, responses, headers and links."""

from __future__ import annotations

import re
from functools import lru_cache

from offramp.contract.documents.side import At, Side
from offramp.contract.ledger import Ledger
from offramp.contract.operations.encoding import judge_encoding
from offramp.contract.operations.inputs import judge_inputs, judge_outputs
from offramp.contract.schemas.annotations import DOCUMENTATION

_SPELLED = re.compile(r"^(text|multipart)/|[/+](json|jsonl|xml|x-www-form-urlencoded)\b")
"""Media types whose values are written out, so that a schema says what they are."""
_BYTES = "application/octet-stream"
_TELLING_BYTES = frozenset({"type", "format", "contentMediaType"})
_MEDIA = frozenset({"schema", "itemSchema", "encoding", "itemEncoding", "prefixEncoding"})


@lru_cache(maxsize=1024)
def media_key(name: str) -> str:
    """Return a media type in one spelling (RFC 9110, section 8.3.1), its charset left out."""
    kind, *parameters = (part.strip().lower() for part in name.split(";"))
    kept = sorted(p.replace(" ", "") for p in parameters if p and not p.startswith("charset"))
    return ";".join((kind, *kept))


def covers(wide: str, narrow: str) -> bool:
    """Whether a media range takes in a media type or range (RFC 9110, section 12.5.1)."""
    if wide in (narrow, "*/*"):
        return True
    if wide.endswith("/*"):
        return narrow.startswith(wide[:-1])
    return ";" not in wide and narrow.startswith(wide + ";")


class Messages:
    """Compares what is sent and answered.

    Args:
        ledger: takes the findings.
        base: the documents.
        cand: likewise, of the candidate.
    """

    def __init__(self, ledger: Ledger, base: Side, cand: Side) -> None:
        self._ledger = ledger
        self._base = base
        self._cand = cand

    def judge_body(self, base: At, cand: At, *, turned: bool) -> None:
        """Compare the request bodies of two operations.

        Args:
            base: the operations.
            cand: likewise, of the candidate.
            turned: the other side sends the request (webhooks, callbacks).
        """
        if self._ledger.pairs.same(base.get("requestBody"), cand.get("requestBody")):
            return
        old = self._base.follow(base.child("requestBody"))
        new = self._cand.follow(cand.child("requestBody"))
        report = self._ledger.report
        where = old.pointer, new.pointer
        direction = "response" if turned else "request"
        if old.raw is None or new.raw is None:
            if new.raw is None:
                report("request-body-removed", *where, "the request body is gone")
            elif new.child("required").raw is True and not turned:
                report("request-body-added-required", *where, "a request body must be sent now")
            else:
                report("request-body-added-optional", *where, "a request body may be sent now")
            return
        was, now = old.child("required").raw is True, new.child("required").raw is True
        if was != now:
            stricter = now != turned
            rule = "request-body-became-" + ("required" if stricter else "optional")
            words = "must be sent now" if now else "need not be sent any more"
            report(
                rule,
                f"{old.pointer}/required",
                f"{new.pointer}/required",
                f"the request body {words}",
                direction=direction,
            )
        known = frozenset({"required", "content"})
        self._ledger.rest(old, new, known, "the request body")
        self._judge_content(old, new, direction, "request-body", "")

    def _judge_content(self, base: At, cand: At, direction: str, kind: str, where: str) -> None:
        """Compare the media types of two bodies; the most specific key applies (O 4.8.13.1)."""
        old, new = (
            {media_key(name): side.follow(each) for name, each in at.child("content").members()}
            for side, at in ((self._base, base), (self._cand, cand))
        )
        special: dict[str, str] = {}
        general: dict[str, str] = {}
        for name in sorted({**old, **new}):
            first, second = _key_for(name, old), _key_for(name, new)
            if first is None or second is None:
                continue
            self._judge_media(old[first], new[second], direction, kind, name, where)
            if first != name and first not in new:
                special[first] = name
            if second != name and second not in old:
                general[second] = name
        answer = direction == "response"
        for name in {**old, **new}:
            if answer and name in special:
                self._renamed("specialized", old[name], new[special[name]], name, special[name])
            elif answer and name in general:
                self._renamed("generalized", old[general[name]], new[name], general[name], name)
            elif _key_for(name, new) is None:
                self._gone(name, old[name].pointer, f"{cand.pointer}/content", direction)
            elif _key_for(name, old) is None:
                self._new(name, f"{base.pointer}/content", new[name].pointer, direction)

    def _new(self, name: str, base: str, cand: str, direction: str) -> None:
        what, verb = (
            ("response", "answered") if direction == "response" else ("request-body", "sent")
        )
        self._ledger.report(f"{what}-media-type-added", base, cand, f"{name} may be {verb} now")

    def _gone(self, name: str, base: str, cand: str, direction: str) -> None:
        what = "request-body" if direction == "request" else "response"
        verb = "sent" if direction == "request" else "answered"
        message = f"{name} is not {verb} any more"
        if direction == "request":
            message = f"{name} may not be sent any more"
        self._ledger.report(f"{what}-media-type-removed", base, cand, message)

    def _renamed(self, change: str, base: At, cand: At, old: str, new: str) -> None:
        message = f"the answer is {new} now; it was {old}"
        rule = f"response-media-type-name-{change}"
        self._ledger.report(rule, base.pointer, cand.pointer, message)

    def _judge_media(
        self, base: At, cand: At, direction: str, kind: str, name: str, where: str
    ) -> None:
        if self._ledger.pairs.same(base.raw, cand.raw):
            return
        for word in ("schema", "itemSchema"):
            if base.get(word) is not None or cand.get(word) is not None:
                first, second = base.child(word), cand.child(word)
                old, new = (_unless_bytes(each, name) for each in (first, second))
                if old.raw is new.raw is True:
                    self._ledger.rest(first, second, _TELLING_BYTES, "the body")
                self._ledger.schemas(
                    *((old,), (new,), direction, "body", kind, name, where),
                    wire=_wire(name),
                    holders=(base, cand),
                )
        judge_encoding(self._ledger, base, cand, direction, name)
        self._ledger.rest(base, cand, _MEDIA, name)

    def judge_responses(self, base: At, cand: At, *, turned: bool) -> None:
        """Compare the responses of two operations; status ranges cover their codes.

        Args:
            base: the operations.
            cand: likewise, of the candidate.
            turned: we answer, the other side reads (webhooks, callbacks).
        """
        if self._ledger.pairs.same(base.get("responses"), cand.get("responses")):
            return
        old = {k.upper(): v for k, v in base.child("responses").members() if k[:2] != "x-"}
        new = {k.upper(): v for k, v in cand.child("responses").members() if k[:2] != "x-"}
        where = f"{base.pointer}/responses", f"{cand.pointer}/responses"
        met = set()
        for status in sorted(new):
            known = _status_in(status, old)
            if known is None:
                rule = f"response-{_outcome(status)}-status-added"
                message = f"status {status} may be answered now"
                self._ledger.report(rule, where[0], new[status].pointer, message)
                continue
            met.add(known)
            self._judge_response(old[known], new[status], status, turned=turned)
        for status in sorted(old.keys() - met):
            wide = _status_in(status, new)
            if wide is not None:
                self._judge_response(old[status], new[wide], status, turned=turned)
            else:
                rule = f"response-{_outcome(status)}-status-removed"
                message = f"status {status} is not answered any more"
                self._ledger.report(rule, old[status].pointer, where[1], message)

    def _judge_response(self, base: At, cand: At, status: str, *, turned: bool) -> None:
        old, new = self._base.follow(base), self._cand.follow(cand)
        if self._ledger.pairs.same(old.raw, new.raw):
            return
        direction = "request" if turned else "response"
        self._judge_content(old, new, direction, "response-body", status)
        if old.get("headers") or new.get("headers"):
            self._judge_headers(old, new, turned=turned)
        if old.get("links") or new.get("links"):
            self._judge_links(old, new)
        known = frozenset({"content", "headers", "links"})
        self._ledger.rest(old, new, known, f"response {status}")

    def _judge_headers(self, old: At, new: At, *, turned: bool) -> None:
        heads = []
        for side, at in ((self._base, old), (self._cand, new)):
            heads.append(
                {
                    ("header", name.lower()): side.follow(each)
                    for name, each in at.child("headers").members()
                    if name.lower() != "content-type"
                }
            )
        where = f"{old.pointer}/headers", f"{new.pointer}/headers"
        judge = judge_inputs if turned else judge_outputs
        judge(self._ledger, heads[0], heads[1], where)

    def _judge_links(self, base: At, cand: At) -> None:
        old, new = dict(base.child("links").members()), dict(cand.child("links").members())
        for name in sorted(old.keys() | new.keys()):
            first = old.get(name, base.child("links"))
            second = new.get(name, cand.child("links"))
            change = "changed"
            if name not in old or name not in new:
                change = "removed" if name in old else "added"
            else:
                first, second = self._base.follow(first), self._cand.follow(second)
                words = ("operationId", "operationRef", "parameters", "requestBody", "server")
                if all(first.child(w).raw == second.child(w).raw for w in words):
                    continue
            message = f"link {name} {change}"
            self._ledger.report(f"response-link-{change}", first.pointer, second.pointer, message)


def _wire(name: str) -> str:
    """How a media type carries values, see `pairs.Turn`."""
    kind = name.partition(";")[0]
    if kind.endswith(("/xml", "+xml")):
        return "xml"
    if kind.startswith("multipart/"):
        return "parts"
    return "text" if kind == "text/plain" or kind.endswith("/x-www-form-urlencoded") else ""


def _unless_bytes(at: At, name: str) -> At:
    """The schema of a body; bytes as such need none (OpenAPI 3.1.1, 4.8.24.9.2)."""
    if at.raw is None:
        return At(True, at.pointer)
    if not isinstance(at.raw, dict) or _SPELLED.search(name):
        return at
    told = {k: v for k, v in at.raw.items() if k not in DOCUMENTATION and k[:2] != "x-"}
    kind, media = told.pop("type", "string"), str(told.pop("contentMediaType", _BYTES)).lower()
    bare = kind == "string" and (media == _BYTES or covers(name, media))
    told_by_format = told == {"format": "binary"} or (not told and "contentMediaType" in at.raw)
    return At(True, at.pointer) if bare and told_by_format else at


def _range_of(name: str, ranges: dict[str, At]) -> str | None:
    """The narrowest of some media types and ranges that takes in another."""
    found = [each for each in ranges if each != name and covers(each, name)]
    return min(found, key=lambda each: (each.count("*"), -len(each), each)) if found else None


def _key_for(name: str, known: dict[str, At]) -> str | None:
    """The key that applies to a media type: its own, else the narrowest range."""
    return name if name in known else _range_of(name, known)


def _outcome(status: str) -> str:
    return "success" if status.startswith("2") else "non-success"


def _status_in(status: str, known: dict[str, At]) -> str | None:
    """The entry that speaks of a status: its own, its range's, or the default.

    The default is for all that is not declared (O 4.8.16.1); where a success is, it is for errors.
    """
    if status in known:
        return status
    wide = status[0] + "XX"
    if wide in known:
        return wide
    declared = any(each.startswith("2") for each in known)
    return "DEFAULT" if "DEFAULT" in known and (status[0] in "45" or not declared) else None
