"""Names outside of Python syntax: strings, entry points, configuration, commands.

Only what the scanner has found to be a module's name is touched, and only its exact span; a URL
or prose that holds the same letters is not a reference in the first place (P1).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from offramp.imports.homes.canonical import Canonical
from offramp.imports.model import Reference
from offramp.imports.rewriting.around import objection
from offramp.imports.rewriting.edits import Draft

_NAME = re.compile(r"\.*[^\W\d]\w*(?:[.:][^\W\d]\w*)*")
_MORE = re.compile(rb"(?:[.:][^\W\d]\w*)*")
_TAKEN_FROM = re.compile(rb"\bfrom[ \t]+[\w.]+[ \t]+import[ \t(][\w \t,(]*$")
_ONE_NAME = re.compile(rb"[ \t]+import[ \t]+(\w+)(?:[ \t]+as[ \t]+\w+)?(?![ \t]*[\w,(\\])")
_IMPORT = re.compile(rb"(?:^|[\s;:\"'])import[ \t][\w., \t]*$")
_TAKEN = re.compile(rb"(?:\bfrom|[ \t]-[mp])[ \t]+$")  # by themselves, whatever is imported
_RENAMED = re.compile(rb"[ \t]+as\b")


def fix_text(draft: Draft, reference: Reference, canonical: Canonical) -> str:
    """Edit a name at its span, if its home can be written there.

    Args:
        draft: the file.
        reference: what stands there.
        canonical: tells the home.

    Returns:
        Why it was not edited; empty if it was.
    """
    if reference.span is None:
        return reference.note or "the name is not written out in one piece"
    start, end = reference.span
    raw = draft.source.raw
    written = _plain(raw[start:end])
    if not _NAME.fullmatch(written):
        return "the name is not written out in one piece"
    name = _dotted(written.lstrip("."))
    before = ""
    if not (_under(reference.legacy, name) or canonical.is_legacy(name)):
        before = _before(reference.legacy, name)
        if not before:
            return f"what is written there does not lead to {reference.legacy}"
    found = _home(raw, (start, end), before, reference.legacy, canonical)
    if isinstance(found, str):
        return found
    last, new = found
    why = objection(raw, start, last, new)
    if not why:
        draft.replace_bytes(start, last, new)
    return why


def fix_texts(
    draft: Draft, references: Sequence[Reference], canonical: Canonical
) -> list[tuple[Reference, str]]:
    """Edit what can be edited in a file of which no syntax tree is at hand.

    ``import a.compat`` and ``a.compat.x`` move together or not at all: one without the other
    would leave a name that nothing binds.

    Args:
        draft: the file.
        references: what stands in it.
        canonical: tells the homes.

    Returns:
        What was not edited, with the reasons.
    """
    raw = draft.source.raw
    trial = Draft(draft.path, raw)
    reasons = {r: fix_text(trial, r, canonical) for r in references}
    for whole in references:
        if whole.span is None or not _IMPORT.search(_line_before(raw, whole.span[0])):
            continue
        below = [r for r in references if _under(r.legacy, whole.legacy)]
        below = [r for r in below if r is whole or _written_under(raw, r, whole)]
        for stays in [r for r in below if reasons[r]][:1]:
            for reference in below:
                why = f"line {stays.line} stays, and goes with it"
                reasons[reference] = reasons[reference] or why
    for reference, why in reasons.items():
        if not why:
            fix_text(draft, reference, canonical)
    return [(r, why) for r, why in reasons.items() if why]


def _written_under(raw: bytes, reference: Reference, whole: Reference) -> bool:
    """Say whether a name is written in full below another, in code that an import serves."""
    if reference.span is None or _TAKEN.search(_line_before(raw, reference.span[0])):
        return False
    return _under(_dotted(_plain(raw[slice(*reference.span)])), whole.legacy)


def _line_before(raw: bytes, offset: int) -> bytes:
    return re.split(rb"[\r\n]", raw[:offset])[-1]


def _home(
    raw: bytes, span: tuple[int, int], before: str, legacy: str, canonical: Canonical
) -> tuple[int, str] | str:
    """Return up to where the name is replaced and by what, or why there is nothing to put there.

    Args:
        raw: the file.
        span: where the name is written.
        before: what must stand before it to make it a full name, with its dot; or nothing.
        legacy: the full name that is meant.
        canonical: tells the homes.
    """
    start, end = span
    written = _plain(raw[start:end])
    bare = written.lstrip(".")
    dots = written[: len(written) - len(bare)]
    one = _ONE_NAME.match(raw, end)
    if one and legacy == f"{before}{_dotted(bare)}.{one.group(1).decode()}":
        package, _, leaf = (canonical.of(legacy) or "").rpartition(".")
        if leaf == one.group(1).decode() and package.startswith(before):
            return end, dots + package[len(before) :]
    more = _MORE.match(raw, end)
    stop = more.end() if more else end
    for last in (stop, end):
        bare = _plain(raw[start:last]).lstrip(".")
        home = canonical.of(before + _dotted(bare))
        if home is None:
            continue
        if not home.startswith(before):
            return f"{home} does not lie in {before[:-1]}"
        new = dots + _shaped(home[len(before) :], bare)
        line = raw[:start].rsplit(b"\n", 1)[-1]
        if before and "." not in bare and _TAKEN_FROM.search(line):
            new += "" if _RENAMED.match(raw, last) else f" as {bare}"
        return last, new
    return canonical.home(before + _dotted(_plain(raw[start:stop]).lstrip("."))).why


def _plain(raw: bytes) -> str:
    text = unicodedata.normalize("NFKC", raw.decode("utf-8", "replace"))
    return "".join(text.split())


def _dotted(text: str) -> str:
    return text.replace(":", ".")


def _under(name: str, ancestor: str) -> bool:
    return (name + ".").startswith(ancestor + ".")


def _before(legacy: str, written: str) -> str:
    """Return what must stand before ``written`` to make a legacy name, with its dot; or nothing.

    The reference may say more than is written: ``from .compat import x`` has ``a.compat.x``.
    """
    parts, ends = legacy.split("."), written.split(".")
    for at in range(1, len(parts) - len(ends) + 1):
        if parts[at : at + len(ends)] == ends:
            return ".".join(parts[:at]) + "."
    return ""


def _shaped(home: str, old: str) -> str:
    """Write a home as the old name was written: ``module:name`` stays ``module:name``."""
    _, colon, attributes = old.partition(":")
    if not colon:
        return home
    parts = home.split(".")
    count = attributes.count(".") + 1
    return ".".join(parts[:-count]) + ":" + ".".join(parts[-count:])
