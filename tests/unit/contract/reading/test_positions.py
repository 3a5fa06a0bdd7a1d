"""Lines are 1-based, columns 0-based in characters, in JSON and YAML, whatever the layout.

The expected place is found by searching the text for a key that is written once.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from offramp.contract import compare_documents, loads

HEAD = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}}


def place(text: str, sign: str) -> tuple[int, int]:
    """Line and column of the one place of a sign; a line ends in LF, CRLF or CR."""
    assert text.count(sign) == 1
    lines = text[: text.index(sign)].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), len(lines[-1])


def path_items(**words: Any) -> dict[str, Any]:
    return {
        **HEAD,
        "paths": {"/é{x}": {"get": {"summary": 'a"b\\c\n😀', "tags": ["t1", "t2"], **words}}},
    }


JSON = {
    "one line": json.dumps(path_items(k1={"k2": [1, {"k3": None}]}, k4=5)),
    "characters as they are": json.dumps(
        path_items(k1={"k2": [1, {"k3": None}]}, k4=5), ensure_ascii=False
    ),
    "indented": json.dumps(
        path_items(k1={"k2": [1, {"k3": None}]}, k4=5), indent=2, ensure_ascii=False
    ),
    "tabs": json.dumps(path_items(k1={"k2": [1, {"k3": None}]}, k4=5), indent="\t"),
    "compact": json.dumps(path_items(k1={"k2": [1, {"k3": None}]}, k4=5), separators=(",", ":")),
    "carriage returns": json.dumps(
        path_items(k1={"k2": [1, {"k3": None}]}, k4=5), indent=1
    ).replace("\n", "\r\n"),
    "members before and after": json.dumps(
        path_items(k1={"a😀": "😀" * 3, "k2": [1, {"z": {}, "k3": None}]}, k4=5), ensure_ascii=False
    ),
}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("form", JSON)
def test_places_in_json(form: str, mark: str) -> None:
    text = JSON[form]
    document = loads((mark + text).encode(), "a.json")
    start = "/paths/~1é{x}/get"
    for pointer, sign in (
        (f"{start}/k1", '"k1"'),
        (f"{start}/k1/k2", '"k2"'),
        (f"{start}/k1/k2/1/k3", '"k3"'),
        (f"{start}/k4", '"k4"'),
        (f"{start}/tags/1", '"t2"'),
        ("/info/version", '"version"'),
    ):
        assert document.position(pointer) == place(text, sign)


BLOCK = """\
openapi: 3.1.0
info: {title: "t😀", version: '1'}
paths:
  # a comment with k1 in it
  /é{x}:
    get:
      summary: "a\\"b\\\\c 😀"
      description: |
        k9: not a key
          more
      tags:
      - t1
      -   t2
      é😀: &anchor
        ? k2
        : - 1
          - {z: 😀, k3: ~}
      k4: 5
      k5: {<<: *anchor}
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_in_yaml(end: str, mark: str) -> None:
    text = BLOCK.replace("\n", end)
    document = loads((mark + text).encode(), "a.yaml")
    start = "/paths/~1é{x}/get"
    for pointer, sign in (
        (f"{start}/é😀", "é😀:"),
        (f"{start}/é😀/k2", "k2"),
        (f"{start}/é😀/k2/1", "{z"),
        (f"{start}/é😀/k2/1/k3", "k3"),
        (f"{start}/tags/1", "t2"),
        (f"{start}/k4", "k4:"),
        (f"{start}/k5", "k5:"),
        (f"{start}/k5/k2/1/k3", "k3"),
        (f"{start}/description", "description"),
        ("/info/version", "version"),
    ):
        assert document.position(pointer) == place(text, sign), pointer


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32-be"])
def test_places_do_not_depend_on_the_encoding(encoding: str) -> None:
    document = loads(BLOCK.encode(encoding), "a.yaml")
    assert document.position("/paths/~1é{x}/get/k4") == place(BLOCK, "k4:")


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_what_is_gone_points_to_what_is_left(name: str) -> None:
    """On the side that has it no more: the nearest value above it that is still there."""
    get: dict[str, Any] = {"responses": {"200": {"description": "k"}}}
    old = {**HEAD, "paths": {"/a": {"get": get, "put": get}, "/b": {"get": get}}}
    new = {**HEAD, "paths": {"/a": {"get": get}}}
    base, cand = (json.dumps(each, indent=1) for each in (old, new))
    found = compare_documents(loads(base.encode(), name), loads(cand.encode(), name)).findings
    places = {f.base_pointer: f.positions for f in found}
    assert places["/paths/~1b"] == (place(base, '"/b"'), place(cand, '"paths"'))
    assert places["/paths/~1a/put"] == (place(base, '"put"'), place(cand, '"/a"'))


def test_the_fields_of_a_finding_say_the_place() -> None:
    get: dict[str, Any] = {"responses": {"200": {"description": "k"}}}
    old = json.dumps({**HEAD, "paths": {"/a": {"get": get}}}, indent=2)
    new = json.dumps({**HEAD, "paths": {}}, indent=2)
    result = compare_documents(loads(old.encode(), "a.json"), loads(new.encode(), "b.json"))
    (finding,) = result.to_dict()["findings"]
    assert (finding["base_line"], finding["base_column"]) == place(old, '"/a"')
    assert (finding["cand_line"], finding["cand_column"]) == place(new, '"paths"')
