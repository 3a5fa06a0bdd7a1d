"""What comes back for a call."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

_CODINGS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Content codings (RFC 9110, section 8.4.1), and zlib's word for each."""
_LARGEST = 1 << 24
"""Bytes of a body that are read of what a small one may hold."""


class Answer(NamedTuple):
    """What came back for a call.

    Attributes:
        status: 0 where none was sent.
        headers: as they were sent, names in lower case.
        body: its bytes.
        complete: whether the application ended it.
        cut: where offramp stopped reading; empty where it did not.
        raised: what the application raised; empty where it did not.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    complete: bool
    cut: str
    raised: str

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Answer:
        """Read what ``emitter/probe.py`` wrote."""
        headers = tuple((str(name), str(value)) for name, value in data["headers"])
        body = data["body"].encode("latin-1")
        return cls(data["status"], headers, body, data["complete"], data["cut"], data["raised"])

    def header(self, name: str) -> str | None:
        """Return a header's value; an empty one says nothing, and is None as well."""
        wanted = name.lower()
        return next((value.strip() for key, value in self.headers if key == wanted), "") or None

    def decoded(self) -> bytes:
        """Return the body without its content coding.

        Raises:
            LookupError: the coding is not known.
            zlib.error: the body is not in it.
        """
        coding = (self.header("content-encoding") or "identity").lower()
        if coding == "identity":
            return self.body
        if coding not in _CODINGS:
            raise LookupError(f"its content coding is {coding}")
        return zlib.decompressobj(_CODINGS[coding]).decompress(self.body, _LARGEST)
