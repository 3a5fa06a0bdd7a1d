"""Pickles: the modules that loading one would import, read from its opcodes, never loaded."""

from __future__ import annotations

import pickletools
import re
from collections.abc import Iterator

from offramp.imports.model import Kind
from offramp.imports.places import Places
from offramp.imports.targets import Target, Targets

_GLOBAL = re.compile(rb"(?:\A|[\n(])c[\w.]+\n\w[\w.]*\n")
_STRINGS = {"SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "UNICODE"}


def pickled_names(data: bytes, targets: Targets) -> Iterator[str]:
    """Yield the legacy dotted names that a pickle names as modules, members included.

    The opcodes are those of the ``pickletools`` module: GLOBAL holds module and name, STACK_GLOBAL
    takes them from the two strings pushed before it. What is no complete pickle (one inside another
    format) is searched for the same encodings.
    """
    try:
        found = list(_from_opcodes(data))
    except Exception:  # noqa: BLE001 - pickletools raises whatever a malformed stream leads to
        found = []
    names = [name for name in found if targets.match(name)]
    if not names:
        names = [name for target in targets.direct for name in _encoded(data, target)]
    above = {name[: dot.start()] for name in names for dot in re.finditer(r"\.", name)}
    yield from (name for name in dict.fromkeys(names) if name not in above)


def is_text_pickle(data: bytes) -> bool:
    """Whether a file is a pickle of protocol 0, which is text, and ends with a full stop."""
    return data.endswith(b".") and _GLOBAL.search(data) is not None


def _from_opcodes(data: bytes) -> Iterator[str]:
    """Yield ``module.name`` of each object that is named, and the strings that are dotted."""
    strings: list[str] = []
    pushed: list[str] = []  # what the last opcodes pushed; empty where it was no string
    memo: dict[int, str] = {}
    for opcode, argument, _ in pickletools.genops(data):
        name = opcode.name
        if name == "MEMOIZE" or name.endswith("PUT"):
            memo[len(memo) if name == "MEMOIZE" else int(str(argument))] = pushed[-1]
            continue
        if name in {"GLOBAL", "INST"}:
            yield str(argument).replace(" ", ".")
        elif name == "STACK_GLOBAL" and all(pushed[-2:]):
            yield ".".join(pushed[-2:])
        text = str(argument) if name in _STRINGS else ""
        strings += [text] if "." in text else []
        got = memo.get(int(str(argument)), "") if name.endswith("GET") else ""
        pushed = [*pushed[-1:], text or got]
    yield from strings


def _encoded(data: bytes, target: Target) -> Iterator[str]:
    """Yield the names in GLOBAL's text form, and in the length-prefixed form of protocol 4."""
    name = re.escape(target.dotted.encode())
    for match in re.finditer(rb"c(" + name + rb"(?:\.\w+)*)\n(\w[\w.]*)\n", data):
        yield f"{match.group(1).decode()}.{match.group(2).decode()}"
    for match in re.finditer(rb"\x8c(.)(" + name + rb"(?:\.\w+)*)", data, re.DOTALL):
        if match.group(1)[0] == len(match.group(2)):
            yield match.group(2).decode()


def record_pickle(data: bytes, places: Places) -> None:
    """Record what a binary file pickles; a binary file has one line."""
    for name in pickled_names(data, places.targets):
        match = places.targets.match(name)
        if match is not None and not match.target.indirect:
            places.add(Kind.PICKLE, 0, 0, match.legacy, exact=False)
