"""Environments that are really built: kept, shared, repaired, and never half there."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from offramp.checkout.environments import environment as module
from offramp.checkout.environments import installers, kept
from offramp.checkout.environments.environment import Environment, environment
from offramp.checkout.environments.interpreters import interpreter_identity
from offramp.checkout.environments.kept import prune
from offramp.checkout.locks import exclusive
from offramp.errors import EnvironmentProblem

pytestmark = pytest.mark.functional


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """Wheels of our own making, so that nothing is asked of a package index."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name, version in (("alpha", "1.0"), ("alpha", "2.0"), ("beta", "1.0")):
        info = f"{name}-{version}.dist-info"
        with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"{name}.py", f"VERSION = {version!r}\n")
            wheel.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            )
            wheel.writestr(
                f"{info}/WHEEL",
                "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            )
            wheel.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n")
    return folder


@pytest.fixture
def tree(tmp_path: Path, wheels: Path) -> Path:
    root = tmp_path / "tree"
    root.mkdir()
    asks(root, wheels, "alpha==1.0")
    return root


def asks(root: Path, wheels: Path, *lines: str) -> None:
    head = ["--no-index", f"--find-links {wheels}"]
    (root / "requirements.txt").write_text("\n".join([*head, *lines]) + "\n")


def says(found: Environment, code: str) -> str:
    done = subprocess.run([found.python, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(params=["uv", "virtualenv"])
def installer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "virtualenv":
        monkeypatch.setattr(installers, "find_uv", lambda: None)
    else:
        assert installers.find_uv(), "the tests need uv"
    return str(request.param)


def test_it_is_built_once_and_kept(tree: Path, tmp_path: Path, installer: str) -> None:
    first = environment(tree, cache_root=tmp_path)
    assert first.built
    assert first.packages["alpha"] == "1.0"
    assert (first.source, first.files) == ("requirements", ("requirements.txt",))
    assert says(first, "import alpha; print(alpha.VERSION)") == "1.0"
    assert first.bin.is_dir()
    second = environment(tree, cache_root=tmp_path)
    assert not second.built
    assert (second.digest, second.packages) == (first.digest, first.packages)


def test_other_requirements_are_another_environment(
    tree: Path, wheels: Path, tmp_path: Path
) -> None:
    first = environment(tree, cache_root=tmp_path)
    asks(tree, wheels, "alpha==2.0", "beta")
    second = environment(tree, cache_root=tmp_path)
    assert second.digest != first.digest
    assert dict(second.packages) == {"alpha": "2.0", "beta": "1.0"}
    assert says(first, "import alpha; print(alpha.VERSION)") == "1.0"


def test_s13_a_failed_install_cannot_judge_and_leaves_nothing(
    tree: Path, wheels: Path, tmp_path: Path, installer: str
) -> None:
    """Hash mode with one pin missing, as in the original's repository."""
    digest = "0" * 64
    asks(tree, wheels, f"alpha==1.0 --hash=sha256:{digest}", "beta==1.0")
    for _ in range(2):
        with pytest.raises(EnvironmentProblem) as caught:
            environment(tree, cache_root=tmp_path)
        assert caught.value.exit_code == 1
        assert "hash" in str(caught.value.found).lower()
        assert len(str(caught.value.found).splitlines()) <= 15
    assert [p for p in (tmp_path / "environments").iterdir() if p.is_dir()] == []


def test_a_package_that_is_not_there(tree: Path, wheels: Path, tmp_path: Path) -> None:
    asks(tree, wheels, "alpha==9")
    with pytest.raises(EnvironmentProblem) as caught:
        environment(tree, cache_root=tmp_path)
    assert "alpha" in str(caught.value.found)


@pytest.mark.parametrize(
    "damage",
    [
        *("marker", "half", "interpreter", "installed", "removed"),
        *("no-module", "a-path", "no-config", "a-file", "a-link"),
    ],
)
def test_a_damaged_environment_is_built_anew(tree: Path, tmp_path: Path, damage: str) -> None:
    first = environment(tree, cache_root=tmp_path)
    place = first.bin.parent.parent
    site = next((place / "venv").glob("lib/python*/site-packages"))
    if damage == "marker":
        (place / "complete.json").unlink()
    elif damage == "half":
        (place / "complete.json").write_text("{")
    elif damage == "interpreter":
        first.python.unlink()
        first.python.symlink_to("/nowhere/python")
    elif damage == "installed":
        (site / "gamma-1.0.dist-info").mkdir()
        (site / "gamma-1.0.dist-info/METADATA").write_text("Name: gamma\nVersion: 1.0\n")
    elif damage == "no-module":
        (site / "alpha.py").unlink()
    elif damage == "a-path":
        (site / "more.pth").write_text(f"{tmp_path}\n")
    elif damage == "no-config":
        (place / "venv/pyvenv.cfg").unlink()
    elif damage in ("a-file", "a-link"):
        place.rename(tmp_path / "elsewhere")
        place.write_text("") if damage == "a-file" else place.symlink_to(tmp_path / "elsewhere")
        (tmp_path / "elsewhere/complete.json").unlink()
    else:
        for path in (site / "alpha-1.0.dist-info").iterdir():
            path.unlink()
        (site / "alpha-1.0.dist-info").rmdir()
    again = environment(tree, cache_root=tmp_path)
    assert again.built
    assert dict(again.packages) == {"alpha": "1.0"}
    assert says(again, "import alpha; print(alpha.VERSION)") == "1.0"


def test_many_at_once_build_it_once(tree: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from offramp.checkout import environment\n"
        "print(environment(Path(sys.argv[1]), cache_root=Path(sys.argv[2])).built)"
    )
    command = [sys.executable, "-c", code, os.fspath(tree), os.fspath(tmp_path)]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    said = sorted(child.communicate(timeout=120)[0].strip() for child in children)
    assert said == ["False"] * 5 + ["True"]


def test_a_killed_build_is_not_taken(tree: Path, tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path\n"
        "from offramp.checkout.environments import environment as it\n"
        "it.installers.install = lambda *a, **k: os.kill(os.getpid(), 9)\n"
        "it.environment(Path(sys.argv[1]), cache_root=Path(sys.argv[2]))"
    )
    command = [sys.executable, "-c", code, os.fspath(tree), os.fspath(tmp_path)]
    assert subprocess.run(command, check=False).returncode == -9
    assert [p for p in (tmp_path / "environments").iterdir() if p.is_dir()]
    found = environment(tree, cache_root=tmp_path)
    assert found.built
    assert found.packages["alpha"] == "1.0"


def test_no_requirements_at_all_is_said(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    found = environment(tmp_path / "tree", cache_root=tmp_path)
    assert found.source == "nothing"
    assert "nothing is installed" in found.notes[0]
    assert found.packages == {}


def test_an_interpreter_that_somebody_names_is_used_as_it_is(tree: Path, tmp_path: Path) -> None:
    found = environment(tree, python=Path(sys.executable), cache_root=tmp_path)
    assert found.python == Path(sys.executable)
    assert (found.source, found.built) == ("given", False)
    assert "pytest" in found.packages
    assert not (tmp_path / "environments").exists()
    with pytest.raises(EnvironmentProblem, match="cannot be run"):
        environment(tree, python=tmp_path / "no-python")


def test_another_python_is_another_environment(tree: Path, tmp_path: Path) -> None:
    others = sorted((Path.home() / ".pyenv/versions").glob("3.1*/bin/python"))
    version = ".".join(map(str, sys.version_info[:2]))
    other = [path for path in others if f"/{version}." not in os.fspath(path)]
    if not other:
        pytest.skip("there is no other Python here")
    here = environment(tree, cache_root=tmp_path)
    there = environment(tree, base_python=os.fspath(other[0]), cache_root=tmp_path)
    assert there.digest != here.digest
    assert says(there, "import alpha; print(alpha.VERSION)") == "1.0"
    assert says(there, "import sys; print('%d.%d' % sys.version_info[:2])") != version
    assert interpreter_identity(sys.executable) == interpreter_identity()
    assert interpreter_identity("2.6").startswith("Python 2.6 ")
    with pytest.raises(EnvironmentProblem, match="could not be made"):
        environment(tree, base_python="2.6", cache_root=tmp_path)


def test_a_command_that_installs(tree: Path, tmp_path: Path) -> None:
    script = "import os, pathlib; pathlib.Path(os.environ['VIRTUAL_ENV'], 'ran').write_text('')"
    found = environment(tree, command=["python", "-c", script], cache_root=tmp_path)
    assert (found.bin.parent / "ran").is_file()
    assert found.source == "command"
    with pytest.raises(EnvironmentProblem, match="command that installs failed"):
        environment(tree, command=["python", "-c", "1/0"], cache_root=tmp_path)


def test_the_callers_environment_does_not_leak_in(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.fspath(tmp_path))
    monkeypatch.setenv("VIRTUAL_ENV", os.fspath(tmp_path / "other"))
    monkeypatch.setenv("PYTHONHOME", os.fspath(tmp_path))
    assert environment(tree, cache_root=tmp_path).packages == {"alpha": "1.0"}


def test_uv_lock(tmp_path: Path, wheels: Path) -> None:
    root = tmp_path / "locked"
    root.mkdir()
    (root / "pyproject.toml").write_text(
        '[project]\nname = "demo"\nversion = "1"\nrequires-python = ">=3.10"\n'
        'dependencies = ["alpha==1.0"]\n'
        '[project.optional-dependencies]\nmore = ["beta"]\n'
        f'[tool.uv]\nno-index = true\nfind-links = ["{wheels}"]\n'
    )
    uv = installers.find_uv()
    assert uv
    subprocess.run([uv, "lock", "--quiet"], cwd=root, check=True)
    before = sorted(p.name for p in root.iterdir())
    found = environment(root, cache_root=tmp_path)
    assert (found.source, dict(found.packages)) == ("uv.lock", {"alpha": "1.0"})
    more = environment(root, extras=["more"], cache_root=tmp_path)
    assert dict(more.packages) == {"alpha": "1.0", "beta": "1.0"}
    assert sorted(p.name for p in root.iterdir()) == before
    (root / "uv.lock").write_text("version = 1\nnonsense")
    with pytest.raises(EnvironmentProblem, match=r"could not read uv\.lock"):
        environment(root, cache_root=tmp_path)


def test_pylock(tmp_path: Path, wheels: Path) -> None:
    root = tmp_path / "locked"
    root.mkdir()
    wheel = wheels / "alpha-1.0-py3-none-any.whl"
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (root / "pylock.toml").write_text(
        'lock-version = "1.0"\ncreated-by = "tests"\n[[packages]]\nname = "alpha"\n'
        f'version = "1.0"\nwheels = [{{name = "{wheel.name}", url = "{wheel.as_uri()}", '
        f'hashes = {{sha256 = "{digest}"}}}}]\n'
    )
    found = environment(root, cache_root=tmp_path)
    assert (found.source, dict(found.packages)) == ("pylock.toml", {"alpha": "1.0"})


def test_pruning_takes_what_was_used_longest_ago(
    tree: Path, wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = environment(tree, cache_root=tmp_path)
    asks(tree, wheels, "alpha==2.0")
    new = environment(tree, cache_root=tmp_path)
    assert prune(0, cache_root=tmp_path) == []  # used within the last hour
    for found, age in ((old, 9000), (new, 8000)):
        marker = found.bin.parent.parent / "complete.json"
        assert json.loads(marker.read_text())["digest"] == found.digest
        os.utime(marker, (time.time() - age,) * 2)
    size = kept.size(new.bin.parent.parent)
    assert prune(size, cache_root=tmp_path) == [old.digest[:32]]
    assert not old.python.exists()
    assert new.python.exists()
    assert prune(0, cache_root=tmp_path) == [new.digest[:32]]


def test_a_new_environment_makes_room_for_itself(
    tree: Path, wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = environment(tree, cache_root=tmp_path)
    os.utime(old.bin.parent.parent / "complete.json", (0, 0))
    monkeypatch.setattr(module, "_MOST_BYTES", 1)
    asks(tree, wheels, "alpha==2.0")
    new = environment(tree, cache_root=tmp_path)
    assert (old.python.exists(), new.python.exists()) == (False, True)


def test_what_is_being_built_is_not_pruned(tree: Path, tmp_path: Path) -> None:
    found = environment(tree, cache_root=tmp_path)
    place = found.bin.parent.parent
    os.utime(place / "complete.json", (0, 0))
    with exclusive(place.with_name(place.name + ".lock")):
        pruned: list[str] = []
        thread = threading.Thread(target=lambda: pruned.extend(prune(0, cache_root=tmp_path)))
        thread.start()
        thread.join()
    assert pruned == []
    assert found.python.exists()


@pytest.mark.network
def test_from_a_package_index(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/requirements.txt").write_text("idna==3.10\n")
    found = environment(tmp_path / "tree", cache_root=tmp_path)
    assert dict(found.packages) == {"idna": "3.10"}
