"""Make an application's OpenAPI document, inside the application's own environment.

This file is run, never imported, by the target's interpreter: the standard library alone, and the
syntax of Python 3.8. ``making/`` writes the request and reads the result; nothing travels
through standard output, which belongs to the application (S10).
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 8):  # noqa: UP036 - it is the target that chooses the interpreter
    sys.exit("offramp makes documents with Python 3.8 or newer")

# Python puts the folder of the file that it runs first: what lies beside this file must never
# stand in for a module of the target or of the standard library (S1).
_HERE = __file__.replace("\\", "/").rpartition("/")[0]
sys.path[:] = [entry for entry in sys.path if entry.replace("\\", "/").rstrip("/") != _HERE]

import ast  # noqa: E402 - only now is the path clean
import contextlib  # noqa: E402 - as above
import importlib.util  # noqa: E402 - as above
import json  # noqa: E402 - as above
import os  # noqa: E402 - as above
import time  # noqa: E402 - as above
from collections.abc import Callable, Iterable  # noqa: E402 - as above
from pathlib import Path  # noqa: E402 - as above
from typing import TYPE_CHECKING, Any  # noqa: E402 - as above

if TYPE_CHECKING:
    from offramp.contract.emitter.recorder import Recorder

LARGEST_FILE = 1 << 30
"""Bytes; an application that prints without end must not fill the disk."""

# The application may put something else in their places.
_MODULES = sys.modules
_STANDARD = sorted(getattr(sys, "stdlib_module_names", ()))
_leave = os._exit


def part(name: str) -> Any:
    """Load a module of ``emitter/`` by its file, since neither folder is on the path."""
    path = Path(__file__).with_name("emitter") / (name + ".py")
    spec = importlib.util.spec_from_file_location("_offramp_emitter_" + name, path)
    assert spec is not None  # noqa: S101 - a file with this suffix always has one
    assert spec.loader is not None  # noqa: S101 - as above
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Refused(Exception):
    """The document cannot be made; ``kind`` says why, in a word that making/refusals.py knows."""

    def __init__(self, kind: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.refusal = {"kind": kind, "message": message, **more}


def limit(mebibytes: int) -> None:
    """Bound the memory that this process may ask for, and its files, where the system can."""
    try:
        import resource
    except ImportError:
        return
    # On Linux, what is really written to; reserved addresses, of which numeric libraries take
    # many, do not count there.
    memory = resource.RLIMIT_DATA if sys.platform.startswith("linux") else resource.RLIMIT_AS
    for kind, wanted in ((memory, mebibytes << 20), (resource.RLIMIT_FSIZE, LARGEST_FILE)):
        hard = resource.getrlimit(kind)[1]
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        # A system may know the limit and not let it be set.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, hard))


def resolve(app: str, recorder: Recorder, call: Callable[..., Any]) -> Any:
    """Import the application's module and return what its attribute holds, or a call of it makes.

    Args:
        app: ``module:attribute``, or ``module:attribute("literal", name=1)``.
        recorder: knows the tree.
        call: calls a factory.
    """
    name, _, rest = app.partition(":")
    attribute, parenthesis, _ = rest.strip().partition("(")
    attribute = attribute.strip()
    module = importlib.import_module(name)
    where = recorder.origin_of(module)
    # Django's own factory makes the application of the settings, and these are the tree's.
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "") if name.startswith("django.") else name
    if not recorder.holds(module) and not recorder.holds(_MODULES.get(settings)):
        raise Refused(
            "elsewhere", f"{name} was not imported from the tree", found=where or "no file"
        )
    found = module
    for word in attribute.split("."):
        if not hasattr(found, word):
            names = sorted(n for n in dir(found) if not n.startswith("__"))
            raise Refused(
                "attribute",
                f"{name} has no {attribute!r}",
                path=recorder.inside(where),
                attribute=word,
                names=names,
            )
        found = getattr(found, word)
    if not parenthesis:
        return found
    said = ast.parse(rest.strip(), mode="eval").body
    assert isinstance(said, ast.Call)  # noqa: S101 - the settings were checked for it
    arguments = [ast.literal_eval(argument) for argument in said.args]
    return call(found, *arguments, **{str(k.arg): ast.literal_eval(k.value) for k in said.keywords})


def _nothing(app: Any, answers: dict[str, str]) -> Refused:
    said = [f"GET {path}: {status}" for path, status in answers.items()]
    kind = f"{type(app).__module__}.{type(app).__qualname__}"
    message = "nothing here makes an OpenAPI document"
    return Refused("no-document", message, type=kind, answers=said)


def strangers(
    recorder: Recorder, roots: Iterable[Path], before: Iterable[str], never: Iterable[str]
) -> list[dict[str, str]]:
    """Return modules that came from elsewhere although the tree has them, or from ``never``."""
    found = []
    banned = tuple(os.path.realpath(folder) + os.sep for folder in never)
    # The environment may lie in such a folder, as .venv does; what is installed there may be used.
    allowed = tuple(os.path.realpath(p) + os.sep for p in (sys.prefix, sys.base_prefix, _HERE))
    for name, module in sorted(dict(_MODULES).items()):
        where = recorder.origin_of(module)
        if where is None or recorder.inside(where):
            continue
        real = os.path.realpath(where)
        # What the interpreter and the emitter began with came before the tree was on the path.
        ours = name not in before and any(_has_module(root, name) for root in roots)
        if ours or (real.startswith(banned) and not real.startswith(allowed)):
            found.append({"module": name, "file": real})
    return found


def _has_module(root: Path, name: str) -> bool:
    path = root.joinpath(*name.split("."))
    return path.with_name(path.name + ".py").is_file() or (path / "__init__.py").is_file()


def make(request: dict[str, Any], recorder: Recorder) -> tuple[dict[str, Any], str]:
    """Make the document; return what goes into the result, and the document's text."""
    frameworks, wrapped, clients, failures = map(
        part, ("frameworks", "wrapped", "clients", "failures")
    )
    before = set(_MODULES)
    roots = [Path(request["root"], folder) for folder in (".", *request["roots"])]
    sys.path[:0] = [str(root) for root in roots]
    sys.argv[:] = [request["app"].partition(":")[0]]  # ours say nothing to the application
    os.chdir(request["root"])
    recorder.start()
    stage = "imported"
    try:
        frameworks.prepare(roots, request["app"].partition(":")[0])
        app = resolve(request["app"], recorder, wrapped.call)
        stage = "asked"
        if request.get("calls"):
            document = part("probe").probe(app, request, wrapped, clients, part("forcing"))
        else:
            document = wrapped.document_of(app, frameworks, clients)
        if document is None:
            raise _nothing(app, clients.REFUSED)  # noqa: TRY301 - one place tells what went wrong
        stage = "written"
        text = json.dumps(document, allow_nan=False)
    except BaseException as error:  # noqa: BLE001 - whatever the application raises is data here
        told = failures.failure(error, recorder)
        if stage == "written" and told["kind"] == "raised":
            told.update(kind="unsayable", place=failures.unsayable(document))
        shadowed = [name for name in _STANDARD if recorder.holds(_MODULES.get(name))]
        return {"error": {**told, "stage": stage, "shadowed": shadowed}}, ""
    mixed = strangers(recorder, roots, before, request["never"])
    if mixed:
        mix = {"kind": "mixed", "message": "modules from elsewhere", "modules": mixed}
        return {"error": mix}, ""
    notes = [
        f"the application mounts {path}, which has a document of its own and is not in this one"
        + "".join(f": {name}" for name in recorder.names_of([inner])[:1])
        for path, inner in frameworks.MOUNTED.items()
    ]
    return {"notes": notes}, text


def site_customization(recorder: Recorder) -> dict[str, Any] | None:
    """Return what is known of a sitecustomize of the tree: its path, and whether it ran."""
    loaded = getattr(sys.modules.get("sitecustomize"), "__file__", None)
    if loaded and recorder.inside(loaded):
        return {"path": recorder.inside(loaded), "ran": True}
    there = Path(recorder.root, "sitecustomize.py").is_file()
    return {"path": "sitecustomize.py", "ran": False} if there else None


def main(path: str) -> None:
    """Read the request at ``path``, make the document, and write the result beside it."""
    request = json.loads(Path(path).read_text(encoding="utf-8"))
    recorder = part("recorder").Recorder(request["root"], request["network"])
    limit(request["memory_mib"])
    if request.get("absent"):
        watch = part("sparse").Watch(request["root"], request["absent"], request["reached"])
        watch.start()
    began = time.perf_counter()
    result, text = make(request, recorder)
    result.update(
        schema=request["schema"],
        import_errors=recorder.failed_imports(),
        warnings=recorder.warnings,
        denied=recorder.denied,
        written=sorted(recorder.written),
        sitecustomize=site_customization(recorder),
        python=".".join(str(part) for part in sys.version_info[:3]),
        seconds=round(time.perf_counter() - began, 3),
    )
    whole = json.dumps(result)
    if text:  # it may be large, and is text already
        whole = f'{whole[:-1]}, "document": {text}}}'
    new = Path(request["out"] + ".new")
    new.write_text(whole, encoding="utf-8")
    new.replace(request["out"])
    for stream in (sys.stdout, sys.stderr):
        # The application may have closed or replaced them.
        with contextlib.suppress(Exception):
            stream.flush()
    # Threads that the application started must not keep a finished run alive.
    _leave(0)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Exception as error:  # noqa: BLE001 - the application may have replaced what this needs
        os.write(2, f"offramp could not finish: {type(error).__name__}: {error}\n".encode())
        _leave(1)
