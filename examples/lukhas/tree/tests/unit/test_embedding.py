"""Embeddings: deterministic, of unit length, nearer for texts that share more."""

from __future__ import annotations

import base64
import math
import struct

import pytest
from fastapi.testclient import TestClient

from lukhas.compat.embeddings import ngrams
from lukhas.core.standin.embedding import embed, fingerprint


def test_ngrams_reach_over_the_ends_of_words() -> None:
    assert list(ngrams("Ab  c", sizes=(3,))) == [" ab", "ab ", "b c", " c "]
    assert list(ngrams("", sizes=(3,))) == ["  "]


def test_fingerprints_have_64_bits() -> None:
    assert all(0 <= fingerprint(gram) < 2**64 for gram in ("", "Λ", "\ud800"))


@pytest.mark.parametrize("text", ["a bridge of light", "", "Λ", "\ud800"])
@pytest.mark.parametrize("dimensions", [8, 256, 1024])
def test_vectors_are_of_unit_length(text: str, dimensions: int) -> None:
    vector = embed(text, dimensions)
    assert len(vector) == dimensions
    assert math.isclose(math.hypot(*vector), 1.0)


def dot(left: list[float], right: list[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))


def test_nearness_follows_what_is_shared() -> None:
    one, near, far = (embed(t, 512) for t in ("a stone bridge", "stone bridges", "winter fog"))
    assert dot(one, near) > dot(one, far)


def test_base64_holds_the_same_numbers(client: TestClient) -> None:
    asked = {"model": "lukhas-embed-standin", "input": ["one", "two"], "dimensions": 16}
    plain = client.post("/v1/embeddings", json=asked).json()
    packed = client.post("/v1/embeddings", json=asked | {"encoding_format": "base64"}).json()
    for floats, text in zip(plain["data"], packed["data"], strict=True):
        unpacked = struct.unpack("<16f", base64.b64decode(text["embedding"]))
        assert unpacked == pytest.approx(floats["embedding"])
    assert plain["usage"] == {"prompt_tokens": 2, "total_tokens": 2}


@pytest.mark.parametrize("given", [[3, 1, 2], [[3, 1, 2], [7]]])
def test_tokens_are_texts_too(client: TestClient, given: list) -> None:
    asked = {"model": "lukhas-embed-standin", "dimensions": 16}
    answer = client.post("/v1/embeddings", json=asked | {"input": given}).json()
    assert len(answer["data"]) == (1 if given[0] == 3 else 2)
    assert answer["data"][0]["embedding"] == pytest.approx(embed("3 1 2", 16))
    assert answer["usage"]["prompt_tokens"] == (3 if given[0] == 3 else 4)


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ([], "input"),
        ([[]], "input.0"),
        ([""], "input.0"),
        ([1, -1], "input.1"),
        ([1, True], "input.1"),
        ([[1], ["a"]], "input.1.0"),
        ({}, "input"),
    ],
)
def test_what_is_no_text_is_refused_by_its_place(
    client: TestClient, given: object, param: str
) -> None:
    answer = client.post("/v1/embeddings", json={"model": "lukhas-embed-standin", "input": given})
    assert answer.status_code == 422
    assert answer.json()["error"]["param"] == param
