"""Names for places in a document, for people."""

from __future__ import annotations

from offramp.contract.documents.pointers import keys

UNNAMED = "the parameter"
"""What a parameter is called by a pointer that counts parameters."""


def label(pointer: str) -> str:
    """Return a short name for the place of a schema: ``In.user.age``, ``items[].id``."""
    tokens = keys(pointer)
    head, rest = _head(tokens)
    words, index = head, 0
    while index < len(rest):
        token = rest[index]
        if token in ("properties", "patternProperties") and index + 1 < len(rest):
            words += f".{rest[index + 1]}"
            index += 1
        elif token in ("items", "prefixItems"):
            words += "[]"
        elif token == "additionalProperties":  # noqa: S105 - a pointer's token
            words += ".*"
        index += 1
    return words.lstrip(".") or _whole(tokens)


def _head(tokens: list[str]) -> tuple[str, list[str]]:
    """Split a pointer into the name of what holds the schema, and the way inside the schema."""
    if tokens[:2] == ["components", "schemas"] and len(tokens) > 2:
        return tokens[2], tokens[3:]
    if "schema" not in tokens:
        return "", tokens
    start = tokens.index("schema")
    holder = tokens[:start]
    if len(holder) > 1 and holder[-2] in ("headers", "parameters") and not holder[-1].isdecimal():
        return holder[-1], tokens[start + 1 :]
    return "", tokens[start + 1 :]


def _whole(tokens: list[str]) -> str:
    """What a message calls a schema that has no name."""
    if "parameters" in tokens:
        return UNNAMED
    return "the body" if "content" in tokens else "the value"
