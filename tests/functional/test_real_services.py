"""Real services from a package index, two releases each, through the whole door ``openapi-diff``.

They take minutes, so only the nox session ``frameworks`` asks for them, by a variable.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from offramp import git

ASKED = "OFFRAMP_REAL_SERVICES"
pytestmark = [
    pytest.mark.functional,
    pytest.mark.network,
    pytest.mark.skipif(ASKED not in os.environ, reason=f"nox -s frameworks sets {ASKED}"),
]


@dataclass(frozen=True)
class Service:
    """A service, and what its team would write into offramp.toml.

    Attributes:
        name: of its source distribution.
        releases: what main has, and what the branch has.
        settings: below ``base = "main"``.
        paths: the least number that each side's document has.
        differs: a package that the releases ask for in different versions.
    """

    name: str
    releases: tuple[str, str]
    settings: str
    paths: int
    differs: str


STAC = Service(
    "stac-fastapi.pgstac",
    ("6.4.0", "7.2.0"),
    '[openapi]\napp = "stac_fastapi.pgstac.app:create_app"\n',
    paths=10,
    differs="stac-fastapi-api",
)
DJANGO_CA = Service(  # Django Ninja, under a folder, with uv.lock, and it asks for its own version
    "django-ca",
    ("3.0.0", "3.2.0"),
    '[openapi]\napp = "django_ca.api.endpoints:api"\n'
    'severities = {openapi-invalid = "warning"}\n'  # "required": false within a property
    '[environment]\nroots = ["ca"]\nextras = ["api"]\n[environment.variables]\n'
    'DJANGO_SETTINGS_MODULE = "ca.settings"\nDJANGO_CA_SECRET_KEY = "secret"\n'
    'DJANGO_CA_CA_ENABLE_REST_API = "true"\n',
    paths=10,
    differs="django",
)
PULP = Service(  # Django REST framework, by a command
    "pulpcore",
    ("3.115.0", "3.123.1"),
    '[openapi]\nseverities = {openapi-invalid = "warning", paths-ambiguous = "warning"}\n'
    'command = ["python", "manage.py", "spectacular", "--format", "openapi-json", '
    '"--file", "{out}"]\n[environment.variables]\nPULP_DB_ENCRYPTION_KEY = "pulp.key"\n'
    'PULP_SECRET_KEY = "secret"\nPULP_CONTENT_ORIGIN = "http://localhost"\n'
    'PULP_FILE_UPLOAD_TEMP_DIR = "."\nPULP_WORKING_DIRECTORY = "."\n',
    paths=200,
    differs="djangorestframework",
)
KEY = "u" * 43 + "=\n"


def unpacked(service: Service, release: str, folder: Path) -> Path:
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
            *("--no-binary", service.name, f"{service.name}=={release}", "--dest", folder),
        ],
        check=True,
    )
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as files:
        files.extractall(folder / "x", filter="data")
    (root,) = (folder / "x").iterdir()
    return root


@pytest.fixture(params=[STAC, DJANGO_CA, PULP], ids=lambda service: service.name)
def service(request: pytest.FixtureRequest) -> Service:
    return request.param


@pytest.fixture
def repository(service: Service, tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    git.run(tmp_path, "init", "-q", "-b", "main", str(root))
    git.run(root, "config", "user.name", "A Person")
    git.run(root, "config", "user.email", "person@example.org")
    for branch, release in zip(("main", "next"), service.releases, strict=True):
        if branch != "main":
            git.run(root, "switch", "-q", "-c", branch)
            git.run(root, "rm", "-rqf", ".")
        (folder := tmp_path / release).mkdir()
        shutil.copytree(unpacked(service, release, folder), root, dirs_exist_ok=True)
        (root / "offramp.toml").write_text(f'base = "main"\n{service.settings}')
        (root / "pulp.key").write_text(KEY)
        git.run(root, "add", "--all", "--force")
        git.run(root, "commit", "-q", "-m", release)
    return root


def diff(root: Path) -> tuple[dict, str]:
    done = subprocess.run(
        [sys.executable, "-m", "offramp", "openapi-diff", "--json"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 2), done.stdout + done.stderr
    return json.loads(done.stdout), done.stderr


def test_two_releases(service: Service, repository: Path) -> None:
    found, said = diff(repository)
    print(service.name, found["counts"], said)  # noqa: T201 - shown by pytest -s
    before, after = found["environments"]["differing_packages"][service.differs]
    assert before != after
    for name in (".offramp/openapi/baseline.json", "docs/openapi/openapi.json"):
        assert len(json.loads((repository / name).read_text())["paths"]) >= service.paths
    status = git.text(repository, "status", "--porcelain", "--untracked-files=all")
    assert status.split() == ["??", "docs/openapi/openapi.json"]
    assert len(git.text(repository, "worktree", "list").splitlines()) == 1
    again, said = diff(repository)
    assert again == found
    assert "kept from before" in said
