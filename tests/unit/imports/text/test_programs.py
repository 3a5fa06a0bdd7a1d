"""Programs that import what they are told to, and programs that do not."""

from __future__ import annotations

import pytest

from offramp.imports.text.programs import asks_for_module, is_assigned, only_prints, takes_modules


@pytest.mark.parametrize(
    ("before", "takes"),
    [
        ("gunicorn ", True),
        ("sudo -u app /srv/bin/python3.11 -m ", True),
        ("\t@$(PYTHON) -m ", True),
        ("uv run gunicorn ", True),
        ("docker run image python -m ", True),
        ("ssh host 'cd x && python -m ", True),
        ('sh -c "exec gunicorn ', True),
        ("find . -exec python -m ", True),
        ("pip list && python -m ", True),
        ("python -m pip install ", False),
        ("uv pip install ", False),
        ("RUN --mount=type=cache pip install ", False),
        ("FROM ", False),
        ("! grep -rn ", False),
        ("cat x | grep ", False),
        ("ssh -A ", False),
        ("docker pull ", False),
        ("git commit -m ", False),
        ("poetry -C x run python -m ", True),
        ("uvx mypy -p ", True),
        ("docker run -e X_Y=", None),
        ('helm upgrade --set env.X="', None),
        ("docker run --name=", False),
        ("grep X=", False),
        ("sudo rm ", False),
        ("if ! grep -q ", False),
        (". ", False),
        (">&2 cat ", False),
        ("f() { rm ", False),
        ("worker touch ", None),
        ("echo x; worker ", None),
        ("gunicorn $(cat x) ", True),
        ("worker `cat x` ", None),
        ("diff x <(gunicorn ", True),
        ("X=1 worker ", None),
        ("from x import ", None),
        ("", None),
    ],
)
def test_takes_modules(before: str, takes: bool | None) -> None:
    assert takes_modules(before) is takes


@pytest.mark.parametrize(
    ("before", "asks"),
    [
        ("python -m ", True),
        ("$PYTHON3 -u -m ", True),
        ("uv run -m ", True),
        ("-m ", True),
        ("x --cov=", True),
        ("flask --app ", True),
        ("npm --package ", False),
        ("pytest -p no:", True),
        ("pytest -m ", False),
        ("ulimit -m ", False),
        ("python -p ", False),
        ("worker ", False),
    ],
)
def test_asks_for_module(before: str, asks: bool) -> None:
    assert asks_for_module(before) is asks


@pytest.mark.parametrize(
    ("before", "prints"),
    [
        ("echo ", True),
        (" @-printf ", True),
        ("LABEL ", True),
        ("label ", False),
        ("echoes ", False),
        ("echo x; ", False),
    ],
)
def test_only_prints(before: str, prints: bool) -> None:
    assert only_prints(before) is prints


@pytest.mark.parametrize(
    ("before", "assigned"),
    [("X=", True), ('run -e X_1="', True), ("x=", False), ("X= ", False), ("X==", False)],
)
def test_is_assigned(before: str, assigned: bool) -> None:
    assert is_assigned(before) is assigned
