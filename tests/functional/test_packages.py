"""Each side with its own packages, or one environment for both; what packages alone explain (S12).

The framework is a wheel of our own making, of which two versions make different documents of the
same code.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.functional

FRAME = """\
def document(**paths):
    return {{
        "openapi": "3.1.0",
        "info": {{"title": "t", "version": "1"}},
        "paths": {{
            "/" + name: {{
                "get": {{
                    "parameters": [
                        {{"name": "size", "in": "query",
                          "schema": {{"type": "integer", "maximum": {maximum}}}}},
                        {{"name": "q", "in": "query",
                          "schema": {{"type": "string", "maxLength": length}}}},
                    ],
                    "responses": {{"200": {{"description": ""}}}},
                }}
            }}
            for name, length in paths.items()
        }},
    }}
"""
SETTINGS = """\
[compat]
layer = "svc.compat"
[openapi]
app = "svc.api:document"
{more}
"""
RULE, SHORTER = "request-parameter-max-decreased", "request-parameter-max-length-decreased"


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    folder.mkdir()
    for version, maximum in (("1.0", 100), ("2.0", 50), ("3.0", 0)):
        info = f"frame-{version}.dist-info"
        code = FRAME.format(maximum=maximum) if maximum else "raise RuntimeError('not with me')\n"
        with zipfile.ZipFile(folder / f"frame-{version}-py3-none-any.whl", "w") as wheel:
            wheel.writestr("frame.py", code)
            wheel.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: frame\nVersion: {version}\n"
            )
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", f"frame.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n")
    return folder


@pytest.fixture
def sides(
    make_target: Callable[..., Any],
    wheels: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Any]:
    """Make a repository whose two sides have code and a framework of their own."""
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path / "cache"))

    def make(base: tuple[str, str], cand: tuple[str, str], more: str = "", **files: str) -> Any:
        target = make_target(settings=SETTINGS.format(more=more))
        for branch, (pin, code) in (("main", base), ("work", cand)):
            target.git("switch", "-q", branch)
            if branch == "work":
                target.git("merge", "-q", "main")
            content = {
                "requirements.txt": f"--no-index\n--find-links {wheels}\nframe=={pin}\n",
                "svc/api.py": code,
                **files,
            }
            target.commit(f"Use {pin} for {branch}", content)
        return target

    return make


def code(**paths: int) -> str:
    words = ", ".join(f"{name}={length}" for name, length in paths.items())
    return f"import frame\n\ndocument = frame.document({words})\n"


def rules(diff: dict[str, Any]) -> dict[tuple[str, str], str | None]:
    return {
        (f["rule"], operation): f.get("explained_by")
        for f in diff["findings"]
        for operation in f["operations"]
    }


def test_only_what_the_packages_alone_explain_is_marked(sides: Callable[..., Any]) -> None:
    """A new framework and a change of the code in one pair."""
    target = sides(("1.0", code(a=9, b=9)), ("2.0", code(a=9, b=5)))
    diff = target.json("openapi-diff", code=2)
    assert rules(diff) == {
        (RULE, "GET /a"): "environment",
        (RULE, "GET /b"): "environment",
        (SHORTER, "GET /b"): None,
    }
    assert diff["counts"]["breaking"] == 3, "what it weighs stays"
    assert diff["environments"] == {
        "env": "own",
        "differing_packages": {"frame": ["1.0", "2.0"]},
        "explained": 2,
        "note": None,
    }
    again = target.offramp("openapi-diff")
    assert "frame  1.0  ->  2.0" in again.stderr
    assert again.stderr.count("(the packages alone explain it)") == 2
    assert "the packages alone explain 2 of the findings" in again.stderr
    evidence = json.loads((target.root / ".offramp/evidence/baseline.json").read_text())
    assert evidence["data"]["differing_packages"] == {"frame": ["1.0", "2.0"]}
    assert "kept from before" in evidence["summary"]
    alone = target.offramp("openapi-baseline")
    assert "info package-differs: frame 1.0 -> 2.0" in alone.stderr


def test_one_environment_for_both_shows_the_code_alone(sides: Callable[..., Any]) -> None:
    target = sides(("1.0", code(a=9, b=9)), ("2.0", code(a=9, b=5)), 'env = "shared"')
    for kept in (False, True):
        diff = target.json("openapi-diff", code=2)
        assert rules(diff) == {(SHORTER, "GET /b"): None}
        assert diff["environments"]["env"] == "shared"
        assert diff["environments"]["differing_packages"] == {}
        evidence = json.loads((target.root / ".offramp/evidence/baseline.json").read_text())
        assert ("kept from before" in evidence["summary"]) is kept


def test_a_shared_environment_of_other_packages_is_not_the_kept_one(
    sides: Callable[..., Any], wheels: Path
) -> None:
    """The candidate's packages are part of what the baseline's document is kept by."""
    target = sides(("1.0", code(a=9)), ("1.0", code(a=9) + "\n"), 'env = "shared"')
    assert target.json("openapi-diff", code=0)["findings"] == []
    pins = f"--no-index\n--find-links {wheels}\nframe==2.0\n"
    target.commit("Move on", {"requirements.txt": pins})
    diff = target.json("openapi-diff", code=0)
    assert diff["findings"] == []
    made = json.loads((target.root / ".offramp/openapi/baseline.json").read_text())
    assert made["paths"]["/a"]["get"]["parameters"][0]["schema"]["maximum"] == 50


def test_nothing_is_marked_where_the_code_fails_with_the_new_packages(
    sides: Callable[..., Any],
) -> None:
    without = code(a=9).replace("import frame", "import frame, collections")
    literal = "document = " + repr(
        {
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "paths": {"/b": {"get": {"responses": {"200": {"description": ""}}}}},
        }
    )
    target = sides(("1.0", without), ("3.0", literal))
    diff = target.json("openapi-diff", code=2)
    assert set(rules(diff).values()) == {None}
    assert diff["environments"]["explained"] == 0
    assert "not with me" in diff["environments"]["note"]
    assert diff["environments"]["note"] in target.offramp("openapi-diff").stderr


def test_routes_that_only_the_third_document_loses_mark_nothing(
    sides: Callable[..., Any],
) -> None:
    """The baseline's code swallows an error of the new packages; the candidate means it."""
    fragile = (
        "try:\n    from frame import gone\nexcept ImportError:\n    gone = None\n"
        "import frame\n\ndocument = frame.document(a=9, **({'b': 9} if gone else {}))\n"
    )
    target = sides(("1.0", "import frame\nframe.gone = 1\n" + fragile), ("2.0", code(a=9)))
    diff = target.json("openapi-diff", code=2)
    assert rules(diff)["api-path-removed-without-deprecation", "GET /b"] is None


def test_where_packages_agree_no_third_document_is_made(sides: Callable[..., Any]) -> None:
    target = sides(("1.0", code(a=9, b=9)), ("1.0", code(a=9)))
    diff = target.json("openapi-diff", code=2)
    assert diff["environments"]["differing_packages"] == {}
    assert not (target.root / ".offramp/openapi/baseline-repackaged.json").exists()


BACKEND = """\
import zipfile

def build_wheel(folder, settings=None, metadata=None):
    info = "own-1.dist-info"
    with zipfile.ZipFile(folder + "/own-1-py3-none-any.whl", "w") as wheel:
        wheel.write("own.py")
        wheel.writestr(info + "/METADATA", "Metadata-Version: 2.1\\nName: own\\nVersion: 1\\n")
        wheel.writestr(info + "/WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr(info + "/RECORD", "")
    return "own-1-py3-none-any.whl"
"""


def test_a_library_of_the_repository_is_code_and_not_a_package(
    sides: Callable[..., Any], wheels: Path
) -> None:
    """Where it is installed as a copy and differs, what it changed is not laid to the packages."""
    uses = "import frame, own\n\ndocument = frame.document(a=own.LENGTH)\n"
    target = sides(("1.0", uses), ("2.0", uses))
    build = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    head = f"--no-index\n--find-links {wheels}\n./libs/own\n"
    for branch, pin, length in (("main", "1.0", 9), ("work", "2.0", 5)):
        target.git("switch", "-q", branch)
        target.commit(
            "Have a library",
            {
                "libs/own/pyproject.toml": build,
                "libs/own/backend.py": BACKEND,
                "libs/own/own.py": f"LENGTH = {length}\n",
                "requirements.txt": f"{head}frame=={pin}\n",
            },
        )
    target.git("merge", "-q", "-X", "ours", "main")
    diff = target.json("openapi-diff", code=2)
    assert set(rules(diff)) == {(RULE, "GET /a"), (SHORTER, "GET /a")}
    assert set(rules(diff).values()) == {None}
    assert "has code of the repository" in diff["environments"]["note"]
    text = (target.root / "offramp.toml").read_text()
    target.commit("Share", {"offramp.toml": text.replace("[openapi]", '[openapi]\nenv = "shared"')})
    refused = target.offramp("openapi-diff")
    assert refused.returncode == 1
    assert "has code of the repository" in refused.stderr


def test_a_file_that_this_branch_brings_is_not_asked_of_the_baseline(
    sides: Callable[..., Any], wheels: Path
) -> None:
    """Requirements move, and the settings that name them move in the same pull request."""
    target = sides(("1.0", code(a=9)), ("1.0", code(a=8)))
    target.git("mv", "requirements.txt", "needs.txt")
    text = (target.root / "offramp.toml").read_text()
    named = '[environment]\nrequirements = ["needs.txt"]\n'
    target.commit("Move", {"offramp.toml": text + named})
    diff = target.json("openapi-diff", code=2)
    assert set(rules(diff)) == {(SHORTER, "GET /a")}


OWN = """\
from importlib.metadata import entry_points, version

import frame

document = frame.document(a=9)
document["info"]["version"] = version("svc")
document["info"]["description"] = " ".join(e.name for e in entry_points(group="svc.plugins"))
"""
PROJECT = """\
[project]
name = "svc"
version = "{version}"
dependencies = ["frame==1.0"]
[project.entry-points."svc.plugins"]
mail = "svc.core:greet"
[tool.uv]
no-index = true
find-links = ["{wheels}"]
"""


def test_each_side_tells_its_own_version_though_neither_is_installed(
    sides: Callable[..., Any], wheels: Path
) -> None:
    """Many an application asks for its own metadata while it is imported (S2 keeps it out)."""
    target = sides(("1.0", OWN), ("1.0", OWN + "\n"))
    for branch, version in (("main", "1.4.0"), ("work", "1.5.0")):
        target.git("switch", "-q", branch)
        target.git("rm", "-q", "requirements.txt")
        project = PROJECT.format(version=version, wheels=wheels)
        target.commit(f"Release {version}", {"pyproject.toml": project})
    target.git("merge", "-q", "-X", "ours", "main")
    diff = target.json("openapi-diff")
    assert (diff["version"]["base"], diff["version"]["candidate"]) == ("1.4.0", "1.5.0")
    made = json.loads((target.root / ".offramp/openapi/baseline.json").read_text())
    assert made["info"]["description"] == "mail"
