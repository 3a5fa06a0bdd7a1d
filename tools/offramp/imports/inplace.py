"""Whether a word stands, in a file's bytes, where it may be the name that is looked for.

This decides what is parsed, so it says yes in doubt; but a word in prose, or an attribute of
something that has nothing to do with the layer, is no reason to parse a file.
"""

from __future__ import annotations

import re

# What stands before a single word, on its line, where it is the name of a module: an import, with
# the names before it; an option; a directive; a call or subscript with the name in quotes.
_BEFORE = re.compile(
    rb"""(?:\b(?:from|c?import)[ \t\f]+(?:[^#\n]*,[ \t\f]*)?|-[mp][ \t"',=]*|::[ \t]+"""
    rb"""|[(\[][ \t]*["'])$"""
)
# Where one of these is, any name of a module may be in quotes.
_QUOTING = (b"sys.modules", b"_module(", b"pytest_plugins", b"py_modules", b"INSTALLED_APPS")
_CONTINUED = re.compile(rb"\\\r?\n[ \t]*$")
# What may stand right before the word in "word.member" where that is a dotted name by itself.
_OPENS = re.compile(rb"""(?:["'`=:>,(\[{-]|^)[ \t]*$|(?:\A|\n|\r)[ \t]*$""")
_OWNER = re.compile(rb"([0-9A-Za-z_\x80-\xff]*)(?:[ \t\f]|\\\r?\n)*[.](?:[ \t\f]|\\\r?\n)*$")
_IMPORTED_OWNER = re.compile(rb"[ \t]*(?:from|import)[ \t]+[.\w]*?(\w+)[.]")
_COMPUTED = (b"import_module", b"__import__", b"resolve_name", b"find_spec")
_LOOKING = (
    b"getattr",
    b"setattr",
    b"hasattr",
    b"delattr",
    b"exec",
    b"object(",
    b".attach(",
    b"__all__",
    b"__dict__",
    b"attrgetter",
    b"globals(",
    b"locals(",
    b"spy(",
    b"vars(",
)
_BACK = 4000


def whole_word(word: str) -> re.Pattern[bytes]:
    """Return a pattern for a whole word; it begins with the word itself, which is searched fast."""
    name = re.escape(word.encode())
    return re.compile(name + rb"(?<![0-9A-Za-z_]" + name + rb")(?![0-9A-Za-z_])")


def word_in_place(data: bytes, word: re.Pattern[bytes]) -> bool:
    """Whether a target that is one word stands where an import or a quoted name has it.

    Args:
        data: the file's content.
        word: the word.
    """
    quoting = any(mark in data for mark in _QUOTING)
    for match in word.finditer(data):
        start, end = match.span()
        if quoting and data[max(start - 1, 0) : start] in {b"'", b'"'}:
            return True
        line = data.rfind(b"\n", max(start - 400, 0), start) + 1
        if _BEFORE.search(data, max(line, start - 400), start):
            return True
        if _CONTINUED.search(data, max(start - 80, 0), start):
            return True
        if data[end : end + 1] in {b".", b":"} and _OPENS.search(data, max(start - 8, 0), start):
            return True
    return False


def dotted_in_place(data: bytes, word: re.Pattern[bytes], above: bytes) -> bool:
    """Whether the last component of a dotted target stands where it may be that component.

    That is: after its parent and a dot or a slash; after a dot and a name that the file binds to
    something; in an import, but as a member of another module; in quotes, if the file looks names
    up or has the parent in quotes too; as the keyword of a call that patches several names; or as a
    bare name in a file with a star import. In a file that imports by computed names it may stand
    anywhere, but as a member of another module in an import.

    Args:
        data: the file's content.
        word: the last component.
        above: the component before it.
    """
    computed = any(mark in data for mark in _COMPUTED)
    quoted = star = None
    for match in word.finditer(data):
        start = match.start()
        if _of_another(data, start, above):
            continue
        if computed:
            return True
        before = data[start - 1 : start]
        if before in b"\"'" and before:
            if quoted is None:
                quoted = _looks_up(data, above)
            if quoted:
                return True
        elif (
            (before in b"/\\" and before)
            or _owned(data, start, above)
            or _imported(data, start)
            or (data[match.end() : match.end() + 1] == b"=" and b".multiple(" in data)
        ):
            return True
        else:
            star = b"import *" in data if star is None else star
            if star:
                return True
    return False


def _of_another(data: bytes, start: int, above: bytes) -> bool:
    """Whether an import statement names the word as a member of something else: its own parent."""
    line = data.rfind(b"\n", max(start - 200, 0), start) + 1
    owner = _IMPORTED_OWNER.fullmatch(data, line, start) if line else None
    return owner is not None and owner.group(1) != above


def _looks_up(data: bytes, above: bytes) -> bool:
    ends = (b"'", b'"', b".'", b'."', b".{", b".%")
    quoted = (above + end for end in ends)
    return any(mark in data for mark in (*_LOOKING, *quoted))


def _owned(data: bytes, start: int, above: bytes) -> bool:
    """Whether the word follows a dot, and what stands before that may be its parent."""
    owner = _OWNER.search(data, max(start - 120, 0), start)
    if owner is None:
        return False
    name = owner.group(1)
    # No name: a relative import, or the rest of a computed string. No exact match: in a pickle an
    # opcode's letter stands right before the name.
    if name in {b"", b"from"} or name.endswith(above):
        return True
    plain = (b"as " + name, name + b" =", name + b"=", name + b":", name + b" :", b"def " + name)
    return any(mark in data for mark in plain) or _bound_with_others(data, name)


def _bound_with_others(data: bytes, name: bytes) -> bool:
    """Whether a line may bind the name by a loop, a pattern, or together with other names."""
    return any(
        b"for " in line or b"case " in line or (b"=" in line and (b"," in line or b"[" in line))
        for line in data.splitlines()
        if name in line
    )


def _imported(data: bytes, start: int) -> bool:
    """Whether the word is a name in an import, on one line or in parentheses."""
    if data[max(start - 20, 0) : start].rstrip(b" \t\f").endswith(b"from"):
        return True
    at = data.rfind(b"import", max(start - _BACK, 0), start)
    if at < 0:
        return False
    between = data[at + 6 : start]
    inside = between.lstrip(b" \t\f\\\r\n").startswith(b"(") and b")" not in between
    return inside or b"\n" not in between or b"\\" in between
