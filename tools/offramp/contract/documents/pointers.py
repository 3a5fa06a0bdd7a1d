"""JSON Pointers (RFC 6901) as keys, and keys as their tokens."""

from __future__ import annotations


def escape(key: str | int) -> str:
    """Return a pointer's token for a key (section 3)."""
    text = key if isinstance(key, str) else str(key)
    if "~" in text:
        text = text.replace("~", "~0")
    return text.replace("/", "~1") if "/" in text else text


def unescape(token: str) -> str:
    """Return the key that a token stands for (section 4)."""
    return token.replace("~1", "/").replace("~0", "~") if "~" in token else token


def keys(pointer: str) -> list[str]:
    """Return the keys of a pointer, that of an item of an array as it is written."""
    return [unescape(token) for token in pointer.split("/")[1:]]
