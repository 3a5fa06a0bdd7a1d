"""YAML lists and files with an entry a line: whole entries go, everything else stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from offramp.errors import CannotJudge
from offramp.imports.removal.match import Match

_MANY = {"include", "exclude", "global-include", "global-exclude"}
"""Commands of a MANIFEST.in that take any number of patterns (setuptools)."""


def tidy_yaml(path: str, text: str, means: Match) -> tuple[str, list[str]]:
    """Take list entries that mean the layer out of a YAML file; an emptied list becomes ``[]``.

    Args:
        path: the file, for messages.
        text: its text.
        means: the test for an entry.

    Returns:
        The new text, and one line for each entry.

    Raises:
        CannotJudge: it is not YAML.
    """
    import yaml

    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise CannotJudge("a file is not YAML", found=str(error), where=path) from error
    cuts: list[tuple[int, int, str]] = []
    done: list[str] = []
    for sequence in _sequences(tree):
        scalars = [n for n in sequence.value if isinstance(n, yaml.ScalarNode)]
        gone = [n for n in scalars if means(n.value)]
        done += [n.value for n in gone]
        if gone and len(gone) == len(sequence.value):
            end = gone[-1].end_mark.index if not sequence.flow_style else sequence.end_mark.index
            start = sequence.start_mark.index
            start = len(text[:start].rstrip()) if not sequence.flow_style else start
            cuts.append((start, end, "[]" if sequence.flow_style else " []"))
        else:
            cuts += [_entry(text, n.start_mark.index, n.end_mark.index) for n in gone]
    for start, end, new in sorted(cuts, reverse=True):
        text = text[:start] + new + text[end:]
    return text, done


def _sequences(node: Any) -> Iterator[Any]:
    import yaml

    if isinstance(node, yaml.SequenceNode):
        yield node
    for child in getattr(node, "value", ()) if isinstance(node, yaml.CollectionNode) else ():
        for part in child if isinstance(child, tuple) else (child,):
            yield from _sequences(part)


def _entry(text: str, start: int, end: int) -> tuple[int, int, str]:
    """Return the stretch of an entry: its line with the dash, or its part of ``[a, b]``."""
    line = text.rfind("\n", 0, start) + 1
    if re.fullmatch(r"\s*-\s*", text[line:start]):
        stop = text.find("\n", end)
        return line, len(text) if stop < 0 else stop + 1, ""
    after = re.match(r"\s*,\s*", text[end:])
    if after:
        return start, end + after.end(), ""
    before = re.search(r"\s*,\s*$", text[:start])
    return (before.start() if before else start), end, ""


def tidy_lines(text: str, means: Match) -> tuple[str, list[str]]:
    """Take out lines that name the layer: CODEOWNERS, MANIFEST.in, .dockerignore, .gitattributes.

    What is about a file or a folder goes as a whole; of a list of patterns (``include a b``) the
    others stay.

    Args:
        text: the file.
        means: the test for a word.

    Returns:
        The new text, and each line that was changed, as it was.
    """
    kept, done = [], []
    for line in re.findall(r"[^\n]*\n|[^\n]+$", text):
        new = line if line.startswith("#") else _without(line, means)
        kept.append(new)
        if new != line:
            done.append(line.strip())
    return "".join(kept), done


def _without(line: str, means: Match) -> str:
    command, *patterns = line.split() or [""]
    if command not in _MANY:
        return "" if any(means(word) for word in (command, *patterns[:1])) else line
    gone = [word for word in patterns if means(word)]
    if len(gone) == len(patterns):
        return "" if gone else line
    for word in gone:
        line = re.sub(rf"[ \t]+{re.escape(word)}(?!\S)", "", line, count=1)
    return line
