"""The proof that an import path is dead: a fresh interpreter cannot import it."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from offramp.errors import CannotJudge, EnvironmentProblem
from offramp.findings import Finding, Severity
from offramp.imports.homes.modules import Modules

_PROGRAM = """\
import importlib, json, sys, types
roots, layers = json.loads(sys.argv[1])
sys.path[:0] = roots
answers = {}
for layer in layers:
    parent, _, leaf = layer.rpartition(".")
    try:
        module = importlib.import_module(layer)
    except ModuleNotFoundError as error:
        given = getattr(sys.modules.get(parent), leaf, None)
        bound = isinstance(given, types.ModuleType)
        answers[layer] = {"missing": error.name, "bound": given.__name__ if bound else None}
    except BaseException as error:
        answers[layer] = {"error": type(error).__name__ + ": " + str(error)}
    else:
        place = getattr(module, "__file__", None) or list(getattr(module, "__path__", ["?"]))[0]
        answers[layer] = {"alive": place}
with open(sys.argv[2], "w") as file:
    json.dump(answers, file)
"""


def prove_dead(
    python: Path, root: Path, layers: Sequence[str], path_roots: Sequence[Path]
) -> tuple[Finding, ...]:
    """Ask a fresh interpreter to import each layer; it must not be able to (G13).

    The interpreter runs in isolated mode, so that neither the user's environment variables nor
    the current folder lend it a module; the target's own source roots are put in front of its
    path, as the suites have them. What it says travels through a file: the target may print.

    Args:
        python: the interpreter of the target's environment.
        root: the target's root.
        layers: legacy dotted names.
        path_roots: the folders that the suites have on their path, relative to the root or not.

    Returns:
        A finding for each layer that can still be imported; nothing if all are dead.

    Raises:
        CannotJudge: the import fails for another reason, or the layer's parent package cannot be
            found either: then the layer's absence shows nothing.
        EnvironmentProblem: the interpreter does not run.
    """
    roots = [os.fspath((root / p).absolute()) for p in path_roots]
    asked = json.dumps([roots, sorted(layers)])
    with tempfile.TemporaryDirectory(prefix="offramp-dead-") as scratch:
        answer = Path(scratch, "answer.json")
        command = [os.fspath(python), "-I", "-B", "-c", _PROGRAM, asked, os.fspath(answer)]
        try:
            done = subprocess.run(
                command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, check=False
            )
        except OSError as error:
            raise EnvironmentProblem(
                "the interpreter of the target does not run",
                found=str(error),
                where=os.fspath(python),
            ) from error
        if not answer.is_file():
            raise CannotJudge(
                "the interpreter that was to import the layer ended before it could say",
                found=done.stderr.decode(errors="replace").strip()[-2000:] or "no message",
                where=os.fspath(python),
            )
        answers = json.loads(answer.read_bytes())
    modules = Modules(root)
    found = (_judged(layer, answers[layer], modules) for layer in sorted(layers))
    return tuple(f for f in found if f is not None)


def _judged(layer: str, answer: dict[str, str | None], modules: Modules) -> Finding | None:
    if "error" in answer:
        raise CannotJudge(
            f"the import of {layer} fails, but not because it is gone",
            expected=f"ModuleNotFoundError: No module named {layer!r}",
            found=answer["error"],
        )
    if "alive" in answer:
        return _alive(f"{layer} can still be imported, from {answer['alive']}")
    if answer["bound"]:
        return _alive(f"{layer} is still there, as another name of {answer['bound']}")
    missing = answer["missing"] or ""
    above = (layer + ".").startswith(missing + ".")
    if missing == layer or (above and not modules.is_module(missing)):
        return None
    raise CannotJudge(
        f"that {layer} cannot be imported shows nothing: {missing} cannot be imported either",
        expected=f"No module named {layer!r}",
        found=f"No module named {missing!r}",
        next="check the source roots and the environment of the target",
    )


def _alive(message: str) -> Finding:
    return Finding(rule="layer-still-imports", severity=Severity.BREAKING, message=message)
