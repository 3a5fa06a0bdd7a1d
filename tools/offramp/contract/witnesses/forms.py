"""Example strings of the formats that JSON Schema and OpenAPI know."""

from __future__ import annotations

from collections.abc import Iterator

_EXAMPLES = {
    "date": "2024-01-31",
    "date-time": "2024-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "P1D",
    "email": "a@example.com",
    "idn-email": "a@example.com",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/a",
    "uri-reference": "/a",
    "iri": "https://example.com/a",
    "iri-reference": "/a",
    "uri-template": "/a/{b}",
    "uuid": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "json-pointer": "/a",
    "relative-json-pointer": "1/a",
    "regex": "a",
}
_UNASSERTED = {
    **{f"uuid{n}": f"6ba7b810-9dad-{n}1d1-80b4-00c04fd430c8" for n in (1, 3, 4, 5)},
    "ipvanyaddress": "192.0.2.1",
    "ipv4network": "192.0.2.0/24",
    "ipv6network": "2001:db8::/32",
    "ipvanynetwork": "192.0.2.0/24",
    "ipv4interface": "192.0.2.1/24",
    "byte": "YQ==",
    "base64": "YQ==",
    "base64url": "YQ==",
    "json-string": "1",
    "color": "#123456",
    "decimal": "1",
}
"""Formats that frameworks write and mean, and no validator of JSON Schema knows."""
_NEAR_MISSES = ("a", "", "0", "é", "/a", "a b", "1.2.3", "a..b", "-a", "{", "(", "~")
_LONGEST_MAILBOX = 64
_LONGEST_LABEL = 63

KNOWN = frozenset(_EXAMPLES)
"""Formats that the validator asserts; any other says nothing to it."""


def example(form: str, least: int = 0) -> str | None:
    """Return a string of a format, of a least length where the format has long strings.

    Args:
        form: the format's name; None is returned for an unknown one.
        least: the number of characters wished for.
    """
    short = _EXAMPLES.get(form) or _UNASSERTED.get(form)
    if short is None or len(short) >= least:
        return short
    return _longer(form, short, least - len(short))


def _longer(form: str, short: str, missing: int) -> str | None:
    if form in ("uri", "iri", "uri-reference", "iri-reference", "uri-template", "json-pointer"):
        return short + "a" * missing
    if form in ("email", "idn-email") and missing < _LONGEST_MAILBOX:
        return "a" * missing + short
    if form in ("hostname", "idn-hostname"):
        labels = "".join("a" if n % 60 else "." for n in range(1, missing))
        return f"a{labels}{short}" if missing < _LONGEST_LABEL * 3 else None
    if form == "regex":
        return short + "a" * missing
    if form == "date-time" and missing > 1:
        return f"{short[:-1]}.{'0' * (missing - 1)}Z"
    return None


def all_examples() -> Iterator[str]:
    """Iterate over an example of each format, and over strings that just miss most of them."""
    yield from dict.fromkeys((*_EXAMPLES.values(), *_NEAR_MISSES))
