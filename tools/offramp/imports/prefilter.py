"""The cheap search on bytes that decides which files are opened to a parser at all."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from offramp.imports.targets import Target

_BOM16 = (b"\xff\xfe", b"\xfe\xff")
# Lead bytes of characters that NFKC may turn into ASCII letters: an identifier may be written
# with them and still be the same name to Python (PEP 3131).
_COMPATIBLE = re.compile(
    rb"\xef[\xac-\xbe]|\xf0\x9d|\xe2[\x81-\x86]|\xe1[\xb4-\xba]|\xca|\xc2[\xaa\xba]|\xc5\xbf"
)


class Search:
    """Tells whether a file's bytes may hold a reference to one of the targets.

    It may say yes too often and never says no wrongly, for what is written out in the file: the
    last component of a target must be there as a whole word.

    Args:
        targets: what is looked for.
    """

    def __init__(self, targets: Iterable[Target]) -> None:
        words = sorted({t.last.encode() for t in targets})
        alternatives = b"|".join(re.escape(word) for word in words)
        self._words = words
        self._pattern = re.compile(rb"(?<![0-9A-Za-z_])(?:" + alternatives + rb")(?![0-9A-Za-z_])")

    def finds(self, data: bytes) -> bool:
        """Whether the bytes hold one of the words, in any spelling that Python takes for it."""
        if any(word in data for word in self._words) and self._pattern.search(data):
            return True
        if data[:2] in _BOM16:
            return self.finds(data.decode("utf-16", "replace").encode())
        if data.isascii() or not _COMPATIBLE.search(data):
            return False
        normal = unicodedata.normalize("NFKC", data.decode("utf-8", "replace")).encode()
        return normal != data and self._pattern.search(normal) is not None


def read_all(
    root: Path, paths: Iterable[str], unreadable: list[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of every regular file; links are not followed.

    Args:
        root: the folder that the paths are relative to.
        paths: what to read; what is no longer there is passed over.
        unreadable: filled with the paths of files that exist and cannot be read.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    top = os.fspath(root) + os.sep
    for path in paths:
        try:
            handle = os.open(top + path, flags | getattr(os, "O_BINARY", 0))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            if not os.path.islink(top + path):  # noqa: PTH114 - only after an error
                unreadable.append(f"{path}: {error.strerror}")
            continue
        try:
            data = _read(handle)
        except IsADirectoryError:
            continue
        finally:
            os.close(handle)
        yield path, data


def _read(handle: int) -> bytes:
    size = os.fstat(handle).st_size
    data = os.read(handle, size + 1)
    if len(data) <= size:
        return data
    parts = [data]
    while part := os.read(handle, 1 << 20):
        parts.append(part)
    return b"".join(parts)
