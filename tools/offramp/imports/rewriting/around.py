"""What stands around a name in text, and speaks against writing the new one in its place.

A map from old names to new ones would become a map of the new ones to themselves (G1), a list would
hold a name twice, and a ban of the old name would forbid the new one.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(rb"[^\W\d][\w.]*(?::[^\W\d][\w.]*)?")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_KEY = re.compile(rb"""[ \t]*(?:-[ \t]+)?["']?([\w.-]+)["']?[ \t]*[=:](?:[ \t]|[\[("']|$)""")
_SECTION = re.compile(rb"\[{1,2}([^\]\r\n]+)\]{1,2}[ \t]*(?:#.*)?$")
_BANS = re.compile(
    rb"banned-api|banned-modules|forbidden_modules|deprecated-modules|disallowed-modules"
)

_BESIDE, _NEAR = 400, 20_000  # bytes that are looked at, of the line and around it


def objection(raw: bytes, start: int, end: int, new: str) -> str:
    """Return why a new name should not stand in a place; empty if it may.

    Args:
        raw: the file.
        start: where the old name begins, in bytes.
        end: where it ends.
        new: what would be written there.
    """
    first = max(raw.rfind(b"\n", 0, start), raw.rfind(b"\r", 0, start)) + 1
    ends = _LINE_END.search(raw, end)
    last = ends.start() if ends else len(raw)
    rest = raw[max(first, start - _BESIDE) : start] + b" " + raw[end : min(last, end + _BESIDE)]
    if new.encode() in _TOKEN.findall(rest):
        return f"{new} stands beside it, so this tells the old name from the new"
    above = _LINE_END.split(raw[max(first - _NEAR, 0) : first])[:-1]
    below = _LINE_END.split(raw[last : last + _NEAR])[1:]
    if _bans(above, raw[first:start]):
        return "this forbids the old name, and would forbid the new one"
    line = raw[first:start] + new.encode() + raw[end:last]
    if not _TOKEN.findall(rest) and _bare(line) in {*_near(above[::-1]), *_near(below)}:
        return f"{new} is listed there already"
    return ""


def _bans(above: list[bytes], head: bytes) -> bool:
    """Say whether the key or the section that a place belongs to lists what is forbidden."""
    key = _KEY.match(head)
    for line in above[::-1]:
        section = _SECTION.match(line)
        if section:
            return bool(_BANS.search(section.group(1)) or (key and _BANS.search(key.group(1))))
        key = key or _KEY.match(line)
    return bool(key and _BANS.search(key.group(1)))


def _near(lines: list[bytes]) -> list[bytes]:
    """Return the lines of a list that follow, each without what is around its entry."""
    found = []
    for line in lines:
        if not line.strip():
            break
        found.append(_bare(line))
    return found


def _bare(line: bytes) -> bytes:
    return line.split(b" #")[0].strip().lstrip(b"- [(").rstrip(b", ])").strip(b"\"' ")
