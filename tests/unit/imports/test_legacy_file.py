from __future__ import annotations

from pathlib import Path

import pytest

from offramp.errors import ConfigError
from offramp.imports.legacy_file import read_legacy_file


def _write(folder: Path, text: str) -> Path:
    path = folder / "legacy_imports.yml"
    path.write_text(text)
    return path


def test_it_is_read(tmp_path: Path) -> None:
    text = "map:\n  candidate: labs\n  lucas: lukhas\nallowlist:\n  - docs/**\n"
    renames, allow = read_legacy_file(_write(tmp_path, text))
    assert renames == {"candidate": "labs", "lucas": "lukhas"}
    assert allow == ("docs/**",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "map: {}\n",
        "map:\n",
        "allowlist: [a]\n",
        "map: [a]\n",
        "map: {a: b}\nother: 1\n",
        "map: {a: 3}\n",
        "map: {a b: c}\n",
        "map: {a: b}\nallowlist: x\n",
        "map: {a: b}\nallowlist: [1]\n",
        "map: {a: b, a: c}\n",
        "map: {a: [\n",
        "!!python/object/apply:os.system [true]\n",
    ],
)
def test_g12_a_gutted_or_broken_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError):
        read_legacy_file(_write(tmp_path, text))


def test_g1_a_name_mapped_to_itself_is_refused_with_its_line(tmp_path: Path) -> None:
    path = _write(tmp_path, "map:\n  candidate: labs\n  labs: labs\n")
    with pytest.raises(ConfigError) as error:
        read_legacy_file(path)
    assert error.value.where == "legacy_imports.yml:3"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        read_legacy_file(tmp_path / "legacy_imports.yml")
