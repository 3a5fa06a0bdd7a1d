"""Read the pairs with known answers, as whole documents.

cases = runpy.run_path("tests/corpus/contract/pairs/reader.py")["cases"]()
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

FOLDER = Path(__file__).parent
WORDS = {
    "none": {None},
    "info": {"info"},
    "warning": {"warning"},
    "breaking": {"breaking"},
    "harmless": {None, "info"},
    "calm": {None, "info", "warning"},
    "reported": {"info", "warning", "breaking"},
}
_PLAIN = {"200": {"description": "k"}}


class Case(NamedTuple):
    """One comparison with its known answer.

    Attributes:
        name: unique.
        kind: the class of the pair.
        base, cand: whole documents.
        verdict: a key of `WORDS`: which worst severities are right.
        rule: a rule that has to be among the findings, or nothing.
        why: the argument, with its source.
    """

    name: str
    kind: str
    base: dict[str, Any]
    cand: dict[str, Any]
    verdict: str
    rule: str
    why: str

    @property
    def is_breaking(self) -> bool | None:
        """Whether the answer is that it breaks; None where the specifications do not decide."""
        return {"breaking": True, "reported": None}.get(self.verdict, False)


def cases() -> Iterator[Case]:
    """Yield each pair in both directions, at each of its places."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield from _of_row(row)


def _of_row(row: dict[str, Any]) -> Iterator[Case]:
    if "at" in row:
        places = {row["at"]: row["verdict"]}
    elif "both" in row:
        places = {"request": row["both"], "response": row["both"]}
    else:
        places = {place: row[place] for place in ("request", "response") if place in row}
    for place, verdicts in places.items():
        documents = _document(row, place, 0), _document(row, place, 1)
        there, _, back = verdicts.partition(" / ")
        for way, verdict, (base, cand) in (
            ("there", there, documents),
            ("back", back or there, documents[::-1]),
        ):
            word, _, rule = verdict.partition(" ")
            if word not in WORDS:
                raise ValueError(f"{row['name']}: {word} is not a verdict")
            name = f"{row['name']} ({place}, {way})"
            rule = "" if way == "back" and not back else rule
            yield Case(name, str(row["class"]), base, cand, word, rule, row["why"])


def _document(row: dict[str, Any], place: str, number: int) -> dict[str, Any]:
    """Make a document of what a row gives for one of its sides."""
    side = ("base", "cand")[number]
    document: dict[str, Any] = {
        "openapi": row.get("versions", [row.get("version", "3.1.1")] * 2)[number],
        "info": {"title": "t", "version": "1"},
        "paths": {"/t": {"post": {"responses": _PLAIN}}},
        **row.get("also", {}),
    }
    given = row[side]
    if place in ("request", "response"):
        content = {"content": {row.get("media", "application/json"): {"schema": given}}}
        part: dict[str, Any] = {"requestBody": content}
        if place == "response":
            part = {"responses": {"200": {"description": "k", **content}}}
        schemas = row.get(f"{side}_components", row.get("components"))
        if schemas:
            document["components"] = {"schemas": schemas}
        document["paths"] = {"/t": {"post": {"responses": _PLAIN, **part}}}
    elif place == "operation":
        document["paths"] = {"/t": {"post": {"responses": _PLAIN, **given}}}
    elif place == "parameters":
        own = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        operation = {"parameters": [own, *given], "responses": _PLAIN}
        document["paths"] = {"/t/{id}": {"post": operation}}
    elif place == "paths":
        document["paths"] = given
    else:
        document |= given
    return document
