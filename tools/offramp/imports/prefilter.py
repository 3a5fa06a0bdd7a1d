"""The cheap search on bytes that decides which files are opened to a parser at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from offramp.imports.filetypes import FileType, file_type
from offramp.imports.inplace import dotted_in_place, whole_word, word_in_place
from offramp.imports.layout import Layout
from offramp.imports.spelling import in_ascii, respellings
from offramp.imports.targets import Targets

_BOM16 = (b"\xff\xfe", b"\xfe\xff")
_CODE = {
    FileType.PYTHON,
    FileType.STUB,
    FileType.CYTHON,
    FileType.TEMPLATE,
    FileType.NOTEBOOK,
}
# Few and small, and a word may be a module's name in any place of them.
_SETTINGS = {FileType.TOML, FileType.INI, FileType.YAML, FileType.COMMAND}
_MOST_FILES = 1 << 16  # most are smaller, and read by one call


class Search:
    """Tells whether a file's bytes may hold a reference to one of the targets.

    It may say yes too often and never says no wrongly, for names that are written out. Of a dotted
    target, the last component must be there as a whole word, beside the first one; inside the
    target's own top-level package the first one may be missing (relative imports). A single word
    must stand where an import, an option or a quoted name would have it, but in settings.

    Args:
        targets: what is looked for.
        layout: tells which files lie in a target's top-level package.
    """

    def __init__(self, targets: Targets, layout: Layout) -> None:
        self._layout = layout
        self._lasts = sorted(targets.lasts)
        self._words = [(t.dotted.encode(), whole_word(t.dotted)) for t in targets.direct if t.word]
        self._dotted = [
            (t.root, t.last.encode(), whole_word(t.last), t.parent.rpartition(".")[2].encode())
            for t in targets.direct
            if not t.word
        ]

    @property
    def patterns(self) -> list[str]:
        """Patterns of which every file that may name a target holds one.

        These are the last components as whole words, the same in UTF-16 of either byte order, and
        the characters that may stand for letters of one.
        """
        words = {word.decode() for word, _ in self._words}
        wide = [r"\x00".join(last) for last in self._lasts]
        return [
            *(_within(last) if last in words else rf"\b{last}\b" for last in self._lasts),
            *wide,
            *respellings(set("".join(self._lasts))),
        ]

    def finds(self, path: str, data: bytes) -> bool:
        """Tell whether a file may name a target, in any spelling that Python takes for it."""
        if self._plainly(path, data):
            return True
        if data[:2] in _BOM16:
            return self._plainly(path, data.decode("utf-16", "replace").encode())
        if data.isascii() or file_type(path, data) not in _CODE:
            return False
        text = in_ascii(data)
        return text is not None and self._plainly(path, text)

    def _plainly(self, path: str, data: bytes) -> bool:
        return any(
            last in data and self._near(path, data, root) and dotted_in_place(data, pattern, above)
            for root, last, pattern, above in self._dotted
        ) or any(w in data and _single(path, data, w, pattern) for w, pattern in self._words)

    def _near(self, path: str, data: bytes, root: str) -> bool:
        """Whether a first component is there, or goes without saying."""
        # No whole word: in a pickle an opcode's letter stands right before the name.
        return root.encode() in data or root in self._layout.tops(path)


def _within(word: str) -> str:
    """Return a pattern for a whole word, also behind an option's or a pickle opcode's letter."""
    return rf"{word}(?:(?<!\w{word})|(?<=-[mp]{word})|(?<=\b[ci]{word}))\b"


def _single(path: str, data: bytes, word: bytes, whole: re.Pattern[bytes]) -> bool:
    """Whether a target that is one word stands where a module may be named."""
    if word_in_place(data, whole) or any(option + word in data for option in (b"-m", b"-p")):
        return True
    kind = file_type(path, data)
    return kind is FileType.BINARY or (kind in _SETTINGS and whole.search(data) is not None)


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
