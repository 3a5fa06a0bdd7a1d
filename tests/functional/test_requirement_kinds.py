"""What each kind of file makes an installer install: as pip, uv and Poetry do with the same files.

Wheels of our own making, so that nothing is asked of a package index.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from offramp.checkout.environments import installers
from offramp.checkout.environments.environment import environment
from offramp.errors import EnvironmentProblem

pytestmark = pytest.mark.functional

BUILD = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
BACKEND = """\
import pathlib, sys, zipfile

print("x" * 80 + "\\n", end="", flush=True)
pathlib.Path("left-behind").write_text("by a build")
LINES = {lines!r}

def prepare_metadata_for_build_wheel(folder, settings=None):
    info = pathlib.Path(folder, "{name}-1.dist-info")
    info.mkdir()
    (info / "METADATA").write_text(LINES)
    (info / "WHEEL").write_text("Wheel-Version: 1.0\\nTag: py3-none-any\\n")
    return info.name

def build_wheel(folder, settings=None, metadata=None):
    if {fails!r}:
        print("noise\\n" * 100_000)
        sys.exit("no compiler here")
    with zipfile.ZipFile(folder + "/{name}-1-py3-none-any.whl", "w") as wheel:
        info = prepare_metadata_for_build_wheel(folder)
        for name in ("METADATA", "WHEEL"):
            wheel.write(folder + "/" + info + "/" + name, info + "/" + name)
        wheel.writestr(info + "/RECORD", "")
    return "{name}-1-py3-none-any.whl"
"""


def project(name: str, *needs: str, fails: bool = False, folder: str = "") -> dict[str, str]:
    """Return the files of a project whose build backend alone knows what it needs."""
    lines = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n"
    lines += "".join(f"Requires-Dist: {need}\n" for need in needs)
    head = f'[project]\nname = "{name}"\nversion = "1"\ndynamic = ["dependencies"]\n'
    return {
        f"{folder}pyproject.toml": head + BUILD,
        f"{folder}backend.py": BACKEND.format(name=name, lines=lines, fails=fails),
    }


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    alpha = {("alpha", version): "" for version in ("1.0", "2.0")}
    others = {
        ("beta", "1.0"): "",
        ("gamma", "1.0"): 'Provides-Extra: d\nRequires-Dist: delta[x]; extra == "d"\n',
        ("delta", "1.0"): 'Provides-Extra: x\nRequires-Dist: beta; extra == "x"\n',
        ("plugin", "1.0"): "Requires-Dist: demo>=7\n",
        ("demo", "9.0"): "",
    }
    for (name, version), more in {**alpha, **others}.items():
        info = f"{name}-{version}.dist-info"
        with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
            head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            wheel.writestr(f"{info}/METADATA", head + more)
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
    return folder


Installed = Callable[..., dict[str, str]]


@pytest.fixture
def installed(tmp_path: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch) -> Installed:
    """Lay out files, and return what is installed for them."""
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_FIND_LINKS", os.fspath(wheels))

    def install(files: Mapping[str, Any], **asked: Any) -> dict[str, str]:
        root = tmp_path / "tree"
        root.mkdir(exist_ok=True)
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        before = {p: p.stat().st_mtime_ns for p in root.rglob("*") if p.is_file()}
        found = environment(root, cache_root=tmp_path / "cache", **asked)
        install.notes = found.notes  # type: ignore[attr-defined] - for the test to look at
        after = {p: p.stat().st_mtime_ns for p in root.rglob("*") if p.is_file()}
        assert after == before, "a build leaves nothing in somebody's tree"
        return dict(found.packages)

    return install


TABLE = '[tool.poetry]\nname = "demo"\npackage-mode = false\n[tool.poetry.dependencies]\n'


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({"requirements.txt": "alpha==1.0\n".encode("utf-16")}, {"alpha": "1.0"}),
        ({"requirements.txt": "alpha==${WANTED}\n"}, {"alpha": "1.0"}),
        ({"requirements.txt": "alpha==1.0 # c \\\nbeta\n"}, {"alpha": "1.0"}),
        ({"requirements/base.txt": "alpha<2\n"}, {"alpha": "1.0"}),
        (project("demo", "alpha<2"), {"alpha": "1.0"}),
        (
            {**project("demo", "alpha<2"), "requirements.txt": "-e .\nbeta\n"},
            {"alpha": "1.0", "beta": "1.0"},
        ),
        (
            {**project("demo", "alpha<2"), "requirements.txt": "demo @ file://${PWD}\nbeta\n"},
            {"alpha": "1.0", "beta": "1.0"},
        ),
        (
            {"requirements.txt": "./libs/own\n", **project("own", "alpha<2", folder="libs/own/")},
            {"alpha": "1.0", "own": "1"},
        ),
        ({"pyproject.toml": TABLE + 'alpha = "^1.0"\n'}, {"alpha": "1.0"}),
        (
            {
                "pyproject.toml": TABLE + 'alpha = "*"\ngamma = {version = "*", extras = ["d"]}\n',
                "poetry.lock": "".join(
                    f'[[package]]\nname = "{name}"\nversion = "1.0"\nfiles = []\n'
                    for name in ("alpha", "beta", "gamma", "delta")
                ),
            },
            {"alpha": "1.0", "beta": "1.0", "delta": "1.0", "gamma": "1.0"},
        ),
        (
            {"Pipfile.lock": '{"default": {"alpha": {"version": "==1.0"}}, "develop": {}}'},
            {"alpha": "1.0"},
        ),
        (
            {"pdm.lock": '[[package]]\nname = "alpha"\nversion = "1.0"\ngroups = ["default"]\n'},
            {"alpha": "1.0"},
        ),
    ],
)
def test_what_is_installed(
    installed: Installed,
    monkeypatch: pytest.MonkeyPatch,
    files: dict[str, Any],
    wanted: dict[str, str],
) -> None:
    monkeypatch.setenv("WANTED", "1.0")
    assert installed(files) == wanted


def test_a_folder_of_archives_in_the_tree(
    installed: Installed, wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Committed wheels, named relative to the file that names them; what they are decides."""
    monkeypatch.delenv("UV_FIND_LINKS")
    data = {n: (wheels / f"alpha-{n}-py3-none-any.whl").read_bytes() for n in ("1.0", "2.0")}
    files = {
        "requirements.txt": "-r reqs/base.txt\n",
        "reqs/base.txt": "--no-index\n-f wheels\nalpha\n",
        "reqs/wheels/alpha-1.0-py3-none-any.whl": data["1.0"],
    }
    assert installed(files) == {"alpha": "1.0"}
    assert installed({"reqs/wheels/alpha-2.0-py3-none-any.whl": data["2.0"]}) == {"alpha": "2.0"}


@pytest.mark.parametrize("with_uv", [True, False])
def test_s2_a_plugin_does_not_bring_the_project_itself(
    installed: Installed, wheels: Path, monkeypatch: pytest.MonkeyPatch, with_uv: bool
) -> None:
    if not with_uv:
        monkeypatch.setattr(installers, "find_uv", lambda: None)
    head = f"--no-index\n--find-links {wheels}\n"
    files = {
        "requirements.txt": f"{head}plugin\n",
        "pyproject.toml": '[project]\nname = "demo"\nversion = "1"\ndependencies = []\n',
    }
    assert installed(files).keys() & {"plugin", "demo"} == {"plugin"}


def test_what_a_caller_told_an_installer_bounds_nothing(
    installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The digest does not know of it, so it must not decide."""
    (tmp_path / "limits.txt").write_text("alpha<2\n")
    for name, value in (
        ("UV_CONSTRAINT", os.fspath(tmp_path / "limits.txt")),
        ("UV_RESOLUTION", "lowest"),
        ("UV_NO_DEPS", "1"),
        ("PIP_TARGET", os.fspath(tmp_path / "target")),
    ):
        monkeypatch.setenv(name, value)
    assert installed({"requirements.txt": "alpha\n"}) == {"alpha": "2.0"}
    assert not (tmp_path / "target").exists()


def test_a_stale_lock_is_said(installed: Installed, wheels: Path, tmp_path: Path) -> None:
    text = '[project]\nname = "demo"\nversion = "1"\nrequires-python = ">=3.10"\n'
    text += "dependencies = [{}]\n"
    root = tmp_path / "tree"
    root.mkdir()
    (root / "pyproject.toml").write_text(text.format('"alpha==1.0"'))
    uv = installers.find_uv()
    assert uv
    subprocess.run([uv, "lock", "--quiet"], cwd=root, check=True)
    assert installed({}) == {"alpha": "1.0"}
    assert installed.notes == ()  # type: ignore[attr-defined] - set by the fixture
    later = {"pyproject.toml": text.format('"alpha==2.0"'), "requirements.txt": "beta\n"}
    assert installed(later) == {"alpha": "1.0"}
    assert installed.notes == (  # type: ignore[attr-defined] - as above
        "uv.lock decides what is installed; not read: requirements.txt",
        "uv.lock is older than pyproject.toml (uv lock renews it)",
    )


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"environment.yml": "dependencies: [alpha]\n"}, "is not clear"),
        ({"requirements-web.txt": "alpha\n", "requirements-dev.txt": "beta\n"}, "requirements-web"),
        ({"Pipfile": "", "pyproject.toml": "[tool.black]\n"}, "Pipfile"),
        (
            {"pyproject.toml": '[project]\nname = "d"\nrequires-python = "<3"\n'},
            "does not run on this Python",
        ),
        ({"pylock.toml": 'lock-version = "1.0"\npackages = [1]\n'}, "malformed"),
        (
            {"requirements.txt": "./bad\n", **project("bad", fails=True, folder="bad/")},
            "no compiler here",
        ),
        ({"requirements.txt": "alpha==9\n", "poetry.lock": "package = 1\n"}, "malformed"),
    ],
)
def test_what_cannot_be_installed_cannot_judge(
    installed: Installed, files: dict[str, str], words: str
) -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        installed(files)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 5000
    assert caught.value.exit_code == 1


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://someone:hunter2@127.0.0.1:1/simple\nalpha",
        "--index-url https://${TOKEN}@127.0.0.1:1/simple\nalpha",
        "alpha @ git+https://hunter2@127.0.0.1:1/alpha.git",
    ],
)
def test_s13_no_secret_is_shown_or_decides(
    installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.delenv("UV_NO_INDEX")
    monkeypatch.delenv("UV_FIND_LINKS")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    found = []
    for token in ("hunter2", "hunter3"):
        monkeypatch.setenv("TOKEN", token)
        with pytest.raises(EnvironmentProblem) as caught:
            installed({"requirements.txt": line.replace("hunter2", token) + "\n"})
        assert token not in str(caught.value)
        found += re.findall(r"environments/(\w+)", str(caught.value))
    assert len(set(found)) == 1, "a token of each run's own installs the same"


def test_a_command_has_a_pip_of_its_own(installed: Installed, wheels: Path) -> None:
    """Else the caller's pip, further down PATH, would install into the caller's environment."""
    command = ["pip", "install", "--quiet", "--no-index", "--find-links", os.fspath(wheels), "beta"]
    assert installed({}, command=command)["beta"] == "1.0"
    done = subprocess.run([sys.executable, "-c", "import beta"], capture_output=True, check=False)
    assert done.returncode == 1


def test_a_commit_is_told_beside_the_version(installed: Installed, tmp_path: Path) -> None:
    """One version may be many commits, and they are not the same package."""
    origin = tmp_path / "origin"
    origin.mkdir()
    for name, text in project("own").items():
        (origin / name).write_text(text)
    who = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "--all"], [*who, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *words], cwd=origin, check=True)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=origin, capture_output=True, check=True)
    found = installed({"requirements.txt": f"own @ git+{origin.as_uri()}\n"})
    assert found == {"own": f"1 ({head.stdout.decode()[:12]})"}
    assert json.dumps(found)
