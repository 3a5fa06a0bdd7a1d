from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from offramp.config import load
from offramp.doors import Options, house
from offramp.errors import CannotJudge, ConfigError
from offramp.report.terminal import Terminal

APP = "svc.api:app"


def options(repo: Path, *layer: str, dry_run: bool = False, base: str = "") -> Options:
    return Options(repo=str(repo), layer=layer, dry_run=dry_run, base=base)


@pytest.mark.parametrize(
    ("said", "layers"),
    [
        ([], ()),
        (["a.compat"], ("a.compat",)),
        (["a.compat", "b"], ("a.compat", "b")),
        (["a,b"], ("a", "b")),
    ],
)
def test_init_writes_settings_that_are_read_as_they_were_said(
    repo: Path, terminal: Terminal, said: Sequence[str], layers: tuple[str, ...]
) -> None:
    reply = house.init(terminal, options(repo, *said, base="develop"), APP)
    assert reply.data["written"] == ["offramp.toml", "tasks.py", "noxfile.py"]
    settings = load(repo)
    assert (settings.compat.layer, settings.openapi.app, settings.base) == (layers, APP, "develop")
    assert settings.compat.max_hits == 0
    assert "from offramp.tasks import ns" in (repo / "tasks.py").read_text()


def test_init_finds_the_application_and_where_it_is_imported_from(
    repo: Path, terminal: Terminal
) -> None:
    (repo / "src/shop").mkdir(parents=True)
    (repo / "src/shop/__init__.py").touch()
    (repo / "src/shop/api.py").write_text("from fastapi import FastAPI\napp = FastAPI()\n")
    house.init(terminal, options(repo, "shop.compat", dry_run=True), "shop.api:app")
    house.init(terminal, options(repo, "shop.compat"), "")
    settings = load(repo)
    assert settings.openapi.app == "shop.api:app"
    assert settings.environment.roots == ("src",)


def test_init_keeps_what_is_there(repo: Path, terminal: Terminal) -> None:
    (repo / "tasks.py").write_text("mine\n")
    reply = house.init(terminal, options(repo, "a"), APP)
    assert reply.data["kept"] == ["tasks.py"]
    assert (repo / "tasks.py").read_text() == "mine\n"


def test_init_writes_nothing_in_a_dry_run(repo: Path, terminal: Terminal) -> None:
    reply = house.init(terminal, options(repo, "a", dry_run=True), APP)
    assert reply.data["written"] == ["offramp.toml", "tasks.py", "noxfile.py"]
    assert [path.name for path in repo.iterdir()] == [".git"]


@pytest.mark.parametrize(
    ("layer", "app", "base", "what"),
    [
        ((), "", "", "no application is named, and the tree has none"),
        (('a"b',), APP, "", "--layer has a wrong value"),
        (("a",), "svc.api", "", "--app has a wrong value"),
        (("a",), 'svc:a"', "", "--app has a wrong value"),
        (("a",), APP, "-x", "--base has a wrong value"),
    ],
)
def test_init_refuses_what_is_no_setting_and_writes_nothing(
    repo: Path, terminal: Terminal, layer: tuple[str, ...], app: str, base: str, what: str
) -> None:
    with pytest.raises(ConfigError, match=what):
        house.init(terminal, options(repo, *layer, base=base), app)
    assert [path.name for path in repo.iterdir()] == [".git"]


def test_init_refuses_a_repository_that_has_settings(repo: Path, terminal: Terminal) -> None:
    (repo / "pyproject.toml").write_text("[tool.offramp]\n")
    with pytest.raises(ConfigError, match="has settings already"):
        house.init(terminal, options(repo, "a"), APP)


def test_explain_knows_no_rule_that_is_none(terminal: Terminal) -> None:
    with pytest.raises(CannotJudge, match="no-such-rule"):
        house.explain(terminal, Options(), "no-such-rule")
