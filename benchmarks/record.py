"""What the run-time record costs the processes that it watches."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from measure import compare, table

from offramp.imports.runs.record import environment

LARGE = "asyncio, concurrent.futures, ctypes, email.mime.text, http.server, logging.config"
LARGE += (
    ", multiprocessing.pool, pydoc, sqlite3, tarfile, unittest.mock, urllib.request, xmlrpc.server"
)
REPEATED = """
import package.layer
def work():
    {}
for _ in range(300_000):
    work()
"""
WORK = {
    "nothing": "pass",
    "import a large part of the standard library": f"import {LARGE}",
    "import sympy": "import sympy",
    "an import of json, 300,000 times in a function": REPEATED.format("from json import loads"),
    "a relative import, 300,000 times in a function": "import package.relative",
    "an import of the layer, 300,000 times in a function": REPEATED.format("import package.layer"),
    "the layer as an attribute, 300,000 times": REPEATED.format("package.layer"),
}
FILES = {
    "package/__init__.py": "",
    "package/layer.py": "name = 1\n",
    "package/sibling.py": "name = 1\n",
    "package/relative.py": REPEATED.format("from .sibling import name"),
}
MONITORED = """
import opcode, runpy, sys
tool, monitoring, known = 4, sys.monitoring, {}
def seen(code, offset):
    if code not in known:
        layer = any(name.startswith("package.layer") for name in code.co_names)
        known[code] = code.co_code if layer else None
    if known[code] is None or known[code][offset] != opcode.opmap["IMPORT_NAME"]:
        return monitoring.DISABLE
monitoring.use_tool_id(tool, "imports")
monitoring.register_callback(tool, monitoring.events.INSTRUCTION, seen)
monitoring.set_events(tool, monitoring.events.INSTRUCTION)
runpy.run_path(sys.argv[1], run_name="__main__")
"""
"""PEP 669 in place of wrappers: code without an import of the layer is looked at once only."""


def record(scratch: Path) -> None:
    """Run each piece of work as it is, and watched; beside sys.monitoring where Python has it."""
    for name, text in FILES.items():
        (scratch / name).parent.mkdir(exist_ok=True)
        (scratch / name).write_text(text)
    (scratch / "monitored.py").write_text(MONITORED)
    newer = (shutil.which(f"python3.{minor}") for minor in (14, 13, 12))
    for python in dict.fromkeys([sys.executable, *filter(None, newer)][:2]):
        for number, (title, code) in enumerate(WORK.items()):
            if "sympy" in code and python != sys.executable:
                continue
            _compare(scratch, python, title, code, scratch / f"record{number}")
            shutil.rmtree(scratch / f"record{number}")


def _compare(scratch: Path, python: str, title: str, code: str, folder: Path) -> None:
    (scratch / "work.py").write_text(code)
    watched = environment(folder, ["package.layer"], "benchmark", base={})
    words = [f"{name}={value}" for name, value in watched.items()]
    commands = {
        "as it is": [python, "work.py"],
        "recorded": ["env", *words, python, "work.py"],
    }
    if python != sys.executable or sys.version_info >= (3, 12):
        commands["sys.monitoring"] = [python, "monitored.py", "work.py"]
    figures = compare(commands, cwd=scratch)
    lines = sum(len(path.read_bytes().splitlines()) for path in folder.rglob("*.jsonl"))
    print(f"record: {title}, {Path(python).name} ({lines} lines in all runs)\n{table(figures)}\n")
