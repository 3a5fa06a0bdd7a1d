"""The cheap search on bytes that decides which files are opened to a parser at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from offramp.imports.inplace import dotted_in_place, whole_word, word_in_place
from offramp.imports.layout import Layout
from offramp.imports.spelling import in_ascii
from offramp.imports.targets import Targets

_BOM16 = (b"\xff\xfe", b"\xfe\xff")
_CODE = (".py", ".pyi", ".pyx", ".pxd", ".ipynb", ".j2", ".pyw")
_MOST_FILES = 1 << 16  # most are smaller, and read by one call


class Sight(NamedTuple):
    """What the search on bytes sees in a file.

    Attributes:
        near: the file names the top-level package of a target, or lies in it.
        finds: it may name a target.
    """

    near: bool
    finds: bool


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
        self._roots = [(root, root.encode()) for root in sorted(targets.roots)]
        self._words = [(t.dotted.encode(), whole_word(t.dotted)) for t in targets.direct if t.word]
        self._dotted = [
            (t.root, t.last.encode(), whole_word(t.last), t.parent.rpartition(".")[2].encode())
            for t in targets.direct
            if not t.word
        ]

    def look(self, path: str, data: bytes) -> Sight:
        """Tell whether a file may name a target, in any spelling that Python takes for it."""
        # Most files name no first component, and most that do need no second look.
        near = self._near(path, data)
        if near and self._plainly(data, near):
            return Sight(near=True, finds=True)
        if data[:2] in _BOM16:
            text: bytes | None = data.decode("utf-16", "replace").encode()
        elif data.isascii() or not (path.endswith(_CODE) or data.startswith(b"#!")):
            return Sight(bool(near), finds=False)
        else:
            text = in_ascii(data)
        return Sight(bool(near), text is not None and self._plainly(text, self._near(path, text)))

    def _near(self, path: str, data: bytes) -> list[str]:
        """Return the first components that are there, or go without saying."""
        tops = self._layout.tops(path)
        # No whole words: in a pickle an opcode's letter stands right before the name.
        return [root for root, name in self._roots if name in data or root in tops]

    def _plainly(self, data: bytes, near: list[str]) -> bool:
        return any(
            root in near and last in data and dotted_in_place(data, pattern, above)
            for root, last, pattern, above in self._dotted
        ) or any(w in data and word_in_place(data, pattern) for w, pattern in self._words)


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
    flags |= getattr(os, "O_BINARY", 0)
    top = os.fspath(root) + os.sep
    for path in paths:
        try:
            handle = os.open(top + path, flags)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            if not os.path.islink(top + path):  # noqa: PTH114 - only after an error
                unreadable.append(f"{path}: {error.strerror}")
            continue
        try:
            data = os.read(handle, _MOST_FILES)
            if len(data) == _MOST_FILES:
                data += _rest(handle)
        except IsADirectoryError:
            continue
        finally:
            os.close(handle)
        yield path, data


def _rest(handle: int) -> bytes:
    parts = []
    while part := os.read(handle, max(os.fstat(handle).st_size, 1 << 20)):
        parts.append(part)
    return b"".join(parts)
