"""Comments: types in them count (PEP 484), everything else is listed."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

from offramp.imports.mentions import Mentions
from offramp.imports.model import Kind
from offramp.imports.places import Places
from offramp.imports.source import Source

_TYPE = re.compile(r"#\s*type:(?!\s*ignore\b)(?P<type>[^#]*)")


def record_comments(mentions: Mentions, places: Places) -> None:
    """Record what the comments of a module name."""
    text = places.source.text
    if "#" not in text or not _near_hash(text, mentions):
        return
    for start, comment in comments(places.source):
        kind = _TYPE.match(comment)
        typed = range(kind.start("type"), kind.end("type")) if kind else range(0)
        for mention in mentions.find(comment):
            counts = mention.start in typed
            legacy = places.targets.match(mention.dotted)
            if legacy is not None:
                places.add(
                    Kind.TYPE_COMMENT if counts else Kind.COMMENT,
                    start + mention.start,
                    start + mention.end,
                    legacy.legacy,
                    exact=mention.dotted == comment[mention.start : mention.end],
                    counts=counts,
                )


def _near_hash(text: str, mentions: Mentions) -> bool:
    """Whether a line with ``#`` names a target at all: tokens are costly."""
    lines = (line[line.find("#") :] for line in text.splitlines() if "#" in line)
    return any(True for line in lines for _ in mentions.find(line))


def comments(source: Source) -> Iterator[tuple[int, str]]:
    """Yield where each comment of a module begins, in characters, and its text."""
    starts = source.starts
    reader = io.StringIO(source.text, newline=None).readline
    try:
        for token in tokenize.generate_tokens(reader):
            if token.type == tokenize.COMMENT:
                yield starts[token.start[0] - 1] + token.start[1], token.string
    except (tokenize.TokenError, SyntaxError):
        return
