"""What kind of writing a dotted name stands in: alone, after an option, in a list, in a sentence.

A text names a module when it is a module's name and nothing else, or when it has one of the forms
that programs read as one: an entry point, an option such as ``-m``, a warnings filter, a list of
names, a tag that makes an object. In a sentence, a URL or a path it does not.
"""

from __future__ import annotations

import re
from enum import Enum

# What belongs to a name: a wildcard, the attribute of an entry point, a call of it, its extras.
_TAIL = re.compile(
    r"(?:\.\*{1,2}|\*)?(?P<attribute>:[A-Za-z_][\w.]*(?:\([^()]*\))?)?(?:\(\))?(?:#\w+)?"
    r"(?:\s*\[[\w,\s-]*\])?"
)
_OPTION = re.compile(
    r"(?:^|[\s\"'=({:])(?:-[bBdEhiIOqsSuvx]*m|-p|-A|--app|--pyargs|--cov|--package|--module|--reload-module"
    r"|--settings|--ds|--source|--worker-class|--hidden-import|--include-package)"
    r"[\s=]*(?:no:)?$"
)
_FILTER = re.compile(
    r"(?P<option>-W\s*|[\s=\"'])?(?<!\w)(?:ignore|error|default|always|module|once)"
    r"(?::[^:]*){1,2}:$"
)
_TAG = re.compile(r"(?:^|\s)!{1,2}[\w/.-]*:$")  # what a loader of YAML imports
_MARKS = re.compile(r"^(?:mypy-|\?\s+|~|\w+://|(?:&[\w-]+|!{1,2}[\w/.-]*)\s+)+")
_KEY = re.compile(r"^[\w.\- ]+=$")
_PREFIX = re.compile(r"^(?:egg|call|python|attr|class|module|object|pkg|[A-Z]+|\w+(?:\.\w+)+):$")
_SETS = re.compile(r"^(?:SetEnv|env|uwsgi_param|fastcgi_param)\s+\w+$")
_LISTED = re.compile(r"^\(?(?:[A-Za-z_][\w.*]*(?::[\w.]+)?|->|\*+|:)\)?$")
_SPLIT = re.compile(r"[\s,;|]+")

_CLOSE, _FARTHER = 120, 400  # characters before a name, in which an option or a filter begins


class Form(str, Enum):
    """What kind of writing a mention is."""

    NAME = "name"
    ENTRY = "entry-point"
    OPTION = "option"
    CODE = "code"
    PATH = "path"
    PROSE = "prose"


def form_of(dotted: str, before: str, after: str) -> Form:
    """Tell what kind of writing a name stands in, from what is around it on its line.

    Args:
        dotted: the name.
        before: what stands before it.
        after: what stands after it.
    """
    if _OPTION.search(before, max(len(before) - _CLOSE, 0)):
        return Form.OPTION
    tail = _TAIL.match(after)
    rest = after[tail.end() :] if tail else after
    alone = Form.ENTRY if tail and tail.group("attribute") else Form.NAME
    head, end = _MARKS.sub("", before.lstrip()).strip(), rest.strip(" \t,;")
    if (not end and (not head or _KEY.match(head) or _PREFIX.match(head))) or (
        (head, end) == ("(", ")")
    ):
        return alone
    if (
        _TAG.search(before, max(len(before) - _CLOSE, 0))
        or _filters(before, after)
        or (not end and _SETS.match(head))
    ):
        return Form.NAME
    return Form.NAME if _listed(dotted, f"{before}x.x{rest}") else Form.PROSE


def _filters(before: str, after: str) -> bool:
    """Whether a name is the category or the module of a warnings filter (``warnings`` docs)."""
    found = _FILTER.search(before, max(len(before) - _FARTHER, 0))
    if found is None:
        return False
    option = (found.group("option") or "").startswith("-W")
    return option or (not before[: found.start()].strip() and not re.search(r"\s", after.strip()))


def _listed(dotted: str, text: str) -> bool:
    """Whether a text is a list of names, with ``x.x`` in the place of the one that was found.

    Words without a dot could be a sentence's, unless nothing but separators is between them.
    """
    text = _MARKS.sub("", text.strip())
    words = [w for w in _SPLIT.split(text) if w]
    if len(words) < 2 or not all(map(_LISTED.match, words)):
        return False
    plain = {w for w in words if "." not in w and re.search(r"\w", w)}
    return not plain or not re.search(r"\s", text) or plain == {dotted.partition(".")[0]}
