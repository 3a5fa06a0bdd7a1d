"""Make an application's OpenAPI document, inside the application's own environment.

This file is run, never imported, by the target's interpreter: the standard library alone, and the
syntax of Python 3.8. ``generate.py`` writes the request and reads the result; nothing travels
through standard output, which belongs to the application (S10).
"""

from __future__ import annotations

import sys

# Python puts the folder of the file that it runs first: what lies beside this file must never
# stand in for a module of the target or of the standard library (S1).
_HERE = __file__.replace("\\", "/").rpartition("/")[0]
sys.path[:] = [entry for entry in sys.path if entry.replace("\\", "/").rstrip("/") != _HERE]

import builtins  # noqa: E402 - only now is the path clean
import contextlib  # noqa: E402 - as above
import importlib  # noqa: E402 - as above
import json  # noqa: E402 - as above
import os  # noqa: E402 - as above
import time  # noqa: E402 - as above
import traceback  # noqa: E402 - as above
import warnings  # noqa: E402 - as above
from collections.abc import Iterable  # noqa: E402 - as above
from pathlib import Path  # noqa: E402 - as above
from types import FrameType  # noqa: E402 - as above
from typing import Any  # noqa: E402 - as above

LIMIT = 50  # how many warnings and errors are kept
LAST_LINES = 15


class NetworkDenied(ConnectionError):
    """The application asked for the network while its document was made."""


class Refused(Exception):
    """The document cannot be made; ``kind`` says why, in a word that generate.py knows."""

    def __init__(self, kind: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.data = {"kind": kind, "message": message, **more}


class Recorder:
    """Records what fails quietly while an application is made: imports, warnings, connections."""

    def __init__(self, root: str, network: bool) -> None:
        self.root = os.path.realpath(root)
        self.network = network
        self.import_errors: list[dict[str, Any]] = []
        self.warnings: list[dict[str, Any]] = []
        self.denied: list[str] = []
        self._seen: list[BaseException] = []
        self._foretold = ""

    def start(self) -> None:
        """Put the recorders in place."""
        self._import = builtins.__import__
        self._import_module = importlib.import_module
        builtins.__import__ = self.on_import  # type: ignore[assignment] - as wide as any caller
        importlib.import_module = self.on_import_module
        warnings.simplefilter("default")
        warnings.showwarning = self.on_warning
        if not self.network:
            sys.addaudithook(self.on_event)

    def on_import(
        self,
        name: str,
        globals: dict[str, Any] | None = None,  # noqa: A002 - the signature of __import__
        locals: dict[str, Any] | None = None,  # noqa: A002 - as above
        fromlist: Any = (),
        level: int = 0,
    ) -> Any:
        """Stand in for ``__import__``: note an import that fails in the tree, and pass it on."""
        try:
            module = self._import(name, globals, locals, fromlist, level)
        except Exception as error:
            self.note(error, "." * level + name, sys._getframe(1))
            raise
        for wanted in fromlist or ():
            # The interpreter raises this error itself, after __import__ has returned.
            if wanted != "*" and not _has(module, wanted):
                message = f"cannot import name {wanted!r} from {module.__name__!r}"
                self._foretold = message
                self.note(ImportError(message), "." * level + name, sys._getframe(1))
        return module

    def on_import_module(self, name: str, package: str | None = None) -> Any:
        """Stand in for ``importlib.import_module``."""
        try:
            return self._import_module(name, package)
        except Exception as error:
            self.note(error, name, sys._getframe(1))
            raise

    def note(self, error: Exception, module: str, frame: FrameType) -> None:
        """Note a failed import once, at the innermost place in the tree that asked for it."""
        place = self.inside(frame.f_code.co_filename)
        if place is None or any(error is other for other in self._seen):
            return
        if (
            self._foretold
            and str(error) != self._foretold
            and str(error).startswith(self._foretold)
        ):
            self._seen.append(error)  # the interpreter's own, noted at its place already
            return
        self._seen.append(error)
        if len(self.import_errors) < LIMIT:
            self.import_errors.append(
                {
                    "module": module,
                    "type": type(error).__name__,
                    "message": str(error),
                    "path": place,
                    "line": frame.f_lineno,
                }
            )

    def on_warning(
        self,
        message: Any,
        category: Any,
        filename: str,
        lineno: int,
        *_: Any,
        **__: Any,
    ) -> None:
        """Note a warning; deprecations only where they are the tree's own."""
        place = self.inside(filename)
        quiet = issubclass(
            category, (DeprecationWarning, PendingDeprecationWarning, ResourceWarning)
        )
        if len(self.warnings) < LIMIT and (place or not quiet):
            self.warnings.append(
                {
                    "category": category.__name__,
                    "message": str(message),
                    "path": place,
                    "line": lineno if place else None,
                }
            )

    def on_event(self, event: str, args: Any) -> None:
        """Refuse the network to the application (an audit hook, PEP 578)."""
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            host = args[1][0] if isinstance(args[1], tuple) else None
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            host = args[0]
        else:
            return
        if isinstance(host, bytes):
            host = host.decode("ascii", "replace")
        if host is None or _is_local(str(host)):
            return
        if str(host) not in self.denied and len(self.denied) < LIMIT:
            self.denied.append(str(host))
        raise NetworkDenied(f"offramp: no network while the document is made ({host})")

    def inside(self, filename: str) -> str | None:
        """Return a file's path relative to the tree, or None where it lies elsewhere."""
        if filename.startswith("<"):
            return None
        path = os.path.realpath(filename)
        if not path.startswith(self.root + os.sep):
            return None
        relative = os.path.relpath(path, self.root).replace(os.sep, "/")
        packages = ("site-packages/", "dist-packages/")
        return None if any(part in relative for part in packages) else relative


def _has(module: Any, name: str) -> bool:
    if hasattr(module, name):
        return True
    return f"{getattr(module, '__name__', '')}.{name}" in sys.modules


def _is_local(host: str) -> bool:
    host = host.partition("%")[0].lower()
    return host in ("", "localhost", "::1", "0.0.0.0", "::") or host.startswith("127.")  # noqa: S104 - names it, binds nothing


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


def _as_is(app: Any) -> Any:
    if isinstance(app, dict) and ("openapi" in app or "swagger" in app):
        return app
    return None


def _openapi_method(app: Any) -> Any:
    """FastAPI, and whatever follows it: ``app.openapi()``."""
    method = getattr(app, "openapi", None)
    return method() if callable(method) and not isinstance(app, type) else None


EXTRACTORS = (_as_is, _openapi_method)
"""How a document is got from an application: each returns it, or None if it does not know it."""


def document_of(app: Any) -> Any:
    """Return the document of an application, or of what a factory makes."""
    for made in (False, True):
        for extract in EXTRACTORS:
            document = extract(app)
            if document is not None:
                return document
        if made or not callable(app):
            break
        app = app()
        if hasattr(app, "__await__"):
            import asyncio

            app = asyncio.run(_wait(app))
    raise Refused("no-document", "nothing here makes an OpenAPI document", type=_type(app))


async def _wait(thing: Any) -> Any:
    return await thing


def _type(app: Any) -> str:
    kind = type(app)
    return f"{kind.__module__}.{kind.__qualname__}"


def strangers(
    recorder: Recorder, before: Iterable[str], never: Iterable[str]
) -> list[dict[str, str]]:
    """Return modules that came from elsewhere although the tree has them, or from ``never``."""
    found = []
    banned = [os.path.realpath(folder) + os.sep for folder in never]
    for name, module in sorted(sys.modules.items()):
        where = getattr(module, "__file__", None)
        if name in before or not isinstance(where, str) or recorder.inside(where):
            continue
        real = os.path.realpath(where)
        if any(real.startswith(folder) for folder in banned) or _tree_has(recorder.root, name):
            found.append({"module": name, "file": real})
    return found


def _tree_has(root: str, name: str) -> bool:
    path = Path(root, *name.split("."))
    return path.with_name(path.name + ".py").is_file() or (path / "__init__.py").is_file()


def last_lines(error: BaseException, recorder: Recorder) -> list[str]:
    """Return the application's own last traceback lines: neither ours nor the import system's."""
    lines = []
    for frame in traceback.extract_tb(error.__traceback__):
        ours = frame.filename in (__file__, importlib.__file__)
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
    root = Path(request["root"])
    sys.path[:0] = [str(root), *(str(root / part) for part in request["roots"])]
    os.chdir(request["root"])
    try:
        app = resolve(request["app"], recorder)
        document = document_of(app)
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
    mixed = strangers(recorder, before, request["never"])
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
    recorder = Recorder(request["root"], request["network"])
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
