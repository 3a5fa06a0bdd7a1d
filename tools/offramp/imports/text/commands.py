"""Commands: Dockerfiles, Makefiles, shell scripts and the command lines in configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from offramp.imports.mentions import Form, Mention, Mentions
from offramp.imports.model import Kind
from offramp.imports.places import Places
from offramp.imports.text.programs import asks_for_module, is_assigned, only_prints, takes_modules
from offramp.imports.text.regions import SHELL, Region, regions

_WORD = re.compile(r"\S+")
_LAST_WORD = re.compile(r"([^\s\"',[(]+)[\"' ,]*$")
_HEREDOC = re.compile(r"(?<!<)<<-?\s*[\"']?(?P<end>[A-Za-z_]\w*)")
_TEXT = re.compile(r"\b(?:cat|tee)\b(?!.*\.(?:py|sh|env|cfg|ini|conf|toml|ya?ml|json|service)\b)")
_INTO_FILE = re.compile(
    r"\|\s*(?:sudo\s+)?(?:\S*/)?(?:python|tee\b)|>\s*(?!/dev/(?:null|std))[^\s>&]"
)
# What begins a comment, besides "#", and what ends a line that goes on.
_DIALECTS = {".bat": ("::", "^"), ".cmd": ("::", "^"), ".ps1": ("<#", "`")}
_MOST = 1000  # of a command that goes on over many lines


def record_commands(mentions: Mentions, places: Places) -> None:
    """Record what a file of commands names: each word that is a module's name counts."""
    commands = Commands(mentions, places)
    start = 0
    for raw in places.source.text.splitlines(keepends=True):
        commands.record(raw.rstrip("\r\n"), start)
        start += len(raw)


class Commands:
    """Records what command lines name, one after the other.

    Outside quotes each word stands for itself, and counts if it is a module's name, unless it is
    given to a program that takes none: ``pip install``, ``grep``, ``echo``.

    Args:
        mentions: finds names.
        places: what to record in.
    """

    def __init__(self, mentions: Mentions, places: Places) -> None:
        self._mentions = mentions
        self._places = places
        suffix = places.path[places.path.rfind(".") :].lower()
        self._comment, self._continues = _DIALECTS.get(suffix, ("#", "\\"))
        self._carried = ""
        self._until = ""
        self._prose = False

    def end(self) -> None:
        """Take it that the next line begins a command."""
        self._carried = self._until = ""

    def record(self, text: str, start: int, lead: str = "") -> None:
        """Record what a line names.

        Args:
            text: the line, without its line end, or the part of one that is a command.
            start: its offset in the file.
            lead: what stands before it and belongs to the command.
        """
        if self._mentions.near(text):
            before = (self._carried + lead)[-_MOST:]
            for region in self._regions(text):
                if self._mentions.near(region.text):
                    inside = text[max(region.start - _MOST, 0) : region.start]
                    self._region(region, start, before + inside, text)
        if self._until:
            self._until = "" if text.strip() == self._until else self._until
            return
        heredoc = _HEREDOC.search(text)
        if heredoc:
            self._until, self._prose = heredoc.group("end"), bool(_TEXT.search(text))
        goes_on = text.endswith(self._continues)
        self._carried = f"{self._carried}{lead}{text[:-1]} "[-_MOST:] if goes_on else ""

    def _regions(self, text: str) -> Iterable[Region]:
        said = text.lstrip().startswith(self._comment)
        return [Region(0, text, comment=True)] if said else regions(text, SHELL)

    def _region(self, region: Region, start: int, before: str, line: str) -> None:
        """Record a part of a line; ``before`` is what stands before it in its command."""
        option = _LAST_WORD.findall(before[-80:])
        lead = f"{option[0]} " if option and option[0] in {"-m", "-p"} else ""
        code = option == ["-c"] and takes_modules(before)
        for mention in self._found(region.text, before, lead):
            end = region.start + mention.end
            after = line[end : end + _MOST]
            note = "" if region.comment else _given(mention, region, before, after)
            if not note and mention.form is Form.PROSE and not code:
                note = "" if region.comment else self._in_words(mention, region, before, after)
            match = self._places.targets.match(mention.dotted)
            if match is not None:
                self._places.add(
                    Kind.COMMENT if region.comment else Kind.COMMAND,
                    start + region.start + mention.start,
                    start + region.start + mention.end,
                    match.legacy,
                    counts=not note and not region.comment,
                    note=note,
                )

    def _found(self, text: str, before: str, lead: str) -> Iterator[Mention]:
        """Yield what a part of a command names, after ``lead``, an option that belongs to it."""
        for found in self._mentions.find(lead + text):
            mention = found._replace(start=found.start - len(lead), end=found.end - len(lead))
            option = mention.target.word and mention.form is Form.OPTION
            if not option or asks_for_module(before + _inside(text, mention.start)):
                yield mention
        for word in _WORD.finditer(text) if self._places.targets.words else ():
            for found in self._mentions.find(word.group()):
                entry = found.target.word and found.form is Form.ENTRY
                if entry and takes_modules(before + _inside(text, word.start())):
                    start, end = word.start() + found.start, word.start() + found.end
                    yield found._replace(start=start, end=end)

    def _in_words(self, mention: Mention, region: Region, before: str, after: str) -> str:
        """Return why a name among other words does not count; empty if it is a word by itself."""
        inside = _inside(region.text, mention.start)
        if region.quoted:
            return "" if takes_modules(inside) else "prose"
        if self._until and self._prose:
            return "prose"
        file = re.match(r":(?:\s|$)", after) or (before + inside).rstrip().endswith(">")
        return "a file" if file else ""


def _given(mention: Mention, region: Region, before: str, after: str) -> str:
    """Return why what a name is given to makes nothing of it as a module; empty if it may."""
    if mention.form is Form.PATH:
        return "a path"
    given = before + _inside(region.text, mention.start)
    if takes_modules(given) is not False:
        return ""
    if not only_prints(given):
        return "not a program that imports it"
    # What is printed into a file or an interpreter is read there.
    meant = mention.form is not Form.PROSE or is_assigned(given)
    return "" if meant and _INTO_FILE.search(after) else "only printed"


def _inside(text: str, at: int) -> str:
    """Return what stands before a place, of a very long text only what is nearby."""
    return text[max(at - _MOST, 0) : max(at, 0)]
