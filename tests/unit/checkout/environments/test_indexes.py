"""What pip was told of indexes, uv is told too."""

from __future__ import annotations

from pathlib import Path

import pytest

from offramp.checkout.environments import indexes


@pytest.fixture(autouse=True)
def nothing_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "_has_file", lambda env: False)
    monkeypatch.setenv("HOME", str(tmp_path))


def test_variables_of_pip(tmp_path: Path) -> None:
    env = {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_INDEX_URL": "https://e.org/simple",
        "PIP_EXTRA_INDEX_URL": "https://a.org https://b.org",
        "PIP_FIND_LINKS": "/a /b",
    }
    assert indexes.for_uv(env) == {
        "UV_DEFAULT_INDEX": "https://e.org/simple",
        "UV_INDEX": "https://a.org https://b.org",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/a,/b",
    }


def test_a_file_of_pip_and_a_variable_before_it(tmp_path: Path) -> None:
    file = tmp_path / "pip.conf"
    file.write_text("[global]\nindex_url = https://f.org\n[install]\nno-index = true\n")
    env = {"PIP_CONFIG_FILE": str(file), "XDG_CONFIG_HOME": str(tmp_path / "none")}
    found = indexes.for_uv(env)
    assert (found["UV_DEFAULT_INDEX"], found["UV_NO_INDEX"]) == ("https://f.org", "true")
    found = indexes.for_uv({**env, "PIP_INDEX_URL": "https://v.org"})
    assert found["UV_DEFAULT_INDEX"] == "https://v.org"
    file.write_text("nonsense")
    assert "UV_DEFAULT_INDEX" not in indexes.for_uv(env)


def test_whoever_told_uv_has_told_it_everything() -> None:
    env = {"PIP_INDEX_URL": "https://e.org", "UV_INDEX_URL": "https://u.org"}
    assert indexes.for_uv(env) == {}
