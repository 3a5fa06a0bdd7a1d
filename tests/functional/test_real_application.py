"""A real application at two releases, as two commits of one repository: own environments (S12)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from offramp import checkout
from offramp.contract import compare
from offramp.contract.making.emission import Emission
from offramp.contract.making.generate import Generated, generate

pytestmark = [pytest.mark.functional, pytest.mark.network]

APP = "prefect.server.api.server:create_app"
RELEASES = ("3.1.15", "3.4.20")
FASTAPI = ("<0.116", "<0.119")


def git(root: Path, *args: str) -> str:
    done = subprocess.run(["git", "-C", root, *args], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two source distributions of prefect, as main and a branch of one repository."""
    folder = tmp_path_factory.mktemp("prefect")
    root = folder / "repo"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "A Person")
    git(root, "config", "user.email", "person@example.org")
    for number, release in enumerate(RELEASES):
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
                *("--no-binary", "prefect", f"prefect=={release}", "--dest", folder),
            ],
            check=True,
        )
        with tarfile.open(folder / f"prefect-{release}.tar.gz") as archive:
            archive.extractall(folder, filter="data")
        if number:
            git(root, "checkout", "-q", "-b", "next")
            git(root, "rm", "-rqf", ".")
        shutil.copytree(folder / f"prefect-{release}", root, dirs_exist_ok=True)
        bound(root, FASTAPI[number])
        git(root, "add", "--all", "--force")
        git(root, "commit", "-q", "-m", release)
    return root


def bound(root: Path, limit: str) -> None:
    """Bound FastAPI from above, which the releases do not: today's no longer suits them."""
    for path in (root / "requirements-client.txt", root / "pyproject.toml"):
        if path.is_file():
            text = path.read_text()
            path.write_text(
                re.sub(r"(fastapi\s*>=\s*[\d.]+)\s*,\s*<\s*1(\.0)*", rf"\1,{limit}", text)
            )


def made(tree: Path, home: Path, never: Path | None) -> tuple[Generated, checkout.Environment]:
    environment = checkout.environment(tree)
    variables = {"PREFECT_HOME": os.fspath(home)}
    asked = Emission(
        environment.python,
        tree,
        APP,
        roots=["src"],
        environment=variables,
        never=[never] if never else [],
    )
    return generate(asked), environment


def test_two_releases(repository: Path) -> None:
    found = checkout.baseline(repository, "main")
    with checkout.worktree(repository, found.commit) as tree:
        base, base_environment = made(tree, repository.parent / "home", repository)
    cand, cand_environment = made(repository, repository.parent / "home", None)
    assert git(repository, "status", "--porcelain") == ""
    assert base_environment.digest != cand_environment.digest
    assert {base_environment.source, cand_environment.source} == {"requirements", "pyproject.toml"}
    differing = different(base_environment.packages, cand_environment.packages)
    print("differing packages:", differing)  # noqa: T201 - shown by pytest -s
    assert differing
    for document in (base, cand):
        assert len(document.document["paths"]) > 100
    comparison = compare(base.document, cand.document).to_dict()
    print(comparison["counts"], len(base.document["paths"]), base.seconds)  # noqa: T201 - as above
    assert comparison["counts"]["info"] > 0
    same = compare(base.document, base.document).to_dict()
    assert same["counts"] == {"breaking": 0, "warning": 0, "info": 0}


def different(base: Mapping[str, str], cand: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    names = sorted(base.keys() & cand.keys())
    return {name: (base[name], cand[name]) for name in names if base[name] != cand[name]}
