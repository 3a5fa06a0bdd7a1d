"""Configuration: TOML, INI, YAML and JSON, line by line, whatever the program that reads it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from offramp.imports.filetypes import FileType
from offramp.imports.mentions import Form, Mention, Mentions
from offramp.imports.model import Kind
from offramp.imports.places import Places
from offramp.imports.text.commands import only_prints, record_words
from offramp.imports.text.regions import Region, regions

_SECTION = re.compile(r"^\s*\[+\s*(?P<name>[^\]]+?)\s*\]+\s*(?:[#;].*)?$")
_OWN_SECTION = re.compile(r"^tool\.offramp(?:\.|$)")
_OWN_FILES = ("offramp.toml", "configs/legacy_imports.yml", "configs/legacy_imports.yaml")
_ENTRY = re.compile(r"entry.?points?|scripts|plugins", re.IGNORECASE)
_COMMANDS = re.compile(
    r"^(?:run|commands?|cmd|entrypoint|(?:before_|after_)?scripts?|args|exec\w*|test|shell|healthcheck)$",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"(?:^|\s)(?P<key>[\w-]+)\s*:\s*[|>][-+\d]*\s*(?:#.*)?$")


class _Line(NamedTuple):
    start: int
    section: str
    commands: bool
    speaks: bool
    own: bool


def record_config(kind: FileType, mentions: Mentions, places: Places) -> None:
    """Record what a configuration file names.

    Keys and values count where they name a module in a form that a program reads; sentences
    and comments are listed. What offramp's own settings say of the layer is no use of it.

    Args:
        kind: which syntax.
        mentions: finds names.
        places: what to record in.
    """
    own_file = places.path.endswith(_OWN_FILES)
    section, block, indent = "", "", -1
    yaml = kind is FileType.YAML
    start = 0
    for raw in places.source.text.splitlines(keepends=True):
        line = raw.rstrip("\r\n")
        depth = len(line) - len(line.lstrip())
        if block and line.strip() and depth <= indent:
            block = ""
        heading = None if yaml else _SECTION.match(line)
        if heading:
            section = heading.group("name")
        own = own_file or (kind is FileType.TOML and bool(_OWN_SECTION.match(section)))
        at = _Line(start, section, bool(_COMMANDS.match(block)), only_prints(line), own)
        for region in _regions(kind, line, in_block=bool(block)):
            _record(region, at, mentions, places)
        opening = _BLOCK.search(line) if yaml and not block else None
        if opening:
            block, indent = opening.group("key"), depth
        start += len(raw)


def _regions(kind: FileType, line: str, *, in_block: bool) -> list[Region]:
    if kind is FileType.JSON:
        return list(regions(line, colons=True, equals=False, comments=False))
    if kind is FileType.YAML:
        return list(regions(line, colons=not in_block, equals=False))
    if kind is FileType.INI and line.lstrip().startswith(";"):
        return [Region(0, line, comment=True)]
    return list(regions(line, colons=kind is FileType.INI, equals=True))


def _record(region: Region, at: _Line, mentions: Mentions, places: Places) -> None:
    if region.comment:
        for mention in mentions.find(region.text):
            _add(mention, Kind.COMMENT, region, at, places, counts=False)
        return
    if (at.commands or _COMMANDS.match(region.key)) and not at.own:
        record_words(region, at.start, mentions, places, speaks=at.speaks)
        return
    for mention in mentions.find(region.text):
        entry = mention.form is Form.ENTRY and bool(_ENTRY.search(f"{at.section} {region.key}"))
        counts = mention.form not in {Form.PATH, Form.PROSE} and not at.own
        note = "offramp's own settings" if at.own else ""
        if mention.form in {Form.PATH, Form.PROSE}:
            note = note or ("a path" if mention.form is Form.PATH else "prose")
        kind = Kind.ENTRY_POINT if entry else Kind.CONFIG
        _add(mention, kind, region, at, places, counts=counts, note=note)


def _add(
    mention: Mention, kind: Kind, region: Region, at: _Line, places: Places, **more: Any
) -> None:
    match = places.targets.match(mention.dotted)
    if match is not None:
        start = at.start + region.start + mention.start
        end = at.start + region.start + mention.end
        places.add(kind, start, end, match.legacy, **more)
