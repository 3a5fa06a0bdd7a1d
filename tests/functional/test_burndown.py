"""The hits of the history, read from git's objects and nowhere else."""

from __future__ import annotations

import pytest

from offramp.checkout import borrowed, first_parents

pytestmark = pytest.mark.functional


@pytest.fixture
def history(target):
    """Four commits on the first-parent line; a branch with a worse one is merged in the third."""
    target.commit("One use", {"svc/one.py": "import svc.compat\n"})
    target.git("switch", "-q", "-c", "side")
    target.commit("Many uses", {f"svc/s{n}.py": "import svc.compat\n" for n in range(9)})
    target.commit("None of them", {f"svc/s{n}.py": "" for n in range(9)})
    target.git("switch", "-q", "work")
    target.git("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    target.commit("Λ more", {"svc/two.py": "from svc import compat\n"})
    return target


def test_each_commit_is_scanned_by_the_settings_of_today(history):
    history.write({"svc/three.py": "import svc.compat\n"})
    history.git("stash", "-q", "--include-untracked")
    history.write({"svc/one.py": "# changed, and not committed\n"})
    before = history.digest()
    data = history.json("compat-burndown")
    assert data["schema"] == "offramp.burndown/1"
    assert [(p["subject"], p["hits"], p["files"]) for p in data["points"]] == [
        ("Begin", 0, 0),
        ("One use", 1, 1),
        ("Merge side", 1, 1),
        ("Λ more", 2, 2),
    ]
    assert all(p["layer_files"] == 1 and p["scanned_files"] > 5 for p in data["points"])
    assert history.digest() == before


def test_a_part_of_the_history_and_a_sample_of_it(history):
    since = history.json("compat-burndown", "--since", "HEAD~1")["points"]
    assert [p["subject"] for p in since] == ["Merge side", "Λ more"]
    two = history.json("compat-burndown", "--commits", "2")["points"]
    assert [p["subject"] for p in two] == ["Begin", "Λ more"]


def test_for_people_it_is_a_bar_for_each_commit(history):
    lines = history.offramp("compat-burndown").stderr.splitlines()
    assert len(lines) == 4
    assert lines[0].endswith("Begin")
    assert lines[-1].split()[2:4] == ["2", "#" * 30]


@pytest.mark.parametrize("words", [("--commits", "1"), ("--commits", "x"), ("--since", "ghost")])
def test_what_names_no_history_is_said(history, words):
    done = history.offramp("compat-burndown", *words)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_sample_is_spread_evenly_with_both_ends(target):
    for n in range(20):
        target.git("commit", "-q", "--allow-empty", "-m", str(n))
    subjects = [c.subject for c in first_parents(target.root, 5)]
    assert subjects == ["Begin", "4", "9", "14", "19"]


def test_what_is_borrowed_leaves_with_its_folder(target):
    with borrowed(target.root) as other:
        other.show(target.git("rev-parse", "HEAD"))
        assert (other.folder / "svc/api.py").is_file()
        assert not (other.folder / ".git/hooks").exists()
    assert not other.folder.exists()
