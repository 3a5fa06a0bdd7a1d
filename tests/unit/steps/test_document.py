from __future__ import annotations

from offramp.contract.generate import Generated, ImportFailure
from offramp.steps import document


def test_what_went_on_unseen_is_told() -> None:
    """S9: an ImportError in an optional router dropped 12 paths to 7 with exit 0."""
    made = Generated(
        document={},
        import_errors=[ImportFailure("svc.optional", "ImportError: no", "svc/api.py", 3)],
        warnings=[],
        denied=["db.internal:5432"],
        stdout_tail="",
        stderr_tail="",
        sitecustomize="a sitecustomize.py in the tree",
        python="3.12.1",
        seconds=1.0,
    )
    found = document.troubles(made, ["poetry.lock has no groups"])
    assert [(f.rule, f.severity.value) for f in found] == [
        ("import-error-swallowed", "warning"),
        ("network-denied", "warning"),
        ("environment-note", "info"),
        ("environment-note", "info"),
    ]
    assert "svc/api.py:3" in found[0].message
