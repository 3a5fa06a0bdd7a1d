"""Make an application's OpenAPI document, inside the application's own environment.

This file is run, never imported, by the target's interpreter: the standard library alone, and the
syntax of Python 3.8. ``generate.py`` writes the request and reads the result; nothing travels
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

import contextlib  # noqa: E402 - only now is the path clean
import importlib.util  # noqa: E402 - as above
import inspect  # noqa: E402 - as above
import json  # noqa: E402 - as above
import os  # noqa: E402 - as above
import time  # noqa: E402 - as above
import traceback  # noqa: E402 - as above
from collections.abc import Iterable  # noqa: E402 - as above
from pathlib import Path  # noqa: E402 - as above
from typing import TYPE_CHECKING, Any  # noqa: E402 - as above

if TYPE_CHECKING:
    from offramp.contract.emit_recorder import Recorder

LAST_LINES = 15


def beside(name: str) -> Any:
    """Load a file that lies beside this one, though its folder is not on the path."""
    path = Path(__file__).with_name(name + ".py")
    spec = importlib.util.spec_from_file_location("_offramp_" + name, path)
    assert spec is not None  # noqa: S101 - a file with this suffix always has one
    assert spec.loader is not None  # noqa: S101 - as above
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Refused(Exception):
    """The document cannot be made; ``kind`` says why, in a word that generate.py knows."""

    def __init__(self, kind: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.data = {"kind": kind, "message": message, **more}


def limit_memory(mebibytes: int) -> None:
    """Bound the memory that this process may ask for, where the system can."""
    try:
        import resource
    except ImportError:
        return
    # On Linux, what is really written to; reserved addresses, of which numeric libraries take
    # many, do not count there.
    kind = resource.RLIMIT_DATA if sys.platform.startswith("linux") else resource.RLIMIT_AS
    hard = resource.getrlimit(kind)[1]
    wanted = mebibytes * 1024 * 1024
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    # A system may know the limit and not let it be set.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (wanted, hard))


def resolve(app: str, recorder: Recorder) -> Any:
    """Import the application's module and return what its attribute holds."""
    name, _, attribute = app.partition(":")
    attribute = attribute.strip()
    if attribute.endswith("()"):
        attribute = attribute[:-2]
    module = importlib.import_module(name)
    where = getattr(module, "__file__", None)
    if where is None or recorder.inside(where) is None:
        raise Refused(
            "elsewhere", f"{name} was not imported from the tree", found=where or "no file"
        )
    found = module
    for part in attribute.split("."):
        if not hasattr(found, part):
            names = sorted(n for n in dir(found) if not n.startswith("__"))
            raise Refused(
                "attribute",
                f"{name} has no {attribute!r}",
                path=recorder.inside(where),
                attribute=part,
                names=names,
            )
        found = getattr(found, part)
    return found


def document_of(app: Any, extractors: Iterable[Any]) -> Any:
    """Return the document of an application, or of what a factory makes."""
    for made in (False, True):
        for extract in extractors:
            document = extract(app)
            if document is not None:
                return document
        if made or not _is_factory(app):
            break
        app = app()
        if hasattr(app, "__await__"):
            import asyncio

            app = asyncio.run(_wait(app))
    raise Refused("no-document", "nothing here makes an OpenAPI document", type=_type(app))


def _is_factory(thing: Any) -> bool:
    """Whether it can be called without an argument, as an ASGI application can not."""
    try:
        inspect.signature(thing).bind()
    except TypeError:
        return False
    except ValueError:  # some builtins do not say what they take
        return callable(thing)
    return True


async def _wait(thing: Any) -> Any:
    return await thing


def _type(app: Any) -> str:
    kind = type(app)
    return f"{kind.__module__}.{kind.__qualname__}"


def strangers(
    recorder: Recorder, roots: Iterable[Path], before: Iterable[str], never: Iterable[str]
) -> list[dict[str, str]]:
    """Return modules that came from elsewhere although the tree has them, or from ``never``."""
    found = []
    banned = tuple(os.path.realpath(folder) + os.sep for folder in never)
    # The environment may lie in such a folder, as .venv does; what is installed there may be used.
    allowed = tuple(os.path.realpath(p) + os.sep for p in (sys.prefix, sys.base_prefix))
    for name, module in sorted(sys.modules.items()):
        where = getattr(module, "__file__", None)
        if name in before or not isinstance(where, str) or recorder.inside(where):
            continue
        real = os.path.realpath(where)
        ours = any(_has_module(root, name) for root in roots)
        if ours or (real.startswith(banned) and not real.startswith(allowed)):
            found.append({"module": name, "file": real})
    return found


def _has_module(root: Path, name: str) -> bool:
    path = root.joinpath(*name.split("."))
    return path.with_name(path.name + ".py").is_file() or (path / "__init__.py").is_file()


def last_lines(error: BaseException, recorder: Recorder) -> list[str]:
    """Return the application's own last traceback lines: neither ours nor the import system's."""
    lines = []
    beside_this = str(Path(__file__).with_name("emit"))
    for frame in traceback.extract_tb(error.__traceback__):
        ours = frame.filename == importlib.__file__ or frame.filename.startswith(beside_this)
        if not ours and not frame.filename.startswith("<frozen importlib"):
            place = recorder.inside(frame.filename) or frame.filename
            lines.append(f"{place}:{frame.lineno} in {frame.name}")
            if frame.line:
                lines.append("    " + frame.line)
    lines += [
        line
        for part in traceback.format_exception_only(type(error), error)
        for line in part.rstrip("\n").split("\n")
    ]
    return lines[-LAST_LINES:]


def make(request: dict[str, Any], recorder: Recorder) -> dict[str, Any]:
    """Make the document; return what goes into the result."""
    before = set(sys.modules)
    roots = [Path(request["root"], part) for part in (".", *request["roots"])]
    sys.path[:0] = [str(root) for root in roots]
    os.chdir(request["root"])
    try:
        frameworks = beside("emit_frameworks")
        frameworks.prepare()
        app = resolve(request["app"], recorder)
        document = document_of(app, frameworks.EXTRACTORS)
        text = json.dumps(document, allow_nan=False)
    except Refused as error:
        return {"error": error.data}
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) or error.code is None else 1
        return {
            "error": {
                "kind": "exit",
                "message": str(error),
                "code": code or 0,
                "traceback": last_lines(error, recorder),
            }
        }
    except MemoryError:
        return {"error": {"kind": "memory", "message": "out of memory"}}
    except BaseException as error:  # noqa: BLE001 - whatever the application raises is data here
        kind = "module" if isinstance(error, ModuleNotFoundError) else "raised"
        return {
            "error": {
                "kind": kind,
                "message": str(error),
                "type": type(error).__name__,
                "name": getattr(error, "name", None),
                "traceback": last_lines(error, recorder),
            }
        }
    mixed = strangers(recorder, roots, before, request["never"])
    if mixed:
        return {"error": {"kind": "mixed", "message": "modules from elsewhere", "modules": mixed}}
    return {"document": json.loads(text)}


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
    recorder = beside("emit_recorder").Recorder(request["root"], request["network"])
    limit_memory(request["memory_mib"])
    began = time.perf_counter()
    recorder.start()
    result = make(request, recorder)
    result.update(
        schema=request["schema"],
        import_errors=recorder.import_errors,
        warnings=recorder.warnings,
        denied=recorder.denied,
        sitecustomize=site_customization(recorder),
        python=".".join(str(part) for part in sys.version_info[:3]),
        seconds=round(time.perf_counter() - began, 3),
    )
    new = Path(request["out"] + ".new")
    new.write_text(json.dumps(result), encoding="utf-8")
    new.replace(request["out"])
    for stream in (sys.stdout, sys.stderr):
        # The application may have closed or replaced them.
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    # Threads that the application started must not keep a finished run alive.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
