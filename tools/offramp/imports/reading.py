"""Read one file, whatever it is, and say what it names."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from offramp.imports.filetypes import FileType, file_type
from offramp.imports.fragment import FragmentPlaces, Piece
from offramp.imports.mentions import Mentions
from offramp.imports.model import Kind, Reference
from offramp.imports.places import Places
from offramp.imports.source import Source
from offramp.imports.syntax.lines import Lines
from offramp.imports.syntax.reader import Reader, Surroundings, parse
from offramp.imports.syntax.tokens import TokenReader
from offramp.imports.targets import Targets
from offramp.imports.text.commands import record_commands
from offramp.imports.text.config import record_config
from offramp.imports.text.documents import record_document, record_other
from offramp.imports.text.notebooks import Cell, cells, without_magics
from offramp.imports.text.pickles import is_text_pickle, record_pickle

_CONFIG = {FileType.TOML, FileType.INI, FileType.YAML, FileType.JSON}
_PYTHON = {FileType.PYTHON, FileType.STUB}
_TOLERANT = {FileType.CYTHON, FileType.TEMPLATE}
_DEEPEST = 6000  # calls within calls: as many as fit on a stack of the usual size


@dataclass(frozen=True)
class FileReading:
    """What one file names.

    Attributes:
        references: sorted by place.
        exports: names of the module → legacy dotted name that they stand for.
        unparsed: it is Python, and no parser accepts it.
        overflow: there were more references that count than are listed.
    """

    references: Sequence[Reference] = ()
    exports: dict[str, str] = field(default_factory=dict)
    unparsed: bool = False
    overflow: bool = False


class FileReader:
    """Reads files of one tree.

    Args:
        targets: what is looked for.
        mentions: finds names in text.
    """

    def __init__(self, targets: Targets, mentions: Mentions) -> None:
        self._targets = targets
        self._mentions = mentions
        self._python = Reader(mentions)

    def read(self, path: str, data: bytes, around: Surroundings) -> FileReading:
        """Return what a file names.

        Args:
            path: relative to the root.
            data: its content.
            around: what its place in the tree decides.
        """
        kind = file_type(path, data)
        if kind is FileType.BINARY or (kind is FileType.OTHER and is_text_pickle(data)):
            places = Places(path, Source(b""), self._targets)
            record_pickle(data, places)
            return FileReading(places.references)
        source = Source(data)
        if kind in _PYTHON | _TOLERANT:
            return self._code(path, source, kind, around)
        places = Places(path, source, self._targets)
        self._text(kind, places, around)
        return FileReading(places.references, overflow=places.overflow)

    def _code(self, path: str, source: Source, kind: FileType, around: Surroundings) -> FileReading:
        lines = Lines(source, self._targets)
        tree = parse(source, lines)
        parsed = tree is not None and source.valid
        as_kind = Kind.STUB if kind is FileType.STUB else None
        places = Places(path, source, self._targets, kind=as_kind, parsed=parsed)
        exports = self._walked(tree, places, around, lines) if tree is not None else None
        if exports is None:
            exports, parsed = {}, False
            places = Places(path, source, self._targets, kind=as_kind, parsed=False)
            TokenReader(self._mentions, places, around.packages).record()
        unparsed = not parsed and kind in _PYTHON
        if not parsed and not unparsed:
            found = [replace(r, parsed=True) for r in places.references]
            return FileReading(found, exports, overflow=places.overflow)
        return FileReading(places.references, exports, unparsed, places.overflow)

    def _walked(
        self, tree: ast.Module, places: Places, around: Surroundings, lines: Lines
    ) -> dict[str, str] | None:
        """Read a syntax tree; return None where it is too deep for that, as generated code may be.

        The parser's own bound lies above the interpreter's usual one for calls within calls.
        """
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(before, _DEEPEST))
        try:
            return self._python.read(tree, places, around, lines)
        except RecursionError:
            return None
        finally:
            sys.setrecursionlimit(before)

    def _text(self, kind: FileType, places: Places, around: Surroundings) -> None:
        if kind in _CONFIG:
            record_config(kind, self._mentions, places)
        elif kind is FileType.COMMAND:
            record_commands(self._mentions, places)
        elif kind is FileType.DOC:
            record_document(self._mentions, places)
        elif kind is FileType.NOTEBOOK:
            self._notebook(places, around)
        else:
            record_other(kind, self._mentions, places)

    def _notebook(self, places: Places, around: Surroundings) -> None:
        """Read all code cells as one module; what is no notebook is searched as JSON."""
        try:
            found = list(cells(places.source.text))
        except (ValueError, RecursionError):
            record_config(FileType.JSON, self._mentions, places)
            return
        of = {kind: [p for cell, ps in found if cell is kind for p in ps] for kind in Cell}
        self._cells(places, of[Cell.CODE], around)
        record_commands(self._mentions, FragmentPlaces(places, of[Cell.COMMANDS], Kind.COMMAND))
        text = FragmentPlaces(places, of[Cell.TEXT], Kind.DOC)
        for mention in self._mentions.find(text.source.text):
            match = self._targets.match(mention.dotted)
            if match is not None:
                text.add(Kind.DOC, mention.start, mention.end, match.legacy, counts=False)

    def _cells(self, places: Places, code: list[Piece], around: Surroundings) -> None:
        inner = FragmentPlaces(places, code, Kind.NOTEBOOK)
        plain = without_magics(inner.source.text)
        magics = FragmentPlaces(places, code, Kind.COMMAND)
        if plain != inner.source.text:
            record_commands(self._mentions, _only_magics(magics, plain))
        inner.source = Source(plain.encode("utf-8", "surrogatepass"))
        tree = parse(inner.source)
        if tree is None:
            TokenReader(self._mentions, inner, around.packages).record()
        else:
            self._python.read(tree, inner, around)


def _only_magics(places: FragmentPlaces, plain: str) -> FragmentPlaces:
    """Blank out everything that is no magic, so that offsets stay as they are."""
    text = places.source.text
    lines = zip(text.splitlines(keepends=True), plain.splitlines(keepends=True), strict=True)
    kept = (a if a != b else " " * (len(a) - 1) + "\n" for a, b in lines)
    places.source = Source("".join(kept).encode("utf-8", "surrogatepass"))
    return places
