"""Commands: Dockerfiles, Makefiles, shell scripts and the command lines in configuration."""

from __future__ import annotations

import re

from offramp.imports.mentions import Form, Mentions
from offramp.imports.model import Kind
from offramp.imports.places import Places
from offramp.imports.text.regions import Region, regions

_SPEAKS = re.compile(
    r"^\s*(?:[@+-]*\s*)?(?:RUN\s+)?(?:echo|printf|print|LABEL|rem|@rem|Write-\w+)\b"
)
_NOTES = {Form.PATH: "a path", Form.PROSE: "prose"}


def record_commands(mentions: Mentions, places: Places) -> None:
    """Record what a file of commands names: each word that is a module's name counts."""
    start = 0
    for raw in places.source.text.splitlines(keepends=True):
        line = raw.rstrip("\r\n")
        speaks = only_prints(line)
        before = ""
        for region in regions(line, colons=False, equals=False):
            option = before.strip("\"', ")
            record_words(region, start, mentions, places, speaks=speaks, option=option)
            before = region.text or before
        start += len(raw)


def only_prints(line: str) -> bool:
    """Whether a line of a command only prints what it names."""
    return _SPEAKS.match(line) is not None


def record_words(
    region: Region,
    start: int,
    mentions: Mentions,
    places: Places,
    *,
    speaks: bool = False,
    option: str = "",
) -> None:
    """Record what a part of a command names.

    Args:
        region: the part; outside quotes each of its words stands for itself.
        start: offset of the line.
        mentions: finds names.
        places: what to record in.
        speaks: the command only prints.
        option: the part before it, such as ``-m``.
    """
    prefix = f"{option} " if option in {"-m", "-p"} else ""
    for mention in mentions.find(prefix + region.text):
        form = mention.form
        word = form is Form.PROSE and not region.quoted
        counts = not region.comment and not speaks and (word or form not in _NOTES)
        match = places.targets.match(mention.dotted)
        if match is not None:
            first = start + region.start - len(prefix) + mention.start
            places.add(
                Kind.COMMENT if region.comment else Kind.COMMAND,
                first,
                first + mention.end - mention.start,
                match.legacy,
                counts=counts,
                note="" if counts or region.comment else _NOTES.get(form, "only printed"),
            )
