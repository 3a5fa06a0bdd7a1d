from __future__ import annotations

from pathlib import Path

import pytest

from offramp.errors import ConfigError
from offramp.imports.legacy_file import read_legacy_file

WHERE = "configs/legacy_imports.yml"


def _read(root: Path, text: str | bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    path = root / WHERE
    path.parent.mkdir()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_legacy_file(root, WHERE)


def _refused(root: Path, text: str | bytes) -> ConfigError:
    with pytest.raises(ConfigError) as error:
        _read(root, text)
    return error.value


def test_it_is_read(tmp_path: Path) -> None:
    text = "map:\n  candidate: labs\n  lucas: lukhas\nallowlist:\n  - docs/**\n"
    renames, allow = _read(tmp_path, text)
    assert renames == {"candidate": "labs", "lucas": "lukhas"}
    assert allow == ("docs/**",)


@pytest.mark.parametrize(
    "text", [b"\xef\xbb\xbfmap: {a: b}\n", b"map:\r\n  a: b\r\nallowlist:\r\n"]
)
def test_it_is_read_as_editors_write_it(tmp_path: Path, text: bytes) -> None:
    assert _read(tmp_path, text) == ({"a": "b"}, ())


def test_what_is_merged_in_counts(tmp_path: Path) -> None:
    assert _read(tmp_path, "map:\n  <<: {a: b}\n  c: d\n")[0] == {"a": "b", "c": "d"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ":1"),
        ("# map:\n", ":1"),
        ("{}", ":1"),
        ("- map\n", ":1"),
        ("map: {}\n", ":1"),
        ("allowlist: []\nmap:\n", ":2"),
        ("allowlist: [a]\n", ":1"),
        ("map: [a]\n", ":1"),
        ("map: a\n", ":1"),
        ("map: {a: b}\nother: 1\n", ":2"),
        ("map:\n  x: y\n  a: 3\n", ":3"),
        ("map:\n  x: y\n  a:\n", ":3"),
        ("map:\n  x: y\n  a: {b: c}\n", ":3"),
        ("map:\n  x: y\n  a b: c\n", ":3"),
        ("map:\n  x: y\n  a.*: c.*\n", ":3"),
        ("map:\n  candidate: labs\n  labs: labs\n", ":3"),
        ("map:\n  labs: research\n  candidate: labs\n", ":3"),
        ("map: {a: b}\nallowlist: x\n", ":2"),
        ("map: {a: b}\nallowlist: [1]\n", ":2"),
        ("map: {a: b}\nallowlist: ['  ']\n", ":2"),
        ("map: {a: b}\nallowlist: [x, '!']\n", ":2"),
        ("map:\n  a: b\n  a: c\n", ":3"),
        ("map: {a: b}\nmap: {c: d}\n", ":2"),
        ("map:\n\ta: b\n", ":2"),
        ("map: {a: b}\n---\nmap: {c: d}\n", ":2"),
        ("map:\n  ? [a]\n  : b\n", ":2"),
        ("!!python/object/apply:os.system [true]\n", ":1"),
        ("map: {a: 2026-99-99}\n", ""),
        pytest.param("map: " + "[" * 600, "", id="deep"),
        (b"map: {a: b}\n# \xff\n", ""),
    ],
)
def test_g12_a_gutted_or_broken_file_is_refused(
    tmp_path: Path, text: str | bytes, line: str
) -> None:
    assert _refused(tmp_path, text).where == WHERE + line


def test_a_key_that_is_nearly_one_is_guessed(tmp_path: Path) -> None:
    assert _refused(tmp_path, "map: {a: b}\nallow_list: []\n").next == 'did you mean "allowlist"?'


def test_g1_a_name_mapped_to_itself_is_said(tmp_path: Path) -> None:
    assert _refused(tmp_path, "map:\n  labs: labs\n").found == "labs: labs"


@pytest.mark.parametrize("folder", [False, True])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, folder: bool) -> None:
    if folder:
        (tmp_path / WHERE).mkdir(parents=True)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_legacy_file(tmp_path, WHERE)
