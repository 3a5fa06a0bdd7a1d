"""What a tree wants installed is read from its files, and the project itself never is."""

from __future__ import annotations

from pathlib import Path

import pytest

from offramp.checkout.requirements import find
from offramp.errors import EnvironmentProblem


def lay(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_requirements_with_includes_comments_and_continuations(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "requirements.txt": "# all\n-r reqs/base.txt\n-c limits.txt\nhttpx>=0.2 # client\n\n",
            "reqs/base.txt": "fastapi==0.1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
            "--requirement=more.txt\n",
            "reqs/more.txt": "\ufeffdemo[extra]==1 ; python_version < '4'\n",
            "limits.txt": "anyio<5\n",
        },
    )
    source = find(tmp_path)
    assert source.kind == "requirements"
    assert source.files == ["limits.txt", "reqs/base.txt", "reqs/more.txt", "requirements.txt"]
    assert source.lines == [
        "fastapi==0.1 --hash=sha256:aa --hash=sha256:bb",
        "demo[extra]==1 ; python_version < '4'",
        "httpx>=0.2",
    ]
    assert source.constraints == ["anyio<5"]
    assert source.hashed
    assert not source.whole


@pytest.mark.parametrize("line", ["-e .", "--editable=.", ".", "-e .[web]", "./", "file:."])
def test_s2_the_project_itself_is_never_installed(tmp_path: Path, line: str) -> None:
    lay(
        tmp_path,
        {
            "requirements.txt": f"{line}\nhttpx\n",
            "pyproject.toml": '[project]\nname = "demo"\ndependencies = ["fastapi"]\n'
            '[project.optional-dependencies]\nweb = ["uvicorn"]\n',
        },
    )
    source = find(tmp_path)
    assert source.lines == ["fastapi", *(["uvicorn"] if "web" in line else []), "httpx"]
    assert source.notes == ["requirements.txt:1: the project itself is not installed"]


def test_a_folder_of_the_tree_counts_with_its_contents(tmp_path: Path) -> None:
    lay(tmp_path, {"requirements.txt": "-e libs/shared[x]\n", "libs/shared/a.py": "A = 1\n"})
    first = find(tmp_path)
    assert first.lines == ["./libs/shared[x]"]
    (tmp_path / "libs/shared/a.py").write_text("A = 2\n")
    assert find(tmp_path).digest() != first.digest()


@pytest.mark.parametrize(
    "line",
    [
        "git+https://example.org/x/y.git@v1#egg=y",
        "y @ https://example.org/y-1.whl",
        "y @ file:///srv/y-1.whl",
        "https://example.org/y-1.tar.gz",
        "--index-url https://example.org/simple",
        "--find-links ./wheels",
    ],
)
def test_what_comes_from_elsewhere_is_passed_on(tmp_path: Path, line: str) -> None:
    lay(tmp_path, {"requirements.txt": line + "\n"})
    assert find(tmp_path).lines == [line]


def test_an_editable_from_version_control_is_installed_as_it_is(tmp_path: Path) -> None:
    lay(tmp_path, {"requirements.txt": "-e git+ssh://git@example.org/x.git#egg=x\n"})
    assert find(tmp_path).lines == ["git+ssh://git@example.org/x.git#egg=x"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-r missing.txt\n", "requirements.txt:1"),
        ("\n-r ../outside.txt\n", "requirements.txt:2"),
        ("-r requirements.txt\n", "includes itself"),
        ("../elsewhere\n", "not in the tree"),
        ("-e ./gone\n", "not in the tree"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    root = tmp_path / "tree"
    root.mkdir()
    lay(tmp_path, {"outside.txt": "x\n", "elsewhere/setup.py": "", "tree/requirements.txt": text})
    with pytest.raises(EnvironmentProblem) as caught:
        find(root)
    assert words in str(caught.value)


def test_a_named_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match=r"nope\.txt is not there"):
        find(tmp_path, ["nope.txt"])


def test_pyproject_dependencies_extras_and_groups(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "pyproject.toml": """
[project]
name = "My.Demo"
dependencies = ["fastapi>=0.1"]
[project.optional-dependencies]
Web_UI = ["uvicorn", "my-demo[redis]"]
redis = ["redis"]
[dependency-groups]
test = ["pytest", {include-group = "types"}]
types = ["mypy"]
"""
        },
    )
    source = find(tmp_path, extras=["web-ui"], groups=["test"])
    assert source.kind == "pyproject.toml"
    assert source.lines == ["fastapi>=0.1", "uvicorn", "redis", "pytest", "mypy"]
    with pytest.raises(EnvironmentProblem, match="no extra 'webui'") as caught:
        find(tmp_path, extras=["webui"])
    assert caught.value.expected == "Web_UI, redis"


def test_setuptools_dynamic_dependencies(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "pyproject.toml": '[project]\nname = "d"\ndynamic = ["dependencies"]\n'
            '[tool.setuptools.dynamic]\ndependencies = {file = ["reqs.txt"]}\n',
            "reqs.txt": "fastapi\n",
        },
    )
    assert find(tmp_path).lines == ["fastapi"]


def test_poetry_lock(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "poetry.lock": """
[[package]]
name = "fastapi"
version = "0.1"
optional = false
groups = ["main"]
files = [{file = "f.whl", hash = "sha256:aa"}]
[[package]]
name = "pytest"
version = "8"
optional = false
groups = ["dev"]
files = []
[[package]]
name = "tomli"
version = "2"
optional = false
groups = ["main", "dev"]
markers = {main = "python_version < '3.11'", dev = "python_version < '3.12'"}
files = [{file = "t.whl", hash = "sha256:bb"}]
[[package]]
name = "redis"
version = "5"
optional = true
groups = ["main"]
files = [{file = "r.whl", hash = "sha256:cc"}]
[extras]
cache = ["redis"]
[metadata]
lock-version = "2.1"
"""
        },
    )
    fastapi = "fastapi==0.1 --hash=sha256:aa"
    tomli = "tomli==2 ; (python_version < '3.11') --hash=sha256:bb"
    source = find(tmp_path)
    assert (source.lines, source.whole) == ([fastapi, tomli], True)
    assert find(tmp_path, extras=["cache"]).lines[-1] == "redis==5 --hash=sha256:cc"


def test_pylock_is_taken_as_it_is(tmp_path: Path) -> None:
    text = 'lock-version = "1.0"\ncreated-by = "x"\npackages = []\n'
    lay(tmp_path, {"pylock.toml": text, "requirements.txt": "other\n"})
    source = find(tmp_path)
    assert (source.kind, source.lines) == ("pylock.toml", [text])
    with pytest.raises(EnvironmentProblem, match="does not go together"):
        find(tmp_path, ["requirements.txt", "pylock.toml"])
    lay(tmp_path, {"sub/pylock.toml": text})
    assert find(tmp_path, ["sub/pylock.toml"]).kind == "pylock.toml"
    (tmp_path / "pylock.toml").write_text("x = 1\n")
    with pytest.raises(EnvironmentProblem, match="is no lock file"):
        find(tmp_path)


def test_the_order_of_preference(tmp_path: Path) -> None:
    assert find(tmp_path).kind == "nothing"
    assert "nothing is installed" in find(tmp_path).notes[0]
    lay(tmp_path, {"pyproject.toml": '[project]\nname = "d"\n'})
    assert find(tmp_path).kind == "pyproject.toml"
    lay(tmp_path, {"requirements.txt": "a\n"})
    assert find(tmp_path).kind == "requirements"
    lay(tmp_path, {"poetry.lock": "[metadata]\n"})
    assert find(tmp_path).kind == "poetry.lock"
    assert find(tmp_path, ["requirements.txt"]).kind == "requirements"


def test_the_digest_tells_what_decides_apart(tmp_path: Path) -> None:
    lay(tmp_path, {"requirements.txt": "a\n"})
    first = find(tmp_path).digest("CPython", "3.11.7")
    assert find(tmp_path).digest("CPython", "3.11.8") != first
    lay(tmp_path, {"requirements.txt": "# a comment\na\n", "unrelated.txt": ""})
    assert find(tmp_path).digest("CPython", "3.11.7") == first
    lay(tmp_path, {"requirements.txt": "-c limits.txt\n", "limits.txt": "a\n"})
    assert find(tmp_path).digest("CPython", "3.11.7") != first


def test_a_command_and_its_inputs(tmp_path: Path) -> None:
    lay(tmp_path, {"conda.txt": "a\n"})
    source = find(tmp_path, ["conda.txt"], command=["make", "install"])
    assert (source.kind, source.command, source.lines) == ("command", ("make", "install"), ["a\n"])
