"""orjson keeps the last of two members of one name and says nothing; we refuse, with both lines."""

from __future__ import annotations

import pytest

from offramp.contract.reading import jsontext
from offramp.errors import DocumentError


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('{"a": 1,\n"b": 2,\n"a": 3}', "lines 1 and 3"),
        ('{"x": [{"a": 1},\n{"a": 1,\n"a": 1}]}', "lines 2 and 3"),
        ('{"a\\u0022": 1,\n"b": {"a": 1}, "b": 2}', "lines 2 and 2"),
        ('{"s": "\\"a\\": 1, \\"a\\": 2",\n"a": [1, "a"],\n"a": 3}', "lines 2 and 3"),
        ('{"a": 1, "\\u0061": 2}', "lines 1 and 1"),
    ],
)
def test_a_name_given_twice_is_refused(text: str, lines: str) -> None:
    with pytest.raises(DocumentError) as error:
        jsontext.parse(text.encode(), "x.json")
    assert error.value.found == lines


@pytest.mark.parametrize(
    "text",
    ['{"a": {"a": 1}}', '{"a": "\\u0022"}', '[{"a": 1}, {"a": 1}]', '"\\"a\\": \\"a\\":"', "3"],
)
def test_equal_names_in_other_objects_are_no_repetition(text: str) -> None:
    jsontext.parse(text.encode(), "x.json")


def test_an_error_names_its_line_after_other_characters() -> None:
    with pytest.raises(DocumentError) as error:
        jsontext.parse('{"é": "é",\n"b": }'.encode(), "x.json")
    assert error.value.where == "x.json:2"
