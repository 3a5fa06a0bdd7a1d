"""Dotted names in text: where a target is written out, and what kind of writing it is.

A string or a line of configuration names a module when it is a module's name and nothing else, or
when it has one of the forms that programs read as one: an entry point, an option such as ``-m``, a
warnings filter, a list of names, an import. In a sentence, a URL or a path it does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

from offramp.imports.targets import Target, Targets

_HOSTS = {"com", "org", "net", "edu", "gov"}
_TAIL = re.compile(r"(?:\.\*{1,2}|\*)?(?P<attribute>:[\w.]+)?(?:\(\))?\s*(?:\[[\w,\s-]*\])?")
_OPTION = re.compile(
    r"(?:^|[\s\"'=])(?:-m|-p|-A|--app|--pyargs|--cov|--package|--module|--reload-module)[\s=]*$"
)
_FILTER = re.compile(r"^\s*(?:ignore|error|default|always|module|once)(?::[^:]*){1,2}:$")
_TAG = re.compile(r"!!?python/[\w/]+:$")  # what PyYAML imports
_KEY = re.compile(r"^[\w.\- ]+=$")
_LISTED = re.compile(r"^(?:[A-Za-z_][\w.*]*(?::[\w.]+)?|->|\*+)$")
_SPLIT = re.compile(r"[\s,;|]+")
_GAP = r"[ \t]+"
_ALIASES = rf"(?:[\w.]+(?:{_GAP}as{_GAP}\w+)?[ \t]*,[ \t]*)*"
_PROMPT = r"(?:^|[;\"'`({>]|\\n)[ \t]*(?:(?:>>>|\.\.\.|In \[\d*\]:)[ \t]*)?"
_END = r"(?=[ \t]*(?:$|[;#\"'`)}\\,]|as\b))"


class Form(str, Enum):
    """What kind of writing a mention is."""

    NAME = "name"
    ENTRY = "entry-point"
    OPTION = "option"
    CODE = "code"
    PATH = "path"
    PROSE = "prose"


class Mention(NamedTuple):
    """A target written out in a text.

    Attributes:
        start: offset of the name's first character.
        end: offset after its last one.
        dotted: the dotted name, members included.
        target: the target that it is or lies under.
        form: what kind of writing it stands in.
    """

    start: int
    end: int
    dotted: str
    target: Target
    form: Form


class Mentions:
    """Finds the mentions of the targets in a text.

    Args:
        targets: what is looked for; names that other modules hand on are only followed in code.
        exists: tells whether a legacy name stands for a module of the tree; asked of names below
            a single word (``memory.store``), which a text may hold by chance.
    """

    def __init__(self, targets: Targets, exists: Callable[[str], bool]) -> None:
        self._exists = exists
        direct = targets.direct
        self._targets = {t.dotted: t for t in direct}
        names = "|".join(re.escape(n) for n in sorted(self._targets, key=len, reverse=True))
        before = r"(?:(?<![\w.@/\\$-])|(?<=\s-[mp])|(?<=^-[mp])|(?<=mypy-))"
        self._name = re.compile(rf"{before}(?P<target>{names})(?!\w)(?:\.[A-Za-z_]\w*)*")
        paths = "|".join(re.escape(n).replace(r"\.", r"[/\\]+") for n in self._targets)
        self._path = re.compile(rf"(?<![\w.@-])(?P<target>{paths})(?![\w-])(?=[/\\.*\"'\s:,]|$)")
        self._code = re.compile("|".join(_imports_of(i, t) for i, t in enumerate(direct)))
        self._quick = tuple(sorted({t.last for t in direct}))

    def find(self, text: str, *, certain: bool = False) -> Iterator[Mention]:
        """Yield every mention, line by line, in order.

        A single word is only reported where it is in an import, an option or an entry point, or
        where it begins the name of a module that the tree has.

        Args:
            text: what to search.
            certain: the place is one for names of modules, so that a dotted name is one.
        """
        if not any(word in text for word in self._quick):
            return
        start = 0
        for line in text.splitlines(keepends=True):
            if any(word in line for word in self._quick):
                found = sorted(
                    self._in_line(line.rstrip("\r\n"), certain), key=lambda m: (m.start, -m.end)
                )
                for m in found:
                    yield m._replace(start=start + m.start, end=start + m.end)
            start += len(line)

    def _in_line(self, line: str, certain: bool) -> Iterator[Mention]:
        taken: list[tuple[int, int]] = []
        for match in self._code.finditer(line):
            mention = self._from_code(match)
            taken.append((mention.start, mention.end))
            yield mention
        for match in self._name.finditer(line):
            if not any(a < match.end() and match.start() < b for a, b in taken):
                yield from self._named(line, match, certain)
        for match in self._path.finditer(line):
            target = self._target(match.group("target"))
            # One word before a slash is a folder like any other.
            if not target.word:
                yield Mention(match.start(), match.end(), target.dotted, target, Form.PATH)

    def _target(self, written: str) -> Target:
        return self._targets[re.sub(r"[/\\]+", ".", written)]

    def _from_code(self, match: re.Match[str]) -> Mention:
        name = next(k for k, v in match.groupdict().items() if v is not None)
        target = list(self._targets.values())[int(name[1:])]
        written = match.group(name)
        dotted = written if written.startswith(target.dotted) else target.dotted
        return Mention(match.start(name), match.end(name), dotted, target, Form.CODE)

    def _named(self, line: str, match: re.Match[str], certain: bool) -> Iterator[Mention]:
        dotted, target = match.group(), self._targets[match.group("target")]
        after = line[match.end() : match.end() + 2]
        if after[:1] in {"@", "/"} or re.match(r"-\w", after):
            return
        if dotted != target.dotted and dotted.rpartition(".")[2] in _HOSTS:
            return
        form = _form(line[: match.start()], line[match.end() :])
        if target.word:
            certain = certain and dotted != target.dotted
            known = certain or form in {Form.OPTION, Form.ENTRY}
            if not known and (dotted == target.dotted or not self._exists(dotted)):
                return
        yield Mention(match.start(), match.end(), dotted, target, form)


def _form(before: str, after: str) -> Form:
    """Tell what kind of writing a name stands in, from what is around it on its line."""
    tail = _TAIL.match(after)
    attribute = tail.group("attribute") if tail else None
    rest = after[tail.end() :].strip() if tail else after.strip()
    head = before.strip()
    if _OPTION.search(before):
        return Form.OPTION
    if head in {"", "mypy-"} and not rest:
        return Form.ENTRY if attribute else Form.NAME
    if not rest and _KEY.match(head):
        return Form.ENTRY if attribute else Form.NAME
    filters = _FILTER.match(before) and not re.search(r"\s", after.strip())
    if filters or _TAG.search(before):
        return Form.NAME
    words = [w for w in _SPLIT.split(f"{before}x.x{rest}") if w]
    if len(words) > 1 and all(_LISTED.match(w) and ("." in w or w[0] in "-*") for w in words):
        return Form.NAME
    return Form.PROSE


def _imports_of(number: int, target: Target) -> str:
    """Return a pattern for the import statements that name a target, as one line of text."""
    name, members = re.escape(target.dotted), r"(?:\.[A-Za-z_]\w*)*"
    whole = rf"import{_GAP}{_ALIASES}(?P<a{number}>{name}(?!\w){members}){_END}"
    one = rf"[\w*]+(?:{_GAP}as{_GAP}\w+)?[ \t]*"
    names = rf"[(]?[ \t]*(?:{one}(?:,[ \t]*{one})*(?:,[ \t]*)?)?"
    of = rf"from{_GAP}(?P<b{number}>{name}(?!\w){members}){_GAP}import{_GAP}{names}"
    patterns = [whole, of + r"(?=$|[;#\"'`)}\\])"]
    if target.parent:
        last, above = re.escape(target.last), re.escape(target.parent)
        out = rf"from{_GAP}{above}{_GAP}import{_GAP}[(]?[ \t]*{_ALIASES}(?P<c{number}>{last})"
        patterns.append(out + rf"(?!\w){_END}")
    return _PROMPT + "(?:" + "|".join(patterns) + ")"
