"""Values are written as OpenAPI's own tables of styles show them."""

from __future__ import annotations

from typing import Any

import pytest

from offramp.contract.documents.side import At
from offramp.contract.witnesses.wire import Writing, body, readings, write

COLORS = ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}


@pytest.mark.parametrize(
    ("place", "style", "explode", "value", "text"),
    [
        # OpenAPI 3.1.1, section 4.8.12.4, "Style Examples"
        ("path", "matrix", False, "", ";color"),
        ("path", "matrix", False, "blue", ";color=blue"),
        ("path", "matrix", False, COLORS, ";color=blue,black,brown"),
        ("path", "matrix", False, RGB, ";color=R,100,G,200,B,150"),
        ("path", "matrix", True, COLORS, ";color=blue;color=black;color=brown"),
        ("path", "matrix", True, RGB, ";R=100;G=200;B=150"),
        ("path", "label", False, "blue", ".blue"),
        ("path", "label", False, COLORS, ".blue,black,brown"),
        ("path", "label", False, RGB, ".R,100,G,200,B,150"),
        ("path", "label", True, COLORS, ".blue.black.brown"),
        ("path", "label", True, RGB, ".R=100.G=200.B=150"),
        ("path", "simple", False, COLORS, "blue,black,brown"),
        ("path", "simple", True, RGB, "R=100,G=200,B=150"),
        ("query", "form", False, "", "color="),
        ("query", "form", False, COLORS, "color=blue,black,brown"),
        ("query", "form", False, RGB, "color=R,100,G,200,B,150"),
        ("query", "form", True, COLORS, "color=blue&color=black&color=brown"),
        ("query", "form", True, RGB, "R=100&G=200&B=150"),
        ("query", "spaceDelimited", False, COLORS, "color=blue%20black%20brown"),
        ("query", "pipeDelimited", False, RGB, "color=R%7C100%7CG%7C200%7CB%7C150"),
        ("query", "deepObject", True, RGB, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
        # what HTTP can not carry, or OpenAPI leaves undefined
        ("path", "simple", False, "", None),
        ("path", "simple", False, "..", None),
        ("header", "simple", False, "é", None),
        ("header", "simple", False, " a", None),
        ("query", "form", True, None, None),
        ("query", "form", True, [], None),
        ("query", "form", True, [[1]], None),
        ("query", "deepObject", True, "blue", None),
        # RFC 3986, section 2.1
        ("query", "form", True, "a/b c&é", "color=a%2Fb%20c%26%C3%A9"),
        ("path", "simple", False, "a/b", "a%2Fb"),
        ("header", "simple", False, "a/b c", "a/b c"),
        ("query", "form", True, True, "color=true"),
        ("query", "form", True, 1.5, "color=1.5"),
    ],
)
def test_styles(place: str, style: str, explode: bool, value: Any, text: str | None) -> None:
    assert write(value, Writing("color", place, style, explode)) == text


@pytest.mark.parametrize(
    ("place", "raw", "how"),
    [
        ("query", {}, ("form", True, False)),
        ("cookie", {}, ("form", True, False)),
        ("path", {}, ("simple", False, False)),
        ("header", {"explode": True}, ("simple", True, False)),
        ("query", {"style": "pipeDelimited"}, ("pipeDelimited", False, False)),
        ("query", {"allowReserved": True}, ("form", True, True)),
        ("query", {"content": {"application/json": {}}}, ("content", False, False)),
    ],
)
def test_what_is_left_out_has_its_default(place: str, raw: Any, how: Any) -> None:
    made = Writing.of(At(raw, ""), "q", place)
    assert (made.style, made.explode, made.reserved) == how


def test_reserved_characters_and_content() -> None:
    assert write("a/b", Writing("q", "query", "form", True, reserved=True)) == "q=a/b"
    json = Writing("q", "query", "content", False)
    assert write({"a": [1]}, json) == "q=%7B%22a%22%3A%5B1%5D%7D"


def test_bodies() -> None:
    value = {"a b": "c&d", "n": [1, 2], "o": {"k": True}}
    form = "application/x-www-form-urlencoded"
    assert body(value, form, At({}, "")) == "a%20b=c%26d&n=1&n=2&o=%7B%22k%22%3A%20true%7D"
    encoding = {"encoding": {"n": {"style": "form", "explode": False}}}
    assert body({"n": [1, 2]}, form, At(encoding, "")) == "n=1,2"
    assert body({"a": None}, form, At({}, "")) is None
    assert body({"n": [1]}, "application/json", At({}, "")) is None
    assert body({"n": [1, {"k": 2}]}, "multipart/form-data", At({}, "")) == (
        '--boundary\r\nContent-Disposition: form-data; name="n"\r\n\r\n1\r\n'
        '--boundary\r\nContent-Disposition: form-data; name="n"\r\n'
        'Content-Type: application/json\r\n\r\n{"k": 2}\r\n--boundary--\r\n'
    )


def test_readings() -> None:
    assert list(readings(["1", True])) == [["1", True], ["1", "true"], [1, True]]
    assert list(readings("x")) == ["x", "x", "x"]
    assert list(readings("1e999"))[2] == "1e999"


def test_a_text_and_a_file_are_bodies() -> None:
    assert body("a", "text/plain; charset=utf-8", At({}, "")) == "a"
    assert body("a", "application/octet-stream", At({}, "")) == "a"
    assert body("a", "image/png", At({}, "")) is None
    sent = body({"f": "a", "n": 1}, "multipart/form-data", At({}, ""), {"f"})
    assert sent is not None
    told = [line for line in sent.split("\r\n") if line.startswith("Content-")]
    assert told == [
        'Content-Disposition: form-data; name="f"; filename="offramp"',
        "Content-Type: application/octet-stream",
        'Content-Disposition: form-data; name="n"',
    ]
