"""Compare security schemes: how credentials are carried, and where they come from."""

from __future__ import annotations

from typing import Any

from offramp.contract.documents.side import At
from offramp.contract.documents.values import key_of
from offramp.contract.ledger import Ledger

_CARRIED = ("in", "name", "scheme", "openIdConnectUrl")
_HINTS = ("bearerFormat", "deprecated", "oauth2MetadataUrl")
_KNOWN = frozenset({"type", "flows", *_CARRIED, *_HINTS})
_URLS = {
    "authorizationUrl": "api-security-component-oauth-url-changed",
    "tokenUrl": "api-security-component-oauth-token-url-changed",
}


def scheme_key(raw: Any) -> str:
    """Return what a client does by a scheme, as a text: two schemes with one key are the same."""
    if not isinstance(raw, dict):
        return ""
    flows = {name: _urls(flow).raw for name, flow in At(raw, "").child("flows").members()}
    return key_of([raw.get("type"), _carried(raw), flows])


def judge_scheme(ledger: Ledger, name: str, base: At, cand: At) -> None:
    """Compare two versions of a scheme that operations ask for.

    Args:
        ledger: takes the findings.
        name: what the scheme is called.
        base: the Security Scheme Objects.
        cand: likewise, of the candidate.
    """
    where = base.pointer, cand.pointer
    if base.get("type") != cand.get("type"):
        message = f"{name} is {cand.get('type')} now; it was {base.get('type')}"
        ledger.report("api-security-component-type-changed", *where, message)
        return
    if _carried(base.raw) != _carried(cand.raw):
        message = f"credentials of {name} are carried or issued in another way"
        ledger.report("api-security-component-changed", *where, message)
    _judge_flows(ledger, name, base.child("flows"), cand.child("flows"))
    hints = [w for w in _HINTS if (base.get(w) or None) != (cand.get(w) or None)]
    if hints:
        ledger.report("documentation-changed", *where, f"{name}: {', '.join(hints)} changed")
    ledger.rest(base, cand, _KNOWN, name)


def _carried(raw: Any) -> dict[str, Any]:
    """Names of headers and schemes are case-insensitive (RFC 9110, sections 5.1 and 11.1)."""
    kept = {word: raw[word] for word in _CARRIED if isinstance(raw, dict) and word in raw}
    if kept.get("in") == "header":
        kept["name"] = str(kept.get("name")).lower()
    if "scheme" in kept:
        kept["scheme"] = str(kept["scheme"]).lower()
    return kept


def _judge_flows(ledger: Ledger, name: str, base: At, cand: At) -> None:
    for flow in sorted({n for at in (base, cand) for n, _ in at.members() if n[:2] != "x-"}):
        old, new = base.child(flow), cand.child(flow)
        if old.raw is None:
            message = f"{name} may be obtained by the flow {flow} now"
            rule = "api-security-component-oauth-flow-added"
            ledger.report(rule, base.pointer, new.pointer, message)
        elif new.raw is None:
            message = f"{name} may not be obtained by the flow {flow} any more"
            ledger.report("api-security-component-changed", old.pointer, cand.pointer, message)
        else:
            _judge_flow(ledger, f"{name} ({flow})", old, new)


def _judge_flow(ledger: Ledger, name: str, base: At, cand: At) -> None:
    for word in sorted(_urls(base).raw | _urls(cand).raw):
        old, new = base.child(word), cand.child(word)
        if old.raw != new.raw:
            rule = _URLS.get(word, "api-security-component-changed")
            rule = "documentation-changed" if old.raw is None else rule
            message = f"{name}: {word} is {new.raw} now; it was {old.raw}"
            ledger.report(rule, old.pointer, new.pointer, message)
    was, now = (dict(at.child("scopes").members()) for at in (base, cand))
    for change, gone in (("removed", was.keys() - now.keys()), ("added", now.keys() - was.keys())):
        if gone:
            shown = ", ".join(sorted(gone))
            words = "not offered any more" if change == "removed" else "offered now"
            ledger.report(
                f"api-security-component-oauth-scope-{change}",
                f"{base.pointer}/scopes",
                f"{cand.pointer}/scopes",
                f"{name}: {shown} is {words}",
                member=shown,
            )
    told = sorted(n for n in was.keys() & now.keys() if was[n].raw != now[n].raw)
    if told:
        message = f"{name}: the text of {', '.join(told)} changed"
        pointers = f"{base.pointer}/scopes", f"{cand.pointer}/scopes"
        ledger.report("documentation-changed", *pointers, message)
    ledger.rest(base, cand, frozenset({"scopes", *_urls(base).raw, *_urls(cand).raw}), name)


def _urls(flow: At) -> At:
    """The addresses that a client of a flow calls."""
    return At({k: v.raw for k, v in flow.members() if k.endswith("Url")}, flow.pointer)
