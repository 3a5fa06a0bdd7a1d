from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from offramp.contract.making.generate import Generated, ImportFailure
from offramp.steps import document
from offramp.steps.job import Job


def test_what_went_on_unseen_is_told() -> None:
    """S9: an ImportError in an optional router dropped 12 paths to 7 with exit 0."""
    made = Generated(
        document={},
        import_errors=[ImportFailure("svc.optional", "ImportError: no", "svc/api.py", 3)],
        warnings=["a.py:1: DeprecationWarning: old", "UserWarning: Duplicate Operation ID x"],
        denied=["db.internal:5432"],
        stdout_tail="",
        stderr_tail="",
        sitecustomize="a sitecustomize.py in the tree",
        python="3.12.1",
        seconds=1.0,
        notes=["the application mounts /v1"],
        written=["db.sqlite"],
    )
    found = document.troubles(made, ["poetry.lock has no groups"])
    assert [(f.rule, f.severity.value) for f in found] == [
        ("import-error-swallowed", "warning"),
        ("mounted-apart", "warning"),
        ("network-denied", "warning"),
        *[("environment-note", "info")] * 4,
    ]
    assert [f.message for f in found[3:]] == [
        "poetry.lock has no groups",
        "UserWarning: Duplicate Operation ID x",
        "a sitecustomize.py in the tree",
        "the application wrote to db.sqlite",
    ]
    assert "svc/api.py:3" in found[0].message


def test_the_application_that_the_settings_do_not_name(
    repo: Path, open_job: Callable[..., Job]
) -> None:
    job, said = open_job(), []
    job.watch = said.append
    (repo / "src/shop").mkdir(parents=True)
    (repo / "src/shop/__init__.py").touch()
    (repo / "src/shop/api.py").write_text("from fastapi import FastAPI\napp = FastAPI()\n")
    assert document.application(job, repo) == ("shop.api:app", ["src"])
    assert [(event.kind, event.lines) for event in said] == [
        ("found", ['the application shop.api:app, roots = ["src"] (src/shop/api.py:2)'])
    ]
