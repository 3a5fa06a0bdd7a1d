"""Configuration: TOML, INI, YAML and JSON, line by line, whatever the program that reads it."""

from __future__ import annotations

import re
from typing import Any

from offramp.imports.filetypes import FileType
from offramp.imports.mentions import Form, Mention, Mentions
from offramp.imports.model import Kind
from offramp.imports.places import Places
from offramp.imports.text.commands import Commands
from offramp.imports.text.keys import Keys
from offramp.imports.text.regions import INI, JSON, TOML, YAML, Region, regions
from offramp.imports.text.roles import Role, names_modules, role_of

_OWN_SECTION = re.compile(r"^tool\.offramp(?:\.|$)")
_OWN_FILES = ("offramp.toml", "configs/legacy_imports.yml", "configs/legacy_imports.yaml")
_NEARBY = 1000  # characters of a command that are looked at before a part of it
_OWN = "offramp's own settings"
_ENTRY = re.compile(r"entry.?points?|scripts|plugins", re.IGNORECASE)
_NAMED_FILES = re.compile(
    r"(?:^|/)(?:\.github/|\.vscode/|(?:package\.json|environment\.ya?ml|action\.yml|mkdocs\.yml)$)"
)
_WORDS = re.compile(r"[\w.]+(?:\s+[\w.]+)*")
_SYNTAX = {FileType.TOML: TOML, FileType.INI: INI, FileType.YAML: YAML, FileType.JSON: JSON}
_SECTIONED = {FileType.TOML, FileType.INI}


def record_config(kind: FileType, mentions: Mentions, places: Places) -> None:
    """Record what a configuration file names.

    Keys and values count where they name a module in a form that a program reads; sentences
    and comments are listed. What offramp's own settings say of the layer is no use of it.

    Args:
        kind: which syntax.
        mentions: finds names.
        places: what to record in.
    """
    reader = _Configuration(kind, mentions, places)
    start = 0
    for raw in places.source.text.splitlines(keepends=True):
        reader.line(raw.rstrip("\r\n"), start)
        start += len(raw)


class _Configuration:
    """Records one configuration file, line by line."""

    def __init__(self, kind: FileType, mentions: Mentions, places: Places) -> None:
        self._kind = kind
        self._mentions = mentions
        self._places = places
        self._keys = Keys(sections=kind in _SECTIONED, blocks=kind is FileType.YAML)
        self._commands = Commands(mentions, places)
        self._own_file = places.path.endswith(_OWN_FILES)
        self._named = _NAMED_FILES.search(places.path) is not None

    def line(self, line: str, start: int) -> None:
        """Record a line."""
        self._keys.step(line)
        continued = self._keys.in_block or self._is_continued(line)
        if continued and not self._own() and self._role("") is Role.COMMAND:
            self._commands.record(line, start, self._lead(""))
            return
        if self._mentions.near(line):
            for region in self._regions(line):
                self._record(region, line, start)
        self._commands.end()

    def _is_continued(self, line: str) -> bool:
        """Whether a line of INI goes on with the value above, whatever it looks like."""
        ini = self._kind is FileType.INI and line[:1] in {" ", "\t"} and bool(self._keys.above)
        return ini and not line.lstrip().startswith((";", "#"))

    def _own(self) -> bool:
        """Whether the line is one of offramp's own settings."""
        toml = self._kind is FileType.TOML
        return self._own_file or (toml and bool(_OWN_SECTION.match(self._keys.section)))

    def _role(self, key: str) -> Role:
        return role_of(
            key,
            self._keys.above,
            self._keys.section,
            tables=self._kind in {FileType.TOML, FileType.JSON},
            named=self._named,
        )

    def _lead(self, key: str) -> str:
        """Return the program that a value goes without saying is given to."""
        subject = key or (self._keys.above[-1] if self._keys.above else "")
        return "pytest " if subject.lower() == "addopts" else ""

    @property
    def _section(self) -> str:
        """The heading that the line stands under; a file of entry points is all one."""
        named = self._places.path.endswith("entry_points.txt")
        return "entry_points" if named else self._keys.section

    def _words(self, region: Region, line: str) -> bool:
        """Whether a single word in a part of the line is the name of a module."""
        if self._kind not in _SECTIONED or region.comment:
            return False
        heading = line.startswith("[mypy-")
        return heading or names_modules(region.key, self._keys.above, self._section)

    def _regions(self, line: str) -> list[Region]:
        if self._kind is FileType.INI and line.lstrip().startswith((";", "!")):
            return [Region(0, line, comment=True)]
        if self._keys.in_block:
            # It may hold a file of another format, or a text.
            ends = self._kind is FileType.TOML and line.rstrip().endswith(('"""', "'''"))
            return list(regions(line.rstrip()[:-3] if ends else line, INI))
        return list(regions(line, _SYNTAX[self._kind]))

    def _record(self, region: Region, line: str, start: int) -> None:
        if not self._mentions.near(region.text):
            return
        found = list(self._mentions.find(region.text, words=self._words(region, line)))
        place = start + region.start
        if region.comment:
            for mention in found:
                self._add(mention, Kind.COMMENT, place, counts=False)
            return
        own = self._own()
        is_entry = bool(found) and self._is_entry(region, found[0].form)
        role = Role.ANY if own or is_entry else self._role(region.key)
        if role is Role.COMMAND:
            first = max(region.value, region.start - _NEARBY)
            before = self._lead(region.key) + line[first : region.start]
            self._commands.record(region.text, place, before)
            return
        for mention in found:
            note = _OWN if own else _against(mention, region, role)
            kind = Kind.ENTRY_POINT if self._is_entry(region, mention.form) else Kind.CONFIG
            self._add(mention, kind, place, counts=not note, note=note)

    def _is_entry(self, region: Region, form: Form) -> bool:
        """Whether a value is an entry point: an object, or a module where only such things are."""
        entry = _ENTRY.search(" ".join((self._section, *self._keys.above, region.key)))
        only = entry is not None and entry.group().startswith("entry")
        return form is Form.ENTRY if entry and not only else only and form is not Form.PROSE

    def _add(self, mention: Mention, kind: Kind, place: int, **more: Any) -> None:
        match = self._places.targets.match(mention.dotted)
        if match is not None:
            start, end = place + mention.start, place + mention.end
            self._places.add(kind, start, end, match.legacy, **more)


def _against(mention: Mention, region: Region, role: Role) -> str:
    """Return why a mention in a value does not count; empty if it does."""
    note = ""
    if mention.form is Form.PATH:
        note = "a path"
    elif mention.form is Form.PROSE:
        note = "" if role is Role.NAMES and _WORDS.fullmatch(region.text) else "prose"
    elif mention.form in {Form.NAME, Form.ENTRY}:
        # What lies below the layer is no distribution, and names no container.
        bare = mention.dotted == mention.target.dotted and mention.form is Form.NAME
        if role is Role.TITLE or (bare and role in {Role.DISTRIBUTION, Role.OWN_NAME}):
            note = str(role.value)
    return note
