"""Names for places in a document, for people."""

from __future__ import annotations


def label(pointer: str) -> str:
    """Return a short name for the place of a schema: ``In.user.age``, ``items[].id``."""
    tokens = [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]
    head = ""
    if tokens[:2] == ["components", "schemas"] and len(tokens) > 2:
        head, tokens = tokens[2], tokens[3:]
    elif "schema" in tokens:
        tokens = tokens[tokens.index("schema") + 1 :]
    words, index = head, 0
    while index < len(tokens):
        token = tokens[index]
        if token in ("properties", "patternProperties") and index + 1 < len(tokens):
            words += f".{tokens[index + 1]}"
            index += 1
        elif token in ("items", "prefixItems"):
            words += "[]"
        elif token == "additionalProperties":  # noqa: S105 - a pointer's token
            words += ".*"
        index += 1
    return words.lstrip(".") or "the value"
