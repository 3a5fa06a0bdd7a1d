"""What the command begins with."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest

import offramp
from offramp.__main__ import main
from offramp.errors import ExitCode


class Interrupting:
    """Stands for a person who presses Ctrl-C while a module is imported."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> None:
        if name == "offramp.cli":
            raise KeyboardInterrupt


def test_an_interrupt_while_the_command_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "offramp.cli", raising=False)
    monkeypatch.delattr(offramp, "cli", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupting(), *sys.meta_path])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == ExitCode.INTERRUPTED


def test_it_runs_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["offramp", "--version"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 0
    assert offramp.__version__ in capsys.readouterr().out
