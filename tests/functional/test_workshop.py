"""The workshop from its doors: what is kept, what is written, and what is said of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.functional

SETTINGS = """\
base = "main"

[openapi]
app = "svc.api:document"
artifact = "docs/openapi.json"
servers = [{{ url = "https://api.example.com" }}]
"""
API = """\
import os
from pathlib import Path

if "IMPORTS" in os.environ:
    with Path(os.environ["IMPORTS"]).open("a") as imports:
        imports.write(os.getcwd() + "\\n")
ROUTES = ["/a", "/b"] + os.environ.get("FEATURES", "").split()
ANSWER = {"description": "ok"}
NAME = {"type": "string", "nullable": True}
SAID = {"application/json": {"schema": NAME}}
document = {
    "openapi": "3.0.3",
    "info": {"title": "t", "version": "1", "x-service-version": "stale"},
    "paths": {
        route: {"get": {"responses": {"200": ANSWER, "default": {**ANSWER, "content": SAID}}}}
        for route in ROUTES
    },
}
"""
ARTIFACT = "docs/openapi.json"
Target = Any


@pytest.fixture(scope="module")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder of this module's own: an environment, and documents, are made in it once."""
    folder = tmp_path_factory.mktemp("caches")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture
def service(make_target: Callable[..., Target], caches: Path) -> Target:
    target = make_target(settings=SETTINGS)
    target.git("switch", "-q", "main")
    target.commit("Serve", {"svc/api.py": API})
    target.git("switch", "-q", "-C", "work")
    target.commit("Go on", {"svc/more.py": ""})
    return target


def document(target: Target) -> dict[str, Any]:
    return json.loads((target.root / ARTIFACT).read_bytes())


def changed(target: Target, *more: str) -> str:
    return target.git("status", "--porcelain", *more)


def test_an_unchanged_base_costs_neither_a_worktree_nor_an_import(
    service: Target, tmp_path: Path
) -> None:
    """From nox, as CI does it; the document of the base is kept for the next branch as well."""
    (service.root / "noxfile.py").write_text(
        "from offramp.sessions import register\n\nregister()\n"
    )
    imports, trace = tmp_path / "imports", tmp_path / "trace"
    env = {**os.environ, "IMPORTS": str(imports), "GIT_TRACE": str(trace)}
    nox = [sys.executable, "-m", "nox", "-s", "openapi_diff"]
    subprocess.run(nox, cwd=service.root, env=env, check=True, capture_output=True)
    assert "worktree add" in trace.read_text()
    assert [Path(line) == service.root for line in imports.read_text().splitlines()] == [
        True,
        False,
    ]
    trace.unlink()
    imports.unlink()
    service.commit("Go on", {"svc/other.py": ""})
    done = subprocess.run(nox, cwd=service.root, env=env, check=True, capture_output=True)
    assert b"kept from before" in done.stderr
    assert "worktree" not in trace.read_text()
    assert imports.read_text().splitlines() == [str(service.root)]


def test_what_the_application_is_told_by_the_environment_is_part_of_the_key(
    service: Target,
) -> None:
    """Else the base would be judged by what was switched on when it was kept."""
    assert service.json("openapi-diff")["counts"]["breaking"] == 0
    assert service.json("openapi-diff", FEATURES="/beta")["findings"] == []
    assert service.json("openapi-diff")["findings"] == []


def test_refreshing_makes_a_kept_document_anew(service: Target, tmp_path: Path) -> None:
    env = {"IMPORTS": str(tmp_path / "imports")}
    made = [
        service.json("openapi-baseline", *words, **env)["steps"][-1]["summary"]
        for words in ([], [], ["--refresh"])
    ]
    assert ["kept from before" in summary for summary in made] == [False, True, False]
    assert len((tmp_path / "imports").read_text().splitlines()) == 5


def test_a_folder_that_takes_no_documents_is_said_and_no_obstacle(
    service: Target, tmp_path: Path, caches: Path
) -> None:
    (tmp_path / "offramp").mkdir()
    (tmp_path / "offramp" / "environments").symlink_to(caches / "offramp" / "environments")
    (tmp_path / "offramp" / "documents").write_text("not a folder")
    made = service.json("openapi-baseline", XDG_CACHE_HOME=str(tmp_path))
    assert "could not be kept" in json.dumps(made["steps"][-1]["findings"])
    assert service.json("openapi-diff", XDG_CACHE_HOME=str(tmp_path))["verdict"] == "compatible"


def test_both_sides_become_31_on_request_and_are_no_longer_30(service: Target) -> None:
    """S4: every schema is converted, that of a default response too, and neither side alone."""
    settings = (service.root / "offramp.toml").read_text()
    service.commit("Ask for 3.1", {"offramp.toml": settings + "upconvert = true\n"})
    assert service.json("openapi-diff")["findings"] == []
    base = json.loads((service.root / ".offramp/openapi/baseline.json").read_bytes())
    for made in (base, document(service)):
        answer = made["paths"]["/a"]["get"]["responses"]["default"]
        assert made["openapi"] == "3.1.0"
        assert answer["content"]["application/json"]["schema"] == {"type": ["string", "null"]}


def test_the_version_says_what_is_dirty_and_what_offramp_writes_is_not(service: Target) -> None:
    """S5, S6: the artifact of the run before does not make the next one dirty."""
    head = service.git("rev-parse", "HEAD")[:12]
    for _ in range(2):
        service.json("openapi-spec")
        assert document(service)["info"]["x-service-version"] == head
    service.commit("Keep the artifact")
    head = service.git("rev-parse", "HEAD")[:12]
    for _ in range(2):
        service.json("openapi-spec")
        assert document(service)["info"]["x-service-version"] == head
    (service.root / "svc" / "new.py").write_text("")
    service.json("openapi-spec")
    assert document(service)["info"]["x-service-version"] == head + "-dirty"


def test_an_artifact_in_git_without_a_stamp_is_clean_after_its_commit(service: Target) -> None:
    """No commit can name itself: with a stamp, an artifact that is kept is one behind for ever."""
    settings = (service.root / "offramp.toml").read_text()
    service.write({"offramp.toml": settings + "stamp = false\n"})
    service.json("openapi-spec")
    service.commit("Keep the artifact")
    service.json("openapi-diff")
    assert changed(service) == ""
    service.write({"svc/api.py": API.replace('["/a", "/b"]', '["/a", "/ab", "/b"]')})
    service.json("openapi-spec")
    rows = service.git("diff", "--numstat", "--", ARTIFACT).split()
    added, removed = int(rows[0]), int(rows[1])
    assert (added > 10, removed) == (True, 0)
    service.commit("Serve another route")
    service.json("openapi-spec")
    assert changed(service) == ""


def test_a_new_route_makes_a_diff_of_its_own_lines(service: Target) -> None:
    """The stamp is one line; all that is added is the route."""
    service.json("openapi-spec")
    service.commit("Keep the artifact", {"svc/api.py": API.replace('"/b"]', '"/ab", "/b"]')})
    service.json("openapi-spec")
    first = (service.root / ARTIFACT).read_bytes()
    lines = service.git("diff", "-U0", "--", ARTIFACT).splitlines()[4:]
    assert len([line for line in lines if line.startswith("@@")]) == 2
    assert [line for line in lines if line.startswith("-")] == [
        line for line in lines if line.startswith("-") and "x-service-version" in line
    ]
    service.json("openapi-spec")
    assert (service.root / ARTIFACT).read_bytes() == first
    assert first.endswith(b"}\n")


def test_where_the_time_goes_is_told_and_kept(service: Target) -> None:
    done = service.offramp("openapi-diff")
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("  time: ")]
    assert "target " in line
    assert "comparison " in line
    assert "time:" not in done.stdout
    evidence = json.loads((service.root / ".offramp/evidence/spec.json").read_bytes())
    assert evidence["data"]["times"]["target"] > 0
    assert service.json("openapi-spec")["times"]["target"] > 0


TRIED = "try:\n    {0}\nexcept ImportError:\n    pass\n"
EXTRA = "ROUTES = ['/extra']\n"
TAKEN = TRIED.format("from svc import extra\n    ROUTES += extra.ROUTES")


def lost(service: Target, base: dict[str, str], work: dict[str, str]) -> tuple[set[str], str]:
    """Return the rules of what is found between two states, and what the first finding says."""
    for branch, files in (("main", base), ("work", work)):
        service.git("switch", "-q", *([branch] if branch == "main" else ["-C", branch]))
        if "svc/extra.py" not in files:
            service.git("rm", "-q", "--ignore-unmatch", "svc/extra.py")
        api = API.replace("ANSWER =", files["svc/api.py"] + "ANSWER =", 1)
        service.commit(branch, {**files, "svc/api.py": api})
    found = service.json("openapi-diff", code=2)["findings"]
    return {f["rule"] for f in found}, found[0]["message"]


def test_routes_that_went_with_an_import_are_one_finding_with_its_place(service: Target) -> None:
    """S9: the module is deleted, and the import of it is swallowed."""
    base = {"svc/extra.py": EXTRA, "svc/api.py": TAKEN}
    rules, said = lost(service, base, {"svc/api.py": TAKEN})
    assert rules == {"routes-lost"}
    assert "svc/api.py:9 imports svc: " in said


def test_routes_are_lost_with_a_file_that_cannot_import_something_new(service: Target) -> None:
    work = {"svc/extra.py": "import not_installed\n" + EXTRA, "svc/api.py": TAKEN}
    rules, said = lost(service, {"svc/extra.py": EXTRA, "svc/api.py": TAKEN}, work)
    assert rules == {"routes-lost"}
    assert "svc/extra.py:1 imports not_installed: " in said


def test_routes_are_lost_with_a_module_that_they_were_to_move_to(service: Target) -> None:
    work = {"svc/extra.py": "import not_installed\n" + EXTRA, "svc/api.py": TAKEN}
    rules, said = lost(service, {"svc/api.py": "ROUTES += ['/extra']\n"}, work)
    assert rules == {"routes-lost"}
    assert "svc/extra.py:1 imports not_installed: " in said


@pytest.mark.parametrize(
    "attempt",
    ["import not_installed", "from svc import local_settings", "from .local import SETTINGS"],
)
def test_a_route_that_is_taken_away_is_not_laid_to_another_attempt(
    service: Target, attempt: str
) -> None:
    """What the baseline never imported has given it no route."""
    work = {"svc/api.py": TRIED.format(attempt)}
    rules, _ = lost(service, {"svc/api.py": "ROUTES += ['/gone']\n"}, work)
    assert rules == {"api-path-removed-without-deprecation"}


def test_what_was_never_valid_is_compared_where_the_team_says_so(service: Target) -> None:
    api = API.replace('"/a", "/b"', '"/a", "no-slash"')
    service.git("switch", "-q", "main")
    service.commit("Serve what is not valid", {"svc/api.py": api})
    service.git("switch", "-q", "-C", "work")
    service.commit("Go on", {"svc/more.py": ""})
    refused = service.json("openapi-diff", code=2)
    assert refused["steps"][-1]["id"] == "validate"
    assert "severities" in refused["steps"][-1]["summary"]
    assert service.json("openapi-diff", "--severity", "openapi-invalid=warning")["findings"] == []
    text = (service.root / "offramp.toml").read_text()
    service.write({"offramp.toml": text + '[openapi.severities]\nopenapi-invalid = "info"\n'})
    assert service.json("openapi-diff")["findings"] == []
    evidence = json.loads((service.root / ".offramp/evidence/validate.json").read_bytes())
    assert evidence["data"]["findings"][0]["severity"] == "info"
    assert "weighed by the settings" in evidence["summary"]


def test_an_error_says_that_it_is_the_baselines(service: Target) -> None:
    """Who adopts offramp adds the factory in the same pull request: the merge base has none."""
    settings = (service.root / "offramp.toml").read_text().replace("svc.api", "svc.made")
    service.commit("Adopt it", {"offramp.toml": settings, "svc/made.py": API})
    error = service.json("openapi-diff", code=1)["error"]
    commit = service.git("rev-parse", "main")[:12]
    assert error["what"].startswith(f"in the baseline ({commit}, merge base with main")
    assert "svc.made" in error["what"]
    (service.root / "svc" / "made.py").unlink()
    error = service.json("openapi-diff", code=1)["error"]
    assert "baseline" not in error["what"]
