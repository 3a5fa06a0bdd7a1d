"""Dotted names in text: where a target is written out, and what kind of writing it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from offramp.imports.forms import Form, form_of
from offramp.imports.targets import Target, Targets
from offramp.imports.text.programs import asks_for_module

__all__ = ["Form", "Mention", "Mentions"]

_HOSTS = {"com", "org", "net", "edu", "gov"}
# What a dotted name ends with where it is a file's. Not what may as well be a module: json, log.
_FILE = re.compile(
    r".*\.(?:pyc?|ipynb|m?js|tsx?|jsx|s?css|md|rst|txt|gz|tgz|bz2|xz|whl|egg|jar|dll|exe|so|dylib"
    r"|png|jpe?g|gif|svg|pdf|sock|pem|crt|pid|sh|bat|yml|cfg|ini|service)"
)
_NO_NAME = re.compile(r"[@/]|-\w|:\d")  # an address, a path, a longer name, a port or a version
_NEARBY = 1000  # characters of a line that are looked at on either side
_SEPARATORS = " ,;|"
_GAP = r"[ \t]+"
_ALIASES = rf"(?:[\w.]+(?:{_GAP}as{_GAP}\w+)?[ \t]*,[ \t]*)*"
_PROMPT = r"(?:^|[;\"'`({>!]|\\n)[ \t]*(?:(?:>>>|\.\.\.|In \[\d*\]:)[ \t]*)?"
_END = r"(?=[ \t]*(?:$|%>|[;#\"'`)}\\,]|as\b))"


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
        before = (
            r"(?:(?<![\w.@/\\$-])(?<!\$\{)"
            r"|(?<=\s-[mpA])|(?<=^-[mpA])|(?<=mypy-)|(?<=:-)|(?<=\bext://)|(?<=\bpkg://))"
        )
        self._name = re.compile(rf"{before}(?P<target>{names})(?!\w)(?:\.[A-Za-z_]\w*)*")
        paths = "|".join(re.escape(n).replace(r"\.", r"[/\\]+") for n in self._targets)
        self._path = re.compile(rf"(?<![\w.@-])(?P<target>{paths})(?![\w-])(?=[/\\.*\"'\s:,]|$)")
        self._code = re.compile("|".join(_imports_of(i, t) for i, t in enumerate(direct)))
        self._quick = tuple(sorted({(t.last, t.root) for t in direct}))

    def near(self, text: str) -> bool:
        """Whether a text has the first and the last component of a target at all; cheap."""
        return any(last in text and root in text for last, root in self._quick)

    def find(self, text: str, *, certain: bool = False, words: bool = False) -> Iterator[Mention]:
        """Yield every mention, line by line, in order.

        A single word is only reported where it is in an import, an option or an entry point, or
        where it begins the name of a module that the tree has.

        Args:
            text: what to search.
            certain: the place is one for names of modules, so that a dotted name is one.
            words: it is one for names of modules and of nothing else, so that a word is one.
        """
        if not self.near(text):
            return
        start = 0
        for line in text.splitlines(keepends=True):
            if self.near(line):
                mentions = self._in_line(line.rstrip("\r\n"), certain or words, words)
                for m in sorted(mentions, key=lambda m: (m.start, -m.end)):
                    yield m._replace(start=start + m.start, end=start + m.end)
            start += len(line)

    def _in_line(self, line: str, certain: bool, words: bool) -> Iterator[Mention]:
        taken: list[tuple[int, int]] = []
        for match in self._code.finditer(line):
            mention = self._from_code(match)
            taken.append((mention.start, mention.end))
            yield mention
        for match in self._name.finditer(line):
            if not any(a < match.end() and match.start() < b for a, b in taken):
                yield from self._named(line, match, certain, words)
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

    def _named(
        self, line: str, match: re.Match[str], certain: bool, words: bool
    ) -> Iterator[Mention]:
        dotted, target = match.group(), self._targets[match.group("target")]
        if _NO_NAME.match(line, match.end()):
            return
        form = form_of(dotted, *_around(line, match.start(), match.end()))
        if dotted != target.dotted and dotted.rpartition(".")[2] in _HOSTS:
            return
        certain_form = certain or form in {Form.OPTION, Form.ENTRY}
        if dotted != target.dotted and _FILE.fullmatch(dotted) and not certain_form:
            return
        if target.word:
            first = max(match.start() - _NEARBY, 0)
            if form is Form.OPTION and not asks_for_module(line[first : match.start()]):
                form = Form.PROSE
            certain = certain and dotted != target.dotted
            known = certain or form in {Form.OPTION, Form.ENTRY} or (words and form is Form.NAME)
            if not known and (dotted == target.dotted or not self._exists(dotted)):
                return
        yield Mention(match.start(), match.end(), dotted, target, form)


def _around(line: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and after a name, of a very long line only the words nearby."""
    before, after = line[max(start - _NEARBY, 0) : start], line[end : end + _NEARBY]
    if start > _NEARBY:
        before = re.sub(rf"^[^{_SEPARATORS}]*", "", before)  # a word that was cut
    if len(line) > end + _NEARBY:
        after = after[: max(after.rfind(c) for c in _SEPARATORS) + 1]
    return before, after


def _imports_of(number: int, target: Target) -> str:
    """Return a pattern for the import statements that name a target, as one line of text."""
    name, members = re.escape(target.dotted), r"(?:\.[A-Za-z_]\w*)*"
    whole = rf"import{_GAP}{_ALIASES}(?P<a{number}>{name}(?!\w){members}){_END}"
    one = rf"[\w*]+(?:{_GAP}as{_GAP}\w+)?[ \t]*"
    names = rf"[(]?[ \t]*(?:{one}(?:,[ \t]*{one})*(?:,[ \t]*)?)?"
    of = rf"from{_GAP}(?P<b{number}>{name}(?!\w){members}){_GAP}import{_GAP}{names}"
    patterns = [whole, of + r"(?=$|%>|[;#\"'`)}\\])"]
    if target.parent:
        last, above = re.escape(target.last), re.escape(target.parent)
        out = rf"from{_GAP}{above}{_GAP}import{_GAP}[(]?[ \t]*{_ALIASES}(?P<c{number}>{last})"
        patterns.append(out + rf"(?!\w){_END}")
    return _PROMPT + "(?:" + "|".join(patterns) + ")"
