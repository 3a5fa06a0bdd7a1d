"""Requirements files are read as pip reads them, and the project itself never is in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout.requirements.finding import find
from offramp.errors import EnvironmentProblem

Lay = Callable[[Path, dict[str, str]], Path]


def test_requirements_with_includes_comments_and_continuations(tmp_path: Path, lay: Lay) -> None:
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
def test_s2_the_project_itself_is_never_installed(tmp_path: Path, lay: Lay, line: str) -> None:
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


def test_a_folder_of_the_tree_counts_with_its_contents(tmp_path: Path, lay: Lay) -> None:
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
def test_what_comes_from_elsewhere_is_passed_on(tmp_path: Path, lay: Lay, line: str) -> None:
    lay(tmp_path, {"requirements.txt": line + "\n"})
    assert find(tmp_path).lines == [line]


def test_an_editable_from_version_control_is_installed_as_it_is(tmp_path: Path, lay: Lay) -> None:
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
def test_what_cannot_be_read_is_said_with_its_line(
    tmp_path: Path, lay: Lay, text: str, words: str
) -> None:
    root = tmp_path / "tree"
    root.mkdir()
    lay(tmp_path, {"outside.txt": "x\n", "elsewhere/setup.py": "", "tree/requirements.txt": text})
    with pytest.raises(EnvironmentProblem) as caught:
        find(root)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("./my libs/a ; os_name == 'posix'", "./my libs/a ; os_name == 'posix'"),
        ("a[x] @ file:my libs/a", "./my libs/a[x]"),
        ("-e ./my libs/a[x]", "./my libs/a[x]"),
    ],
)
def test_paths_with_spaces_extras_and_markers(
    tmp_path: Path, lay: Lay, line: str, wanted: str
) -> None:
    lay(tmp_path, {"requirements.txt": line + "\n", "my libs/a/setup.py": ""})
    assert find(tmp_path).lines == [wanted]


def test_s2_the_project_by_its_own_name_stands_for_what_it_needs(tmp_path: Path, lay: Lay) -> None:
    project = '[project]\nname = "My-Demo"\ndependencies = ["a"]\n'
    project += '[project.optional-dependencies]\nx = ["b"]\n'
    lay(tmp_path, {"requirements.txt": "my_demo[x]==1\nmy-demo-tools\n", "pyproject.toml": project})
    assert find(tmp_path).lines == ["a", "b", "my-demo-tools"]
