"""The cheap search on bytes that decides which files are opened to a parser at all."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from offramp.imports.inplace import dotted_in_place, whole_word, word_in_place
from offramp.imports.layout import Layout
from offramp.imports.targets import Targets

_BOM16 = (b"\xff\xfe", b"\xfe\xff")
_CODE = (".py", ".pyi", ".pyx", ".pxd", ".ipynb", ".j2", ".pyw")
_ASCII = bytes(range(128))


class Search:
    """Tells whether a file's bytes may hold a reference to one of the targets.

    It may say yes too often and never says no wrongly, for names that are written out. Of a dotted
    target, the last component must be there as a whole word, beside the first one; inside the
    target's own top-level package the first one may be missing (relative imports). A single word
    must stand where an import, an option or a quoted name would have it.

    Args:
        targets: what is looked for.
        layout: tells which files lie in a target's top-level package.
    """

    def __init__(self, targets: Targets, layout: Layout) -> None:
        self._layout = layout
        self._words = [t.dotted.encode() for t in targets.direct if t.word]
        self._dotted = [
            (t.last.encode(), whole_word(t.last), t.parent.rpartition(".")[2].encode(), t.root)
            for t in targets.direct
            if not t.word
        ]
        self._roots = {root: root.encode() for root in sorted(targets.roots)}
        self._word = {word: whole_word(word.decode()) for word in self._words}

    def finds(self, path: str, data: bytes) -> bool:
        """Whether a file may name a target, in any spelling that Python takes for it."""
        if self._plainly(path, data):
            return True
        if data[:2] in _BOM16:
            return self._plainly(path, data.decode("utf-16", "replace").encode())
        if data.isascii() or not (path.endswith(_CODE) or data.startswith(b"#!")):
            return False
        # An identifier may be written with characters that NFKC turns into letters, and still be
        # the same name to Python (PEP 3131). Few files have any.
        others = set(data.translate(None, _ASCII).decode("utf-8", "ignore"))
        if not any(map(_stands_for_letters, others)):
            return False
        normal = unicodedata.normalize("NFKC", data.decode("utf-8", "replace"))
        return self._plainly(path, normal.encode())

    def _plainly(self, path: str, data: bytes) -> bool:
        for last, pattern, above, root in self._dotted:
            near = last in data and self._near(path, data, root)
            if near and dotted_in_place(data, pattern, above):
                return True
        return any(w in data and word_in_place(data, self._word[w]) for w in self._words)

    def near(self, path: str, data: bytes) -> bool:
        """Whether a file names the top-level package of a target, or lies in it."""
        return any(self._near(path, data, root) for root in self._roots)

    def _near(self, path: str, data: bytes, root: str) -> bool:
        """Whether the first component is there too, or goes without saying."""
        # No whole word: in a pickle an opcode's letter stands right before the name.
        if self._roots[root] in data:
            return True
        return any(name.partition(".")[0] == root for name in self._layout.names(path))


@cache
def _stands_for_letters(character: str) -> bool:
    """Whether an identifier may hold the character in the place of ASCII letters or digits."""
    if not ("a" + character).isidentifier():
        return False
    normal = unicodedata.normalize("NFKC", character)
    return any(c.isascii() and c.isalnum() for c in normal)


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
