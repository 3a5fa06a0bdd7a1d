"""Comments: types in them count (PEP 484), everything else is listed."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator

from offramp.imports.mentions import Mentions
from offramp.imports.model import Kind
from offramp.imports.places import Places
from offramp.imports.source import Source

Named = Callable[[str], Iterable[str]]
"""Gives the dotted names that a name of the module may stand for."""

_WORDS = re.compile(r"(?<![\w.])(?P<name>[^\W\d]\w*)(?P<members>(?:\.\w+)+)")
_TYPE = re.compile(r"#\s*type:(?!\s*ignore\b)(?P<type>[^#]*)")


def record_comments(mentions: Mentions, places: Places, named: Named) -> None:
    """Record what the comments of a module name.

    Args:
        mentions: finds names in text.
        places: what to record in.
        named: what the names of the module stand for: types in comments may begin with them.
    """
    text = places.source.text
    if "#" not in text or not _near_hash(text, mentions, places.targets.lasts):
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
        for word in _WORDS.finditer(comment, typed.start, typed.stop):
            for root in named(word.group("name")):
                match = places.targets.match(root + word.group("members"))
                if match is None or match.target.indirect:
                    continue
                first, last = start + word.start(), start + word.end()
                places.add(Kind.TYPE_COMMENT, first, last, match.legacy, exact=False)


def _near_hash(text: str, mentions: Mentions, lasts: Iterable[str]) -> bool:
    """Whether a line with ``#`` may name a target at all: tokens are costly."""
    lines = (line[line.find("#") :] for line in text.splitlines() if "#" in line)
    near = (line for line in lines if any(last in line for last in lasts))
    return any("type:" in line or any(True for _ in mentions.find(line)) for line in near)


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
