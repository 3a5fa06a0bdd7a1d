"""Read the documents that a document refers to: those that are listed, and no others.

Nothing is read or fetched without a pattern that names it. What has been read lies in the document
itself, below `names.BUNDLE`, so that comparing stays free of files and network.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from offramp.contract.documents.names import join
from offramp.contract.documents.side import At, objects, outward
from offramp.errors import DocumentError

if TYPE_CHECKING:
    from offramp.contract.reading.document import Document

MAX_DOCUMENTS = 200
MAX_BYTES = 32_000_000
"""The most that one document may have; all together may have four times as much."""
SECONDS = 20.0

_URL = re.compile(r"https?://[^/?#@\\\s]+(/[^#\\\s]*)?\Z", re.IGNORECASE)
_DOTS = re.compile(r"%2e|%2f|%5c", re.IGNORECASE)


class Allowed:
    """Patterns of documents that may be read.

    ``*`` stands for any text without a slash and ``**`` for any text; ``https://…`` patterns are
    for addresses, others for paths relative to the document's folder.

    Args:
        patterns: the list; nothing is allowed where it is empty.
        folder: the document's folder.
    """

    def __init__(self, patterns: Sequence[str], folder: Path) -> None:
        self._folder = Path(os.path.realpath(folder))
        self._urls = [_translated(each, r"[^/?#@\\]") for each in patterns if "://" in each]
        self._paths = [
            _translated(join("", each), r"[^/]") for each in patterns if "://" not in each
        ]

    def url(self, address: str) -> bool:
        """Whether an address may be fetched; its host counts without case (RFC 3986, 6.2.2.1)."""
        if not _URL.match(address) or _DOTS.search(address) or "/../" in address:
            return False
        scheme, _, rest = address.partition("://")
        host, slash, path = rest.partition("/")
        shown = f"{scheme.lower()}://{host.lower()}{slash}{path}"
        return any(pattern.match(shown) for pattern in self._urls)

    def file(self, address: str) -> Path | None:
        """Return the file at a relative path; None where it, or what it links to, is not listed."""
        if not self._paths or "\\" in address or "\0" in address or address.startswith("/"):
            return None
        real = self.real(address)
        try:
            relative = Path(os.path.relpath(real, self._folder)).as_posix()
        except ValueError:  # another drive
            return None
        listed = all(any(p.match(each) for p in self._paths) for each in (address, relative))
        return real if listed else None

    def real(self, address: str) -> Path:
        """Return the path of a file with all links resolved."""
        return Path(os.path.realpath(self._folder / address))


def _translated(pattern: str, one: str) -> re.Pattern[str]:
    words = {"**/": "(?:.*/)?", "**": ".*", "*": f"{one}*", "?": one}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    return re.compile("".join(words.get(part) or re.escape(part) for part in parts) + r"\Z")


def read_all(
    document: Document, allow: Sequence[str], parse: Callable[[bytes, str], Document]
) -> dict[str, Document]:
    """Read what a document refers to, and what that refers to.

    Args:
        document: where to begin; paths are relative to its file's folder.
        allow: patterns; see `Allowed`.
        parse: reads a document from bytes and a name.

    Returns:
        The documents by address, in order; its own file is ``document`` itself.

    Raises:
        DocumentError: a listed document cannot be read in time, is too large, or is neither JSON
            nor YAML; or there are too many.
    """
    path = document.path
    allowed = Allowed(allow, path.parent)
    own = Path(os.path.realpath(path))
    found: dict[str, Document] = {}
    left = 4 * MAX_BYTES
    queue: list[tuple[str, Any]] = [("", document.data)]
    for base, value in queue:
        for ref in _references(value):
            address = join(base, ref)
            if address in found or address == "":
                continue
            if "://" in address:
                if not allowed.url(address):
                    continue
                raw = _fetch(address, allowed, f"{base or path}: {ref}")
            elif not address.startswith("/") and allowed.real(address) == own:
                found[address] = document
                continue
            else:
                file = allowed.file(address)
                if file is None or "://" in base:
                    continue
                raw = _read(file, f"{base or path}: {ref}")
            left -= len(raw)
            if left < 0 or len(found) >= MAX_DOCUMENTS:
                raise _refused(
                    f"more than {MAX_DOCUMENTS} documents or {4 * MAX_BYTES} bytes", str(path)
                )
            found[address] = parse(raw, address)
            queue.append((address, found[address].data))
    return dict(sorted(found.items()))


def _references(value: Any) -> list[str]:
    """The references that lead out of a document, in a stable order."""
    found = outward(orjson.dumps(value))
    if not found:
        return []
    meant = {
        ref
        for at in objects(At(value, ""))
        for ref in (at.raw.get("$ref"), at.raw.get("$dynamicRef"))
        if isinstance(ref, str)
    }
    return sorted(ref for ref in meant if not ref.startswith("#"))


def _read(path: Path, where: str) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _refused("it is no file", where)
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refused(error.strerror or str(error), where) from error
    return _bounded(raw, where)


def _fetch(address: str, allowed: Allowed, where: str) -> bytes:
    import http.client
    import time
    import urllib.error
    import urllib.request

    class Listed(urllib.request.HTTPRedirectHandler):
        """Follows a redirection to where the list leads as well."""

        def redirect_request(
            self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
        ) -> urllib.request.Request | None:
            if not allowed.url(newurl):
                raise urllib.error.URLError(f"it leads on to {newurl}, which is not listed")
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    end = time.monotonic() + SECONDS
    raw = b""
    try:
        opener = urllib.request.build_opener(Listed)
        with opener.open(address, timeout=SECONDS / 2) as answer:
            while len(raw) <= MAX_BYTES and (part := answer.read1(1 << 16)):
                raw += part
                if time.monotonic() > end:
                    raise _refused(f"not read after {SECONDS:.0f} seconds", where)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise _refused(str(error) or type(error).__name__, where) from error
    return _bounded(raw, where)


def _bounded(raw: bytes, where: str) -> bytes:
    if len(raw) > MAX_BYTES:
        raise _refused(f"more than {MAX_BYTES} bytes", where)
    return raw


def _refused(found: str, where: str) -> DocumentError:
    return DocumentError(
        "a document that is referred to cannot be read",
        expected="what allow-refs lists can be read, or allow-refs does not list it",
        found=found,
        where=where,
    )
