"""A tolerant reader for what no parser accepts: Python 2, merge markers, templates, Cython.

It cuts the text into tokens, with which it can tell code from strings and comments, and finds
import statements, attribute chains of imported names, dynamic imports and strings among them.
It knows no scopes; of what hides a module's name, it sees the parameters of functions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from offramp.imports.mentions import Form, Mentions
from offramp.imports.model import Kind
from offramp.imports.places import Places
from offramp.imports.syntax.calls import IMPORTING, LOOKING, NAMING
from offramp.imports.syntax.lexing import Token, tokens
from offramp.imports.syntax.parameters import parameters
from offramp.imports.syntax.values import ascend

_STRING = re.compile(
    r"(?P<prefix>[A-Za-z]{0,2})(?P<quote>'''|\"\"\"|'|\")(?P<inner>.*)(?P=quote)", re.DOTALL
)
_EXAMPLE = re.compile(r"^[ \t]*(?:>>>|\.\.\.)[ \t]", re.MULTILINE)
_STARTS = {"", ";", ":", "<", ">", "=", "|", "%", "}", "{"}
_TYPE = re.compile(r"#\s*type:(?!\s*ignore\b)[^#]*")
_PYTHON2 = re.compile(
    r"^[ \t]*(?:(?:print|exec)[ \t]+[\w\"'`]|print[ \t]*>>|raise[ \t]+[\w.]+,|except[ \t]+[\w.]+,)",
    re.MULTILINE,
)
_ABSOLUTE = "absolute_import"


class TokenReader:
    """Reads one text that does not parse.

    Args:
        mentions: finds names in strings and comments.
        places: what to record in.
        packages: the dotted names of the package that relative imports start from.
    """

    def __init__(self, mentions: Mentions, places: Places, packages: Sequence[str]) -> None:
        self._mentions = mentions
        self._places = places
        self._packages = packages
        self._bound: dict[str, list[str]] = {}  # each branch may bind a name anew
        self._stars: list[str] = []
        text = places.source.text
        self._tokens = list(tokens(text))
        self._hidden = parameters(self._tokens)
        # Python 2 looks for a module beside the file first, unless the file says otherwise.
        self._beside = packages if _PYTHON2.search(text) and _ABSOLUTE not in text else ()
        # An odd number of triple quotes: some of the "strings" are code.
        self._doubtful = any(t.text in {'"', "'"} for t in self._tokens)

    def record(self) -> None:
        """Record every reference in the text."""
        imports = [i for i, t in enumerate(self._tokens) if t.text in {"import", "from", "cimport"}]
        inside: set[int] = set()
        for i in imports:
            if self._starts_statement(i) and i not in inside:
                inside.update(range(i, self._statement(i)))
        for i, token in enumerate(self._tokens):
            if token.kind == "string":
                self._string(i)
            elif token.kind == "comment":
                self._comment(token)
            elif token.kind == "name" and i not in inside:
                self._chain(i)

    def _text(self, i: int) -> str:
        return self._tokens[i].text if 0 <= i < len(self._tokens) else ""

    def _starts_statement(self, i: int) -> bool:
        before = self._tokens[i - 1] if i else None
        return before is None or before.kind == "newline" or before.text in _STARTS

    def _statement(self, i: int) -> int:
        """Record an import statement; return the index after it."""
        if self._text(i) != "from":
            return self._import(i + 1)
        dots, at = 0, i + 1
        while self._text(at) == ".":
            dots, at = dots + 1, at + 1
        name, at = ("", at) if self._text(at) in {"import", "cimport"} else self._dotted(at)
        if self._text(at) not in {"import", "cimport"}:
            return i + 1
        bases = [ascend(p, dots, name) for p in self._packages] if dots else [name]
        bases += [f"{p}.{name}" for p in self._beside if p and not dots]
        span = (self._tokens[i + 1].start, self._tokens[at - 1].end)
        return self._from(at + 1, [b for b in bases if b], span)

    def _import(self, at: int) -> int:
        while True:
            start = at
            name, at = self._dotted(at)
            if not name:
                return at
            first, last = self._tokens[start].start, self._tokens[at - 1].end
            self._add(Kind.IMPORT, name, first, last)
            alias, at = self._alias(at)
            root = name.partition(".")[0]
            self._bind(alias or root, name if alias else root)
            for package in self._beside:
                self._add(Kind.IMPORT, f"{package}.{name}", first, last)
            if self._text(at) != ",":
                return at
            at += 1

    def _from(self, at: int, bases: list[str], span: tuple[int, int]) -> int:
        parenthesised = self._text(at) == "("
        at += parenthesised
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.kind in {"newline", "comment"} or token.text == ",":
                if token.kind == "newline" and not parenthesised:
                    return at
                at += 1
                continue
            if token.kind != "name" and token.text != "*":
                return at
            alias, after = self._alias(at + 1)
            for base in bases:
                if self._places.targets.match(base):
                    member = base if token.text == "*" else f"{base}.{_normal(token.text)}"
                    self._add(Kind.FROM_IMPORT, member, *span)
                else:
                    member = f"{base}.{_normal(token.text)}"
                    self._add(Kind.FROM_IMPORT, member, token.start, token.end)
                if token.text == "*":
                    self._stars.append(base)
                else:
                    self._bind(alias or token.text, member)
            at = after
        return at

    def _alias(self, at: int) -> tuple[str, int]:
        return (self._text(at + 1), at + 2) if self._text(at) == "as" else ("", at)

    def _dotted(self, at: int) -> tuple[str, int]:
        """Return a dotted name and the index after it; "" where there is none.

        A line that begins with a dot goes on with the name before it, in brackets.
        """
        parts = []
        while at < len(self._tokens) and self._tokens[at].kind == "name":
            parts.append(_normal(self._text(at)))
            at = dot = at + 1
            while dot < len(self._tokens) and self._tokens[dot].kind in {"newline", "comment"}:
                dot += 1
            if self._text(dot) != "." or not self._text(dot + 1).isidentifier():
                break
            at = dot + 1
        return ".".join(parts), at

    def _chain(self, i: int) -> None:
        """Record ``a.compat.x`` where an import of this text binds ``a``."""
        token = self._tokens[i]
        hidden = self._hidden.get(token.text, ())
        if self._text(i - 1) == "." or any(a <= token.start < b for a, b in hidden):
            return
        roots = self._bound.get(token.text)
        if roots is None:
            self._starred(i)
        for root in tuple(roots or ()):
            self._use(i, root)

    def _bind(self, name: str, dotted: str) -> None:
        known = self._bound.setdefault(name, [])
        if dotted not in known:
            known.append(dotted)

    def _use(self, i: int, root: str) -> None:
        name, after = self._dotted(i)
        if after == i + 1:
            self._assigned(i, root)
            return
        if root != _normal(self._text(i)) and self._places.targets.match(root):
            return  # the import that binds the layer under a name of its own is the reference
        dotted = root + name[len(_normal(self._text(i))) :]
        self._add(Kind.ATTRIBUTE, dotted, self._tokens[i].start, self._tokens[after - 1].end)

    def _assigned(self, i: int, root: str) -> None:
        """Follow ``other = a`` (one name, and nothing after it)."""
        alone = i + 1 >= len(self._tokens) or self._tokens[i + 1].kind in {"newline", "comment"}
        if alone and self._text(i - 1) == "=" and self._starts_statement(i - 2):
            self._bind(self._text(i - 2), root)

    def _starred(self, i: int) -> None:
        """Record a bare name that a star import of the layer's parent may have brought."""
        for base in self._stars:
            dotted = f"{base}.{_normal(self._text(i))}"
            match = self._places.targets.match(dotted)
            if match is not None and match.target.dotted == dotted:
                token = self._tokens[i]
                self._add(Kind.ATTRIBUTE, dotted, token.start, token.end, possible=True)

    def _looked_up(self, i: int, inner: str) -> list[str]:
        """Return what ``getattr(a, "compat")`` may give, nothing for any other string."""
        at = i - 2
        while self._text(at - 1) == "." and at > 1:
            at -= 2
        if self._text(i - 1) != "," or self._text(at - 1) != "(":
            return []
        name, after = self._dotted(at)
        root, _, rest = name.partition(".")
        if self._text(at - 2) not in LOOKING or after != i - 1 or root not in self._bound:
            return []
        return [".".join(p for p in (base, rest, inner) if p) for base in self._bound[root]]

    def _imported(self, i: int, inner: str) -> str:
        """Return what a call imports whose name is concatenated or relative, "" for a plain one."""
        parts, at = [inner], i
        while self._text(at + 1) == "+" and (more := _STRING.fullmatch(self._text(at + 2))):
            parts.append(more.group("inner"))
            at += 2
        name = "".join(parts)
        level = len(name) - len(name.lstrip("."))
        if not level:
            return name if len(parts) > 1 else ""
        anchor = _STRING.fullmatch(self._text(at + 2)) if self._text(at + 1) == "," else None
        anchors = [anchor.group("inner")] if anchor else self._packages
        return next((n for a in anchors if (n := ascend(a, level, name[level:]))), "")

    def _string(self, i: int) -> None:
        token = self._tokens[i]
        match = _STRING.fullmatch(token.text)
        if match is None:
            return
        inner, base = match.group("inner"), token.start + match.start("inner")
        called = self._text(i - 2) if self._text(i - 1) == "(" else ""
        importing = called in IMPORTING
        documents = self._starts_statement(i) and self._text(i - 1) != "="
        for mention in self._mentions.find(inner):
            line = inner[inner.rfind("\n", 0, mention.start) + 1 : mention.start]
            code = mention.form is Form.CODE
            example = bool(_EXAMPLE.match(line + " ")) or (self._doubtful and code)
            counts = mention.form not in {Form.PROSE, Form.PATH}
            if documents and len(match.group("quote")) == 3:
                counts = example
            kind = Kind.STRING if counts or not documents else Kind.DOC
            self._add(
                Kind.DYNAMIC_IMPORT if importing and counts else kind,
                mention.dotted,
                base + mention.start,
                base + mention.end,
                counts=counts,
                possible=counts and self._doubtful and code,
                exact=mention.form is not Form.PATH,
            )
        computed = [self._imported(i, inner)] if importing else self._looked_up(i, inner)
        for name in filter(None, computed):
            kind = Kind.DYNAMIC_IMPORT if importing else Kind.ATTRIBUTE
            self._add(kind, name, base, base + len(inner), exact=False)
        if called in IMPORTING | NAMING and inner in self._places.targets.words:
            self._add(Kind.DYNAMIC_IMPORT, inner, base, base + len(inner))

    def _comment(self, token: Token) -> None:
        typing = _TYPE.match(token.text)
        for mention in self._mentions.find(token.text):
            typed = typing is not None and mention.start < typing.end()
            self._add(
                Kind.TYPE_COMMENT if typed else Kind.COMMENT,
                mention.dotted,
                token.start + mention.start,
                token.start + mention.end,
                counts=typed,
            )

    def _add(self, kind: Kind, dotted: str, start: int, end: int, **more: bool) -> None:
        match = self._places.targets.match(dotted)
        if match is not None and not match.target.indirect:
            self._places.add(kind, start, end, match.legacy, **more)


def _normal(name: str) -> str:
    return name if name.isascii() else unicodedata.normalize("NFKC", name)
