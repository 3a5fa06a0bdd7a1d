"""Documentation and other languages: listed. What a documentation build imports counts."""

from __future__ import annotations

import re

from offramp.imports.filetypes import FileType
from offramp.imports.mentions import Form, Mention, Mentions
from offramp.imports.model import Kind
from offramp.imports.places import Places

_AUTO = r"auto(?!summary)[\w-]+|click|inheritance-diagram"
# What a directive imports: of Sphinx and its extensions, of MyST, of mkdocstrings.
_IMPORTS = re.compile(rf"^\s*(?:\.\. (?:\w+:)?(?:{_AUTO})::|[`~:]{{3,}}\{{(?:{_AUTO})\}}|:::)\s+")
_DIRECTIVE = re.compile(
    r"^(?P<indent>\s*)(?:\.\. (?:\w+:)?(?P<rst>[\w-]+)::|(?P<fence>`{3,}|~{3,}|:{3,})\s*"
    r"\{?(?P<myst>[\w-]*)\}?(?P<info>.*))"
)
_EXECUTED = {
    "testsetup",
    "testcode",
    "testcleanup",
    "plot",
    "jupyter-execute",
    "ipython",
    "exec-code",
}
_CELLS = _EXECUTED | {"code-cell", "python"}
_COMMANDS = {"program-output", "command-output"}
_CURRENT = re.compile(r"^\s*\.\. (?:\w+:)?(?:current|auto)?module::\s+")
_NEARBY = 200  # characters before a name that are looked at
_IMPORTING = re.compile(
    r"(?:reticulate::import|py_?import|py_module)\w*\(\s*[\"']$"
    r"|^\s*(?:Import )?(?:Library|Variables)(?:\s{2,}|\t)$",  # of Robot Framework
    re.IGNORECASE,
)
# Attributes of Zope's configuration that hold ids, which look like names of modules.
_IDS = re.compile(r"\b(?:permission|id|name|title|description|i18n_domain|profile|action)=\"$")
_MAKO = re.compile(r"<%namespace\b.*\smodule=[\"']$")
_BARE = re.compile(r"^\s*\.\. (?:\w+:)?auto(?!module|summary)\w+::\s+\w+\s*(?:\(|$)")


def record_document(mentions: Mentions, places: Places) -> None:
    """Record what a document names; directives that import count, everything else does not."""
    document = _Document(mentions, places)
    start = 0
    for raw in places.source.text.splitlines(keepends=True):
        document.line(raw.rstrip("\r\n"), start)
        start += len(raw)


class _Document:
    """Records one document, line by line: a directive goes on while lines are indented below it."""

    def __init__(self, mentions: Mentions, places: Places) -> None:
        self._mentions = mentions
        self._places = places
        self._directive = ""
        self._depth = -1
        self._fence = ""
        self._current: tuple[int, int, str] | None = None

    def line(self, line: str, start: int) -> None:
        """Record a line, given without its line end."""
        self._step(line)
        if self._current and (_BARE.match(line) or self._in_summary(line)):
            first, last, legacy = self._current
            self._places.add(Kind.CONFIG, first, last, legacy)
            self._current = None
        imports, current = _IMPORTS.match(line), _CURRENT.match(line)
        if current:
            self._current = None
        directive = imports or current
        first = directive.end() if directive else 0
        for found in self._mentions.find(line[first:], words=directive is not None):
            mention = found._replace(start=first + found.start, end=first + found.end)
            match = self._places.targets.match(mention.dotted)
            if match is None:
                continue
            place = (start + mention.start, start + mention.end, match.legacy)
            if current and not imports:
                self._current = place
            named = imports is not None and found.start == 0
            before = line[max(mention.start - _NEARBY, 0) : mention.start]
            kind = Kind.CONFIG if named else self._kind(mention, before)
            note = "a path" if mention.form is Form.PATH else ""
            self._places.add(kind, *place, counts=kind is not Kind.DOC, note=note)

    def _step(self, line: str) -> None:
        depth = len(line) - len(line.lstrip())
        if self._fence:
            if line.strip() == self._fence:
                self._fence = self._directive = ""
            return
        opening = _DIRECTIVE.match(line)
        if opening:
            self._fence = opening.group("fence") or ""
            self._depth = depth
            myst = opening.group("myst") or ""
            run = "{" in line or ' exec="' in line
            self._directive = opening.group("rst") or (myst if run else "")
            self._fence = "" if self._fence.startswith(":") and not myst else self._fence
        elif line.strip() and depth <= self._depth:
            self._directive, self._depth = "", -1

    def _in_summary(self, line: str) -> bool:
        return self._directive == "autosummary" and re.match(r"\s+~?\w+$", line) is not None

    def _kind(self, mention: Mention, before: str) -> Kind:
        """Return what a mention is: documentation, unless building the document imports it."""
        alone = mention.form in {Form.NAME, Form.ENTRY}
        if self._directive == "autosummary" and alone:
            return Kind.CONFIG
        automatic = self._directive.startswith("auto") or self._directive == "argparse"
        if automatic and before.strip() == ":module:":
            return Kind.CONFIG
        executed = _CELLS if self._fence else _EXECUTED
        if self._directive in executed and (mention.form is Form.CODE or alone):
            return Kind.NOTEBOOK
        if self._directive in _COMMANDS and mention.form is Form.OPTION:
            return Kind.COMMAND
        return Kind.DOC


def record_other(kind: FileType, mentions: Mentions, places: Places) -> None:
    """Record what a file of another language names.

    ``-m module`` counts everywhere, and so do a call that imports a module of Python
    (``reticulate::import("a.compat")``), a whole string in a language that embeds Python
    (``PyImport_ImportModule("a.compat")``), and code in a template that holds Python; the rest is
    listed.
    """
    mako = places.path.endswith((".mako", ".mak"))
    start = 0
    for raw in places.source.text.splitlines(keepends=True):
        line = raw.rstrip("\r\n")
        for mention in mentions.find(line):
            before = line[max(mention.start - _NEARBY, 0) : mention.start]
            quotes = before[-1:] + line[mention.end : mention.end + 1]
            counts = mention.form is not Form.PATH and (
                mention.form is Form.OPTION
                or _IMPORTING.search(before) is not None
                or (kind is FileType.NATIVE and quotes == '""' and not _IDS.search(before))
                or (mako and (mention.form is Form.CODE or _MAKO.search(before) is not None))
            )
            match = places.targets.match(mention.dotted)
            if match is not None:
                places.add(
                    Kind.COMMAND if mention.form is Form.OPTION else Kind.STRING,
                    start + mention.start,
                    start + mention.end,
                    match.legacy,
                    counts=counts,
                    note="" if counts else "not a language that imports it",
                )
        start += len(raw)
