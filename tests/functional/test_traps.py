"""The traps of the original pack's generator and jobs, S1-S13 and W1-W7, sprung at the doors.

Each test lays its trap in a real repository, shows where that is cheap that the way of the original
leads into it, and then that offramp does not go there, or says why it cannot judge. There is no S7.
The framework is a wheel of our own making: no package index is asked.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from offramp.checkout.environments import installers

pytestmark = pytest.mark.functional

SETTINGS = """\
base = "main"

[openapi]
app = "svc.api:app"
artifact = "docs/openapi.json"
"""
FRAMEWORK = """\
class App:
    version = {version!r}

    def __init__(self, title="svc"):
        self.title, self.paths = title, {{}}

    def get(self, path, maybe="integer", **more):
        schema = {schema}
        self.paths[path] = {{"get": {{
            "parameters": [{{"name": "n", "in": "query", "schema": schema}}],
            "responses": {{"200": {{"description": {ok!r}}}}}, **more}}}}

    def openapi(self):
        info = {{"title": self.title, "version": "1"}}
        return {{"openapi": "3.1.0", "info": info, "paths": self.paths}}
"""
RELEASES = {
    "1.0": FRAMEWORK.format(version="1.0", schema='{"type": [maybe, "null"]}', ok="OK"),
    "2.0": FRAMEWORK.format(
        version="2.0",
        schema='{"anyOf": [{"type": maybe}, {"type": "null"}], "title": "N"}',
        ok="Successful Response",
    ),
}
BACKEND = '''\
"""A build backend that needs nothing: an editable install is a .pth file (PEP 660)."""

import os, zipfile

NAME = "svc-0.1.dist-info"


def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "svc-0.1-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr("svc.pth", os.path.join(os.getcwd(), "src") + "\\n")
        wheel.writestr(NAME + "/METADATA", "Metadata-Version: 2.1\\nName: svc\\nVersion: 0.1\\n")
        wheel.writestr(NAME + "/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\n"
                       "Tag: py3-none-any\\n")
        wheel.writestr(NAME + "/RECORD", "svc.pth,,\\n" + NAME + "/METADATA,,\\n")
    return name
'''
WHEEL = "tinyapi-1.0-py3-none-any.whl"
PROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "svc"
version = "0.1"
"""


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases of one small framework that write the same contract in two ways."""
    folder = tmp_path_factory.mktemp("wheels")
    for version, code in RELEASES.items():
        info = f"tinyapi-{version}.dist-info"
        files = {
            "tinyapi.py": code,
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tinyapi\nVersion: {version}\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in files)
        with zipfile.ZipFile(folder / f"tinyapi-{version}-py3-none-any.whl", "w") as wheel:
            for name, text in files.items():
                wheel.writestr(name, text)
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def lay(make_target, wheels, cache, monkeypatch):
    """Lay out a repository: what main has, and what the working branch changes."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(wheels))

    def write(main: Mapping[str, str], work: Mapping[str, str] | None = None):
        target = make_target()
        target.git("switch", "-q", "main")
        target.git("rm", "-rq", "svc", "tests")
        settings = {"offramp.toml": SETTINGS, "requirements.txt": "tinyapi==1.0\n"}
        target.commit("Serve", {**settings, **main})
        target.git("switch", "-q", "work")
        target.git("merge", "-q", "main")
        if work:
            target.commit("Go on", work)
        return target

    return write


def api(*paths: str, more: str = "") -> str:
    routes = "".join(f"app.get({path!r})\n" for path in paths)
    return f"from tinyapi import App\n\napp = App()\n{routes}{more}"


def artifact(target) -> dict:
    return json.loads((target.root / "docs/openapi.json").read_text())


def baseline(target) -> dict:
    return json.loads((target.root / ".offramp/openapi/baseline.json").read_text())


def changes(diff: dict) -> list[tuple[str, list[str]]]:
    return [(f["rule"], f["operations"]) for f in diff["findings"] if f["severity"] != "info"]


REMOVED = "api-path-removed-without-deprecation"
TWO = {"svc/api.py": api("/a", "/b")}
ONE = {"svc/api.py": api("/a")}
DUMP = "import json\nfrom svc.api import app\nprint(json.dumps(app.openapi()))\n"


def naive(root: Path, wheels: Path, *, python: str | Path = sys.executable, path: str = "."):
    """Make the document as the original did: a script in scripts/, and what it prints."""
    wheel = wheels / WHEEL
    script = root / "scripts/dump.py"
    script.parent.mkdir(exist_ok=True)
    script.write_text(DUMP)
    done = subprocess.run(
        [python, "scripts/dump.py"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([path, str(wheel)])},
        capture_output=True,
        text=True,
        check=False,
    )
    script.unlink()
    return done


def test_s1_a_script_shadows_the_package(lay, wheels):
    """The original's scripts/svc.py was imported: Python puts the folder of a script first."""
    traps = {
        "scripts/svc.py": "raise SystemExit('the script was imported')\n",
        **dict.fromkeys(("yaml.py", "emit.py", "git.py"), "raise SystemExit('shadowed')\n"),
    }
    target = lay({**TWO, **traps}, ONE)
    assert "the script was imported" in naive(target.root, wheels).stderr
    diff = target.json("openapi-diff", code=2, PYTHONPATH="scripts")
    assert changes(diff) == [(REMOVED, ["GET /b"])]


EDITABLE = {"pyproject.toml": PROJECT, "backend.py": BACKEND}
INSTALL = """
[environment]
roots = ["src"]
requirements = ["requirements.txt"]
command = ["{uv}", "pip", "install", "-r", "requirements.txt", "-e", "."]
"""


def under_src(files: Mapping[str, str]) -> dict[str, str]:
    return {f"src/{name}": text for name, text in files.items()}


@pytest.fixture
def editable(lay):
    """A project under src/ that each environment has installed, editable, from the candidate."""

    def write(settings: str):
        settings = settings.replace("{uv}", str(installers.find_uv()))
        package = {"src/svc/__init__.py": "", **EDITABLE, "offramp.toml": settings}
        return lay({**package, **under_src(TWO)}, under_src(ONE))

    return write


def test_s2_an_editable_install_of_the_candidate_in_the_baselines_environment(editable, wheels):
    """The baseline *was* the candidate, so every diff was empty."""
    target = editable(SETTINGS + INSTALL)
    diff = target.json("openapi-diff", code=2)
    assert changes(diff) == [(REMOVED, ["GET /b"])]
    old = target.root.with_name("old")
    target.git("worktree", "add", "-q", str(old), "main")
    made = naive(old, wheels, python=environment_of(target, "baseline"), path="")
    assert list(json.loads(made.stdout)["paths"]) == ["/a"], "the candidate's own, from main"


def test_s2_a_baseline_that_is_imported_from_the_candidate_cannot_be_judged(editable):
    target = editable(SETTINGS + INSTALL.replace('"src"', '"."'))
    refused = target.json("openapi-diff", code=1)
    # in the baseline; in the work tree already, where an earlier test has built the environment
    assert refused["error"]["what"].endswith("svc.api was not imported from the tree")


def environment_of(target, step: str) -> Path:
    """Return the interpreter that a step's document was made with."""
    evidence = json.loads((target.root / f".offramp/evidence/{step}.json").read_text())
    home = Path(os.environ["XDG_CACHE_HOME"], "offramp/environments")
    return home / evidence["data"]["environment"][:32] / "venv/bin/python"


def test_s2_a_requirement_that_is_the_candidates_folder(lay):
    """``-e`` with the place of one work tree: the baseline's requirements name the candidate."""
    target = lay(TWO, ONE)
    here = {"requirements.txt": f"tinyapi==1.0\n-e {target.root}\n", **EDITABLE}
    target.git("switch", "-q", "main")
    target.commit("Install the project from where it lies", here)
    target.git("switch", "-q", "work")
    target.git("merge", "-q", "main", "-m", "Merge")
    refused = target.json("openapi-diff", code=1)
    what = refused["error"]["what"]
    assert what.startswith("in the baseline")
    assert what.endswith("a requirement names a place that is not in the tree")
    assert refused["error"]["where"] == "requirements.txt:2"


def test_s2_an_application_that_only_the_candidate_has(lay):
    """The first pull request of all who write a factory for the gate: it is said what to do."""
    target = lay(ONE, {"svc/made.py": "from svc.api import app\n"})
    settings = SETTINGS.replace("svc.api", "svc.made")
    target.commit("Name it", {"offramp.toml": settings})
    refused = target.json("openapi-diff", code=1)["error"]
    assert refused["what"].startswith("in the baseline")
    assert refused["next"].startswith("bring svc.made there first")


def test_s3_the_baselines_run_overwrote_the_candidates_file(lay):
    """The application, like the original's script, writes a file of its own as it is made."""
    writes = (
        "import json, pathlib\nout = pathlib.Path('docs/openapi.json')\n"
        "out.parent.mkdir(exist_ok=True)\nout.write_text(json.dumps(app.openapi()))\n"
    )
    target = lay({"svc/api.py": api("/a", "/b", more=writes)}, {"svc/api.py": api("/a")})
    target.json("openapi-spec")
    before = (target.root / "docs/openapi.json").read_bytes()
    target.json("openapi-baseline", "--refresh")
    assert (target.root / "docs/openapi.json").read_bytes() == before
    assert list(artifact(target)["paths"]) == ["/a"]
    assert list(baseline(target)["paths"]) == ["/a", "/b"]


OLD_STYLE = {
    "type": "object",
    "properties": {
        "price": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
        "name": {"type": "string", "nullable": True},
    },
}


def document(version: str, schema: Mapping | None = None) -> dict:
    """Return a small valid document of an OpenAPI version, 2.0 included."""
    info = {"title": "t", "version": "1"}
    if version == "2.0":
        answer = {"200": {"description": "", "schema": schema or {}}}
        return {"swagger": version, "info": info, "paths": {"/a": {"get": {"responses": answer}}}}
    answer = {"200": {"description": "", "content": {"application/json": {"schema": schema or {}}}}}
    return {"openapi": version, "info": info, "paths": {"/a": {"get": {"responses": answer}}}}


def kept(data: Mapping) -> dict[str, str]:
    """Return a module whose application is a document."""
    return {"svc/api.py": f"app = {data!r}\n"}


def answer_of(data: Mapping) -> dict:
    answer = data["paths"]["/a"]["get"]["responses"]["200"]
    return answer["content"]["application/json"]["schema"]


def test_s4_a_document_that_was_relabelled(lay):
    """3.0 words under the label 3.1.0 are errors, each named; it is never a pass."""
    target = lay(kept(document("3.1.0", OLD_STYLE)))
    found = target.json("openapi-diff", code=2)
    assert "exclusiveMinimum" in json.dumps(found)


def test_s4_an_old_document_keeps_its_version_or_is_really_converted(lay):
    target = lay(kept(document("3.0.3", OLD_STYLE)))
    assert target.json("openapi-diff")["verdict"] == "compatible"
    assert artifact(target)["openapi"] == "3.0.3"
    assert answer_of(artifact(target)) == OLD_STYLE
    target.commit("Convert", {"offramp.toml": SETTINGS + "upconvert = true\n"})
    assert target.json("openapi-diff")["findings"] == []
    properties = answer_of(artifact(target))["properties"]
    assert artifact(target)["openapi"].startswith("3.1.")
    assert properties["price"] == {"type": "number", "exclusiveMinimum": 0}
    assert set(properties["name"]["type"]) == {"string", "null"}
    assert baseline(target)["openapi"] == artifact(target)["openapi"]


def test_s5_the_version_is_gits_whatever_the_variable_says(lay, monkeypatch):
    """An empty variable gave an empty version, and none at all gave "dev"."""
    monkeypatch.delenv("GITHUB_SHA", raising=False)
    target = lay(ONE)
    head = target.git("rev-parse", "HEAD")[:12]
    for said in ("", "f" * 40):
        target.json("openapi-spec", GITHUB_SHA=said)
        assert artifact(target)["info"]["x-service-version"] == head
    target.write({"svc/new.py": ""})
    target.json("openapi-spec")
    assert artifact(target)["info"]["x-service-version"] == f"{head}-dirty"


def test_s5_a_pull_requests_merge_commit(lay):
    """CI checks out a merge that nobody wrote; what is made of it says so, and is clean."""
    target = lay(TWO, ONE)
    target.git("switch", "-q", "main")
    target.commit("Meanwhile", {"README.md": "x\n"})
    target.git("switch", "-q", "--detach", "main")
    target.git("merge", "-q", "--no-ff", "-m", "Merge work into main", "work")
    merge, main, head = (target.git("rev-parse", name) for name in ("HEAD", "main", "work"))
    event = {"base": {"ref": "main", "sha": main}, "head": {"ref": "work", "sha": head}}
    path = target.root.with_name("event.json")
    path.write_text(json.dumps({"action": "synchronize", "pull_request": event}))
    said = {"NAME": "pull_request", "PATH": str(path)}
    said = {f"GITHUB_EVENT_{name}": value for name, value in said.items()}
    said |= {"GITHUB_SHA": merge, "GITHUB_REF": "refs/pull/1/merge", "GITHUB_BASE_REF": "main"}
    diff = target.json("openapi-diff", code=2, **said)
    assert changes(diff) == [(REMOVED, ["GET /b"])]
    assert artifact(target)["info"]["x-service-version"] == merge[:12]
    assert baseline(target)["info"]["x-service-version"] == main[:12]


def test_s6_a_stale_version_and_servers_are_overwritten_and_nothing_else(lay):
    stale = document("3.1.0")
    stale["info"] |= {"x-service-version": "stale", "x-owner": "core", "description": "d"}
    stale |= {"servers": [{"url": "http://localhost:8000"}], "x-more": {"b": 1, "a": 2}}
    servers = [{"url": "https://api.example.com"}]
    settings = SETTINGS + f'servers = [{{url = "{servers[0]["url"]}"}}]\n'
    target = lay({**kept(stale), "offramp.toml": settings})
    target.json("openapi-diff")
    head = target.git("rev-parse", "HEAD")[:12]
    info = {**stale["info"], "x-service-version": head}
    for made in (artifact(target), baseline(target)):
        assert made == {**stale, "info": info, "servers": servers}


EMOJI = "caf\\u00e9 \\U0001f680 \\u4e2d"


def test_s8_an_emoji_on_an_ascii_terminal(lay):
    """It crashed after writing."""
    ascii_only = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0", "LANG": "C"}
    text = EMOJI.encode().decode("unicode_escape")
    says = f"app.title = '{EMOJI}!'\nprint(app.title)\nimport warnings\nwarnings.warn('{EMOJI}')\n"
    target = lay(
        {"svc/api.py": api("/a", f"/{text}", more=f"app.title = '{EMOJI}'\n")},
        {"svc/api.py": api("/a", more=says)},
    )
    done = target.offramp("openapi-diff", **ascii_only)
    assert done.returncode == 2, done.stderr
    assert REMOVED in done.stderr
    assert done.stderr.isascii()
    assert artifact(target)["info"]["title"] == f"{text}!"
    target.commit("Break it", {"svc/api.py": f"raise ValueError('{EMOJI}')\n"})
    refused = target.json("openapi-diff", code=1, **ascii_only)
    assert f"ValueError: {text}" in refused["error"]["found"]


def test_s9_an_import_error_in_an_optional_router(lay, wheels):
    """12 paths became 7, with exit 0: one finding, and the cause in it."""
    api = (
        "from tinyapi import App\n\napp = App()\n"
        "for n in range(7):\n    app.get(f'/core/{n}')\n"
        "try:\n    from svc.optional import add\nexcept ImportError:\n    pass\n"
        "else:\n    add(app)\n"
    )
    optional = "def add(app):\n    for n in range(5):\n        app.get(f'/optional/{n}')\n"
    broken = {"svc/optional.py": "import redis_lock\n\n" + optional}
    target = lay({"svc/api.py": api, "svc/optional.py": optional}, broken)
    fooled = naive(target.root, wheels)
    assert (fooled.returncode, len(json.loads(fooled.stdout)["paths"])) == (0, 7)
    diff = target.json("openapi-diff", code=2)
    (finding,) = diff["findings"]
    assert finding["rule"] == "routes-lost"
    assert finding["operations"] == [f"GET /optional/{n}" for n in range(5)]
    assert "svc/optional.py:1 imports redis_lock: ModuleNotFoundError" in finding["message"]
    assert len(baseline(target)["paths"]) == 12


def test_s9_an_import_error_on_both_sides_is_shown(lay):
    """It is no difference; but a part of the contract may be judged nowhere."""
    tries = "try:\n    import redis_lock\nexcept ImportError:\n    pass\n"
    target = lay({"svc/api.py": api("/a", more=tries)}, {"svc/new.py": ""})
    done = target.offramp("openapi-diff")
    assert done.returncode == 0
    line = next(line for line in done.stderr.splitlines() if "import-error-swallowed" in line)
    assert "svc/api.py:6 imports redis_lock" in line
    assert line.endswith("(baseline and candidate)")
    making = target.json("openapi-diff")["making"]
    assert [row["rule"] for row in making["candidate"]] == ["import-error-swallowed"]
    assert making["baseline"] == making["candidate"]


def test_s10_the_application_prints_and_a_sitecustomize_stubs_modules(lay, wheels):
    """What the application says on standard output is no part of the document, nor of the JSON."""
    noise = "print('{\"openapi\": \"3.1.0\"}')\nimport os\nos.write(1, b'raw noise\\n')\n"
    stubs = (
        "import sys, types\n"
        "sys.modules['tinyapi'] = stub = types.ModuleType('tinyapi')\n"
        "class App:\n    def get(self, *words): pass\n    def openapi(self): return {}\n"
        "stub.App = App\n"
    )
    target = lay({"svc/api.py": api("/a", more=noise), "sitecustomize.py": stubs}, {"new.py": ""})
    with pytest.raises(json.JSONDecodeError):
        json.loads(naive(target.root, wheels).stdout)
    assert target.json("openapi-diff")["findings"] == []
    assert list(artifact(target)["paths"]) == ["/a"]
    done = target.offramp("openapi-spec")
    assert "sitecustomize.py was not run" in done.stderr
    assert "noise" not in done.stdout


def test_s11_the_validator_is_the_documents_own_versions(lay):
    """One validator for all rejected every 3.1 document as not being 3.2; 3.0 and 3.1: see S4."""
    target = lay(kept(document("3.2.0")), {"svc/new.py": ""})
    done = target.offramp("openapi-diff")
    assert done.returncode == 0
    assert "OpenAPI 3.2: valid" in done.stderr
    target.commit("Err", kept({**document("3.2.0"), "paths": {"/a": {"get": {"responses": []}}}}))
    assert target.json("openapi-validate", code=2)["verdict"] == "fail"


@pytest.mark.parametrize("version", ["2.0", "3.9.0"])
def test_s11_a_version_that_nobody_here_knows_cannot_be_judged(lay, version):
    target = lay(kept(document(version)))
    refused = target.json("openapi-diff", code=1)
    assert "OpenAPI" in refused["error"]["what"]
    assert refused["verdict"] == "cannot-judge"


def test_s12_another_release_of_the_framework_alone(lay):
    """The same code, twenty differences: equal meanings are equal, and the packages are said."""
    target = lay(TWO, {"requirements.txt": "tinyapi==2.0\n"})
    done = target.offramp("openapi-diff", "--json")
    assert changes(json.loads(done.stdout)) == []
    assert "1 packages differ" in done.stderr
    made, before = artifact(target), baseline(target)
    assert made["paths"] != before["paths"], "if nothing differs, nothing is shown"
    evidence = json.loads((target.root / ".offramp/evidence/baseline.json").read_text())
    assert evidence["data"]["differing_packages"] == {"tinyapi": ["1.0", "2.0"]}


def test_s12_a_break_that_the_framework_alone_makes_is_marked(lay):
    """Its severity stays: clients break all the same."""
    code = "import tinyapi\nif tinyapi.App.version == '2.0':\n    app.paths.pop('/b')\n"
    both = api("/a", "/b", "/c", more=code)
    changed = api("/a", "/b", more=code)
    target = lay(
        {"svc/api.py": both}, {"requirements.txt": "tinyapi==2.0\n", "svc/api.py": changed}
    )
    diff = target.json("openapi-diff", code=2)
    told = {tuple(f["operations"]): f.get("explained_by") for f in diff["findings"]}
    assert told[("GET /b",)] == "environment"
    assert told[("GET /c",)] is None


def test_s13_a_failed_install(lay, wheels):
    """Hash mode with one pin missing: pip failed, and ``|| true`` hid it."""
    hashed = "tinyapi==1.0 --hash=sha256:" + sha256_of(wheels / WHEEL) + "\nabsent\n"
    target = lay(TWO, {"requirements.txt": hashed, **ONE})
    refused = target.json("openapi-diff", code=1)["error"]
    assert refused["what"] == "the requirements could not be installed"
    assert "hash" in refused["found"]
    assert "absent" in refused["found"]
    assert not (target.root / "docs/openapi.json").exists()
    target.commit("Mend it", {"requirements.txt": hashed.replace("absent\n", "")})
    assert changes(target.json("openapi-diff", code=2)) == [(REMOVED, ["GET /b"])]


def test_s13_a_baseline_that_cannot_be_installed_cannot_be_judged(lay):
    target = lay({**TWO, "requirements.txt": "tinyapi==1.0\nabsent==1\n"}, ONE)
    target.commit("Mend it here", {"requirements.txt": "tinyapi==1.0\n"})
    refused = target.json("openapi-diff", code=1)["error"]
    assert refused["what"].startswith("in the baseline")
    assert refused["what"].endswith("the requirements could not be installed")
    assert "absent" in refused["found"]


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def call_nox(target, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "NOXSESSION": "", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "nox", *words]
    return subprocess.run(
        command, cwd=target.root, env=env, capture_output=True, text=True, check=False
    )


THIN = {"noxfile.py": "from offramp.sessions import register\n\nregister()\n"}


def test_w1_w4_a_job_that_installs_nothing_compares_with_the_merge_base(lay, wheels, tmp_path):
    """In a checkout of one commit. The tip of main has a route that the branch never had."""
    target = lay({**ONE, **THIN}, {"svc/new.py": ""})
    target.git("switch", "-q", "main")
    target.commit("Serve more", TWO)
    tip = naive(target.root, wheels).stdout
    target.git("switch", "-q", "work")
    for name, text in (("tip", tip), ("mine", naive(target.root, wheels).stdout)):
        (tmp_path / f"{name}.json").write_text(text)
    files = ["--base", str(tmp_path / "tip.json"), "--cand", str(tmp_path / "mine.json")]
    assert target.offramp("openapi-diff", *files).returncode == 2, "the tip is a false removal"
    root = tmp_path / "checkout"
    target.git("clone", "-q", "--depth=1", "--branch=work", f"file://{target.root}", str(root))
    target.root = root
    done = call_nox(target, "-s", "openapi_diff")
    assert done.returncode == 0, done.stderr
    assert "merge base" in done.stderr
    assert list(baseline(target)["paths"]) == ["/a"]


def test_w2_what_is_validated_is_what_is_compared(lay):
    """Also where another document lies at its place, committed."""
    target = lay(TWO, ONE)
    tampered = {**document("3.1.0"), "paths": {"/a": {}, "/b": {}}}
    target.commit("Edit by hand", {"docs/openapi.json": json.dumps(tampered)})
    assert changes(target.json("openapi-diff", code=2)) == [(REMOVED, ["GET /b"])]
    digests = [
        json.loads((target.root / f".offramp/evidence/{step}.json").read_text())["files"]
        for step in ("spec", "validate", "diff")
    ]
    said = {json.dumps(files["docs/openapi.json"]) for files in digests}
    assert said == {json.dumps(sha256_of(target.root / "docs/openapi.json"))}


def test_w3_a_job_has_least_permissions_and_time_limits(lay):
    folder = Path(__file__).parents[2] / ".github/workflows"
    for path in folder.glob("*.yml"):
        workflow = yaml.safe_load(path.read_text())
        assert workflow["permissions"] == {}
        for job in workflow["jobs"].values():
            assert job["permissions"] == {"contents": "read"}
            assert job["timeout-minutes"] <= 30
    hangs = api("/a", more="import time\ntime.sleep(60)\n")
    target = lay(ONE, {"svc/api.py": hangs, "offramp.toml": SETTINGS + "timeout = 1.0\n"})
    refused = target.json("openapi-diff", code=1)
    assert "1 s" in json.dumps(refused)


def test_w5_the_baseline_is_polished_like_the_candidate(lay):
    """Servers that the settings name are no difference, whatever the application says itself."""
    before, after = document("3.1.0"), document("3.1.0")
    before["servers"], after["servers"] = [{"url": "http://old"}], [{"url": "http://new"}]
    servers = 'servers = [{url = "https://api.example.com"}]\n'
    target = lay({**kept(before), "offramp.toml": SETTINGS + servers}, kept(after))
    assert target.json("openapi-diff")["findings"] == []
    assert baseline(target)["servers"] == artifact(target)["servers"]


def test_w6_what_did_not_run_is_not_green(lay):
    """A needed step that cannot run fails the session, and takes the earlier pass away."""
    target = lay({**ONE, **THIN})
    target.json("openapi-diff")
    target.commit("Break it", {"svc/api.py": "import gone\n"})
    done = call_nox(target, "-s", "openapi_diff")
    assert done.returncode == 1
    assert "offramp cannot judge (exit code 1)" in done.stderr
    stage = target.json("status")["stages"][2]
    assert stage["state"] != "met"


def test_w7_nothing_is_green_because_a_shell_says_so(lay):
    """``|| true``: in the jobs, after an installation, and after making a document."""
    folder = Path(__file__).parents[2] / ".github/workflows"
    for path in folder.glob("*.yml"):
        assert "|| true" not in path.read_text()
        assert "continue-on-error" not in path.read_text()
    install = f'command = ["sh", "-c", "{installers.find_uv()} pip install absent || true"]\n'
    target = lay(TWO, {**ONE, "offramp.toml": f"{SETTINGS}[environment]\n{install}"})
    refused = target.json("openapi-diff", code=1)
    assert "No module named 'tinyapi'" in refused["error"]["found"]
    made = SETTINGS.replace('app = "svc.api:app"', 'command = ["sh", "-c", "false {out} || true"]')
    target.commit("Make it by a command", {"offramp.toml": made})
    assert "wrote no file" in json.dumps(target.json("openapi-diff", code=1))
