"""INI files (setup.cfg, tox.ini, .coveragerc, mypy.ini, .importlinter …), edited line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from offramp.imports.removal.match import Match

_SECTION = re.compile(r"^\[(?P<name>[^\]\r\n]+)\]")
_OPTION = re.compile(r"^(?P<key>[^\s#;:=\[][^:=\r\n]*?)[ \t]*[:=](?P<value>.*)", re.DOTALL)
_CONTRACT = re.compile(r"importlinter:contract:")
_BY_NAME = {"options.package_data", "options.exclude_package_data", "options.package_dir"}
"""Sections whose options are called after packages (setuptools)."""
_KEYED = {"per-file-ignores", "per_file_ignores"}
_WORDS = {"norecursedirs", "testpaths"}
_NEEDED = frozenset({"modules", "source_modules", "forbidden_modules", "containers"})


@dataclass
class _Option:
    key: str
    lines: list[str]


@dataclass
class _Section:
    name: str
    lines: list[str] = field(default_factory=list)
    options: list[_Option | str] = field(default_factory=list)


def tidy_ini(text: str, means: Match) -> tuple[str, list[str]]:
    """Take out what means the layer: list entries, mypy sections, contracts left without modules.

    Args:
        text: the file; every line keeps its end.
        means: the test for an entry.

    Returns:
        The new text, and one line for each thing that was taken out.
    """
    done: list[str] = []
    kept = [_tidied(section, means, done) for section in _sections(text)]
    return "".join(kept), done


def _sections(text: str) -> list[_Section]:
    sections = [_Section("")]
    for line in re.findall(r"[^\n]*\n|[^\n]+$", text):
        head = _SECTION.match(line)
        option = _OPTION.match(line)
        current = sections[-1].options
        last = current[-1] if current else None
        if head:
            sections.append(_Section(head["name"], [line]))
        elif line[:1].isspace() and line.strip() and isinstance(last, _Option):
            last.lines.append(line)
        elif option:
            current.append(_Option(option["key"].strip(), [line]))
        else:
            current.append(line)
    return sections


def _tidied(section: _Section, means: Match, done: list[str]) -> str:
    head = "".join(section.lines)
    prefix, dash, names = section.name.partition("-")
    if prefix == "mypy" and dash:
        kept = [n for n in names.split(",") if not means(n)]
        if not kept:
            done.append(f"section [{section.name}]")
            return ""
        if len(kept) < len(names.split(",")):
            done.append(f"section [{section.name}]: entries of the layer")
            head = head.replace(names, ",".join(kept), 1)
    lines = [head]
    for option in section.options:
        if isinstance(option, str):
            lines.append(option)
            continue
        if section.name in _BY_NAME and means(option.key):
            done.append(f"[{section.name}] {option.key}")
            continue
        new = _without(option, means)
        if new is None and _CONTRACT.match(section.name) and option.key in _NEEDED:
            done.append(f"section [{section.name}]")
            return ""
        if new != option.lines:
            done.append(f"[{section.name}] {option.key}")
        lines += new or []
    return "".join(lines)


def _without(option: _Option, means: Match) -> list[str] | None:
    """Return an option's lines without the layer's entries; None where nothing is left of it."""
    first, *rest = option.lines
    found = _OPTION.match(first)
    value = found["value"] if found else ""
    whole = option.key in _KEYED
    kept = [(line, new) for line in rest if (new := _inline(line, means, whole, option.key)) != ""]
    inline = _inline(value, means, whole, option.key) or value[len(value.rstrip()) :]
    lines = [new for _, new in kept]
    if inline == value and lines == rest:
        return option.lines
    if not inline.strip() and not any(line.strip() for line in lines):
        return None
    return [first[: len(first) - len(value)] + inline, *lines]


def _inline(text: str, means: Match, whole: bool, key: str) -> str:
    """Return one line of a value without the layer's entries; empty if they are all of it.

    Args:
        text: the line, or what of it follows the key.
        means: the test for an entry.
        whole: the line is one entry, whatever commas are in it.
        key: the option; of some the entries are words.
    """
    entry = re.split(r"\s[#;]", text, maxsplit=1)[0]
    tail, lead = text[len(entry.rstrip()) :], entry[: len(entry) - len(entry.lstrip())]
    parts = re.split(r"(\s+|,\s*)" if key in _WORDS else r"(,\s*)", entry.strip())
    if whole or len(parts) == 1:
        return "" if means(entry.strip()) else text
    gone = [i for i in range(0, len(parts), 2) if means(parts[i])]
    if not gone:
        return text
    left = [parts[i : i + 2] for i in range(0, len(parts), 2) if i not in gone]
    if not any(part[0] for part in left):
        return ""
    if len(parts) - 1 in gone:
        left[-1] = left[-1][:1]  # no separator at the end that was not there
    return lead + "".join(x for part in left for x in part).rstrip() + tail
