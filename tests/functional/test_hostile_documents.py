"""Hostile documents end in one error or one verdict, in bounded time and memory.

Each is read, compared and validated in a process of its own with limits that the operating system
holds: what it can not survive would be seen as a signal.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.functional,
    pytest.mark.skipif(sys.platform == "win32", reason="the limits are those of POSIX"),
]

_JUDGE = """
import resource, sys
from pathlib import Path
from offramp.contract import compare_documents, load, validate
from offramp.errors import OfframpError
resource.setrlimit(resource.RLIMIT_AS, (1_500 << 20,) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
try:
    document = load(Path(sys.argv[1]))
    other = load(Path(sys.argv[2]))
    compare_documents(document, other)
    compare_documents(other, document)
    validate(document)
    print("judged")
except OfframpError as error:
    print("refused", error.what)
"""
_HEAD = 'openapi: 3.1.0\ninfo: {title: t, version: "1"}\npaths: {}\n'
_GOOD = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}


def _in_json(text: str) -> str:
    return json.dumps(_GOOD)[:-1] + f', "x-a": {text}}}'


def _powers(first: str, pattern: str) -> str:
    lines = [f"x-0: &a0 {first}"]
    lines += [
        f"x-{i}: &a{i} " + pattern.format(", ".join([f"*a{i - 1}"] * 9)) for i in range(1, 14)
    ]
    return _HEAD + "\n".join(lines) + "\n"


def _schemas(schemas: dict[str, object]) -> str:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/A0"}}}
    item = {"post": {"requestBody": {"content": content}, "responses": {"200": {}}}}
    return json.dumps({**_GOOD, "paths": {"/t": item}, "components": {"schemas": schemas}})


def _chain(levels: int, form: str) -> str:
    """Schemas that refer to the next one, in a form with an @ where the reference goes."""
    made: dict[str, object] = {
        f"A{i}": json.loads(form.replace("@", f'{{"$ref": "#/components/schemas/A{i + 1}"}}'))
        for i in range(levels)
    }
    return _schemas({**made, f"A{levels}": {"type": "string"}})


_EVIL = {
    "type": "string",
    "pattern": "^(a+)+$",
    "default": "a" * 50 + "!",
    "example": "a" * 50 + "!",
}
CASES = {
    "aliases.yaml": _powers("[1, 2, 3]", "[{}]"),
    "merges.yaml": _powers("{k: 1}", "{{<<: [{}]}}"),
    "wide-merges.yaml": _HEAD
    + "x-0: &a {"
    + ", ".join(f"k{i}: 1" for i in range(2000))
    + "}\n"
    + "".join(f"x-m{i}: {{<<: *a}}\n" for i in range(10_000)),
    "long-text.yaml": _HEAD + "x-0: &a " + "A" * 100_000 + "\nx-1: [" + "*a, " * 100_000 + "]\n",
    "long-key.yaml": _HEAD + "x-0: &a " + "k" * 50_000 + "\nx-1:\n" + "  - {*a : 1}\n" * 20_000,
    "deep-flow.yaml": _HEAD + "x-a: " + "[" * 100_000 + "]" * 100_000,
    "deep-maps.yaml": _HEAD + "x-a: " + "{a: " * 100_000 + "1" + "}" * 100_000,
    "deep-block.yaml": _HEAD + "x-a:\n  " + "- " * 100_000 + "1\n",
    "deep-keys.yaml": _HEAD + "x-a:\n  " + "? " * 100_000 + "1\n",
    "deep-indents.yaml": _HEAD + "x-a:\n" + "".join(" " * (i + 1) + "a:\n" for i in range(3000)),
    "unclosed.yaml": "openapi: " + "[" * 200_000,
    "braces.yaml": "{" * 200_000,
    "deep.json": _in_json("[" * 100_000 + "]" * 100_000),
    "deep-maps.json": _in_json('{"a":' * 100_000 + "1" + "}" * 100_000),
    "unclosed.json": "[" * 200_000,
    "edge.json": _in_json("[" * 252 + "]" * 252),
    "digits.json": _in_json("9" * 200_000),
    "digits.yaml": _HEAD + "x-a: " + "9" * 200_000 + "\n",
    "hexadecimal.yaml": _HEAD + "x-a: 0x" + "F" * 200_000 + "\n",
    "one-line.json": _in_json('"' + "a" * 5_000_000 + '"'),
    "one-line.yaml": _HEAD + "x-a: " + "a" * 5_000_000 + "\n",
    "chain.json": _chain(5000, "@"),
    "chain-of-properties.json": _chain(2000, '{"properties": {"p": @}, "required": ["p"]}'),
    "chain-of-parts.json": _chain(2000, '{"allOf": [@], "title": "t"}'),
    "chain-of-choices.json": _chain(2000, '{"anyOf": [@, {"type": "null"}]}'),
    "fork-of-parts.json": _chain(60, '{"allOf": [@, @]}'),
    "fork-of-choices.json": _chain(60, '{"anyOf": [@, @]}'),
    "fork-of-properties.json": _chain(60, '{"properties": {"x": @, "y": @}}'),
    "circle.json": _schemas({"A0": {"$ref": "#/components/schemas/A0"}}),
    "circle-of-parts.json": _schemas({"A0": {"allOf": [{"$ref": "#/components/schemas/A0"}]}}),
    "circle-of-refusals.json": _schemas({"A0": {"not": {"$ref": "#/components/schemas/A0"}}}),
    "pattern.json": _schemas({"A0": _EVIL}),
    "patterns.json": _schemas(
        {"A0": {"patternProperties": {"^(a|a)*$": {}}, "default": {"a" * 40 + "!": 1}}}
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_it_ends_in_an_error_or_a_verdict(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(CASES[name], "utf-8")
    other = tmp_path / "good.json"
    other.write_text(_schemas({"A0": {"type": "integer"}}), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _JUDGE, str(path), str(other)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith(("judged", "refused"))
