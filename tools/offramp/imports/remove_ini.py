"""INI files (setup.cfg, tox.ini, .coveragerc, mypy.ini, .importlinter …), edited line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from offramp.imports.remove_match import Match

_SECTION = re.compile(r"^\[(?P<name>[^\]\r\n]+)\]")
_OPTION = re.compile(r"^(?P<key>[^\s#;:=\[][^:=\r\n]*?)[ \t]*[:=](?P<value>.*)", re.DOTALL)
_CONTRACT = re.compile(r"importlinter:contract:")
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
    kept = [line for line in rest if not means(_entry(line))]
    inline = _inline(value, means)
    if inline == value and len(kept) == len(rest):
        return option.lines
    if not inline.strip() and not any(line.strip() for line in kept):
        return None
    return [first[: len(first) - len(value)] + inline, *kept]


def _entry(line: str) -> str:
    return re.split(r"\s[#;]", line, maxsplit=1)[0].strip().rstrip(",")


def _inline(value: str, means: Match) -> str:
    """Return a value on the option's own line without the layer's entries."""
    end = value[len(value.rstrip()) :]
    if not value.strip():
        return value
    if "," not in value:
        return end if means(_entry(value)) else value
    lead = value[: len(value) - len(value.lstrip())]
    entries = value.strip().split(",")
    kept = [e for e in entries if not means(e)]
    return value if len(kept) == len(entries) else lead + ",".join(kept).strip() + end
