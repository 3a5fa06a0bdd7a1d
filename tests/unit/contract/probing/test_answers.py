from __future__ import annotations

import gzip
import zlib

import pytest

from offramp.contract.probing.answers import Answer


def answer_of(body: bytes, **headers: str) -> Answer:
    told = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(200, told, body, complete=True, cut="", raised="")


def test_a_header_is_found_by_any_case_and_an_empty_one_is_none() -> None:
    answer = answer_of(b"", x_one=" 1 ", x_two=" ")
    assert (answer.header("X-One"), answer.header("x-two"), answer.header("x")) == ("1", None, None)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (b"1", "identity"),
        (gzip.compress(b"1", mtime=0), "GZip"),
        (gzip.compress(b"1", mtime=0), "x-gzip"),
        (zlib.compress(b"1"), "deflate"),
    ],
)
def test_a_content_coding_is_undone(body: bytes, coding: str) -> None:
    assert answer_of(body, content_encoding=coding).decoded() == b"1"


def test_a_content_coding_that_nobody_knows_is_told() -> None:
    with pytest.raises(LookupError, match="br"):
        answer_of(b"1", content_encoding="br").decoded()


def test_a_body_that_is_not_in_its_coding_is_told() -> None:
    with pytest.raises(zlib.error):
        answer_of(b"no gzip at all", content_encoding="gzip").decoded()


def test_a_small_body_that_holds_a_large_one_is_not_read_to_its_end() -> None:
    bomb = zlib.compress(b"0" * (1 << 26))
    assert len(answer_of(bomb, content_encoding="deflate").decoded()) == 1 << 24
