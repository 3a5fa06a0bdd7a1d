"""Compare who may call, and where: security requirements and servers."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from offramp.contract.documents.side import At, Operation, Side
from offramp.contract.ledger import Ledger
from offramp.contract.operations.schemes import judge_scheme, scheme_key

Alternative = dict[str, frozenset[str]]
"""What must be presented together: scopes by scheme."""


class Access:
    """Compares security and servers, once for each pair of places that say them.

    Args:
        ledger: takes the findings.
        base: the documents.
        cand: likewise, of the candidate.
    """

    def __init__(self, ledger: Ledger, base: Side, cand: Side) -> None:
        self._ledger = ledger
        self._base = base
        self._cand = cand
        self._old = _schemes(base)
        self._new = _schemes(cand)
        self._names = self._renamed()

    def _renamed(self) -> dict[str, str]:
        """Base names of candidate schemes: the same name, or else the same scheme."""
        names = {name: name for name in self._new if name in self._old}
        free = [name for name in self._old if name not in self._new]
        for name in self._new.keys() - names.keys():
            for other in free:
                if scheme_key(self._old[other].raw) == scheme_key(self._new[name].raw):
                    names[name] = other
                    free.remove(other)
                    break
        return names

    def judge_security(self, base: Operation, cand: Operation) -> None:
        """Compare which credentials two operations ask for.

        Alternatives are sets: whoever could call must still find one that asks for no more.
        """
        old, new = self.asked(base), self._asked_now(cand)
        where = _security(base, self._base).pointer, _security(cand, self._cand).pointer
        self._judge_schemes(old, new)
        if old == new:
            return
        for wanted in old:
            if any(_asks_no_more(each, wanted) for each in new):
                continue
            self._report_lost(wanted, new, where)
        for each in new:
            self._judge_new(each, old, where)

    def asked(self, base: Operation) -> list[Alternative]:
        """Return the alternatives of which a caller of the base must meet one."""
        return _alternatives(_security(base, self._base).raw, {})

    def _asked_now(self, cand: Operation) -> list[Alternative]:
        return _alternatives(_security(cand, self._cand).raw, self._names)

    def lost(self, base: Operation, cand: Operation) -> list[Alternative]:
        """Return the base's alternatives that are not enough for the candidate any more."""
        new = self._asked_now(cand)
        return [w for w in self.asked(base) if not any(_asks_no_more(each, w) for each in new)]

    def _judge_new(self, each: Alternative, old: list[Alternative], where: tuple[str, str]) -> None:
        """Report an alternative that asks for less than each of the old ones does."""
        if any(_asks_no_more(known, each) for known in old):
            return
        if any(known.keys() == each.keys() and _asks_no_more(each, known) for known in old):
            message = f"fewer scopes are asked for: {spell(each)}"
            rule = "api-security-scope-removed"
        else:
            message = f"{spell(each)} is enough now"
            rule = "api-security-alternative-added"
        self._ledger.report(rule, *where, message, member=spell(each))

    def _report_lost(
        self, wanted: Alternative, new: list[Alternative], where: tuple[str, str]
    ) -> None:
        same = next((each for each in new if each.keys() == wanted.keys()), None)
        if same is not None:
            extra = sorted(s for name in same for s in same[name] - wanted[name])
            message = f"scope {', '.join(extra)} is asked for now"
            rule, wanted = "api-security-scope-added", same
        elif not wanted or any(wanted.keys() < each.keys() for each in new):
            asked = " or ".join(spell(each) for each in new)
            message = f"{asked} is asked for now; {spell(wanted)} was enough"
            rule = "api-security-added"
        else:
            message = f"{spell(wanted)} is not enough any more"
            rule = "api-security-removed"
        self._ledger.report(rule, *where, message, member=spell(wanted))

    def _judge_schemes(self, old: list[Alternative], new: list[Alternative]) -> None:
        used = {name for each in old for name in each} & {name for each in new for name in each}
        for name in sorted(used):
            other = next((n for n, o in self._names.items() if o == name), name)
            first, second = self._old.get(name), self._new.get(other)
            if first is None or second is None:
                continue
            if not self._ledger.pairs.same(first.raw, second.raw):
                judge_scheme(self._ledger, name, first, second)

    def judge_servers(self, base: Operation, cand: Operation) -> None:
        """Compare where two operations are served; what a base does not say is no promise."""
        old_at, new_at = (
            next(
                (at for at in (op.at, op.item, side.root) if at.child("servers").raw),
                side.root,
            ).child("servers")
            for op, side in ((base, self._base), (cand, self._cand))
        )
        if old_at.raw == new_at.raw:
            return
        old, new = (_servers(at) or {"": At({"url": "/"}, at.pointer)} for at in (old_at, new_at))
        for url in sorted(new.keys() - old.keys()):
            blank = _NAMED.sub("{}", url)
            twin = next((u for u in old if u not in new and _NAMED.sub("{}", u) == blank), None)
            if twin is not None:
                new[twin] = new.pop(url)
        for url in sorted(old.keys() | new.keys()):
            if url not in new and old_at.raw:
                message = f"server {old[url].raw['url']} is gone"
                if len(new) == 1:
                    message += f"; there is {next(iter(new.values())).raw['url']}"
                self._ledger.report("api-server-removed", old[url].pointer, new_at.pointer, message)
            elif url not in old and url in new:
                message = f"server {new[url].raw['url']} is new"
                self._ledger.report("api-server-added", old_at.pointer, new[url].pointer, message)
            elif url in new:
                self._judge_variables(old[url], new[url])

    def _judge_variables(self, base: At, cand: At) -> None:
        """Compare what may stand for each variable of an address; their names mean nothing."""
        names = zip(*(_NAMED.findall(at.child("url").raw) for at in (base, cand)), strict=True)
        for name, other in names:
            old, new = base.child("variables", name), cand.child("variables", other)
            where = old.pointer, new.pointer
            was, now = _values(old), _values(new)
            gone, come = (was - now if now else set()), (now - was if was else set())
            if gone or (now and not was):
                message = f"server variable {name!r} may not be {', '.join(sorted(gone)) or 'any'}"
                self._ledger.report("api-server-variable-value-removed", *where, message)
            if come or (was and not now):
                message = f"server variable {name!r} may be {', '.join(sorted(come)) or 'any'} now"
                self._ledger.report("api-server-variable-value-added", *where, message)
            if old.child("default").raw != new.child("default").raw:
                message = f"server variable {name!r} is {new.child('default').raw} by default now"
                self._ledger.report("api-server-variable-default-changed", *where, message)


_NAMED = re.compile(r"\{([^{}]*)\}")


def _security(operation: Operation, side: Side) -> At:
    """An operation's requirements, or else the document's (OpenAPI 3.1, section 4.8.10)."""
    own = operation.at.child("security")
    return own if own.raw is not None else side.root.child("security")


def _values(at: At) -> set[str]:
    return set(map(str, at.child("enum").raw or ()))


def _servers(at: At) -> dict[str, At]:
    found = {}
    for each in at.items():
        url = each.child("url").raw
        if isinstance(url, str):
            found[_url_key(url)] = each
    return found


def _url_key(url: str) -> str:
    """Scheme and host are case-insensitive (RFC 3986, section 6.2.2.1); a last slash is nothing."""
    parts = urlsplit(url) if "{" not in url else None
    if parts and parts.netloc:
        url = parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()).geturl()
    return url.rstrip("/")


def _schemes(side: Side) -> dict[str, At]:
    return {
        name: side.follow(at)
        for name, at in side.root.child("components", "securitySchemes").members()
    }


def _alternatives(raw: Any, names: dict[str, str]) -> list[Alternative]:
    if not isinstance(raw, list) or not raw:
        return [{}]
    found: list[Alternative] = []
    for each in raw:
        if isinstance(each, dict):
            made = {
                str(names.get(_own(name), _own(name))): frozenset(
                    map(str, scopes if isinstance(scopes, list) else ())
                )
                for name, scopes in each.items()
            }
            if made not in found:
                found.append(made)
    found.sort(key=lambda each: sorted((name, sorted(each[name])) for name in each))
    return found


def _own(name: str) -> str:
    """The name of a scheme; OpenAPI 3.2 (section 4.30) takes its address as well."""
    return name.removeprefix("#/components/securitySchemes/")


def _asks_no_more(each: Alternative, wanted: Alternative) -> bool:
    return all(name in wanted and scopes <= wanted[name] for name, scopes in each.items())


def spell(each: Alternative) -> str:
    """Return an alternative in words: schemes, with their scopes."""
    if not each:
        return "no authentication"
    parts = (f"{n} ({', '.join(sorted(s))})" if s else n for n, s in sorted(each.items()))
    return " and ".join(parts)
