"""Documentation and other languages: listed. What a documentation build imports counts."""

from __future__ import annotations

import re

from offramp.imports.filetypes import FileType
from offramp.imports.mentions import Form, Mentions
from offramp.imports.model import Kind
from offramp.imports.places import Places

# Directives that import what they name: Sphinx autodoc, and mkdocstrings.
_IMPORTS = re.compile(r"^\s*(?:\.\. (?:\w+:)?auto(?!summary)\w+::|:::)\s+$")
_SUMMARY = re.compile(r"^(?P<indent>\s*)\.\. autosummary::\s*$")


def record_document(mentions: Mentions, places: Places) -> None:
    """Record what a document names; directives that import count, everything else does not."""
    start, summary = 0, -1
    for raw in places.source.text.splitlines(keepends=True):
        line = raw.rstrip("\r\n")
        opening = _SUMMARY.match(line)
        depth = len(line) - len(line.lstrip())
        if opening:
            summary = depth
        elif line.strip() and depth <= summary:
            summary = -1
        for mention in mentions.find(line):
            before = line[: mention.start]
            alone = summary >= 0 and mention.form is Form.NAME
            counts = bool(_IMPORTS.match(before)) or alone
            match = places.targets.match(mention.dotted)
            if match is not None:
                places.add(
                    Kind.CONFIG if counts else Kind.DOC,
                    start + mention.start,
                    start + mention.end,
                    match.legacy,
                    counts=counts,
                    note="a path" if mention.form is Form.PATH else "",
                )
        start += len(raw)


def record_other(kind: FileType, mentions: Mentions, places: Places) -> None:
    """Record what a file of another language names.

    ``-m module`` counts everywhere, and a whole string in a language that embeds Python
    (``PyImport_ImportModule("a.compat")``); the rest is listed.
    """
    start = 0
    for raw in places.source.text.splitlines(keepends=True):
        line = raw.rstrip("\r\n")
        for mention in mentions.find(line):
            quotes = (
                line[max(mention.start - 1, 0) : mention.start]
                + line[mention.end : mention.end + 1]
            )
            literal = kind is FileType.NATIVE and quotes == '""'
            counts = mention.form is Form.OPTION or literal
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
