"""Documents made from applications that set traps: S1, S2, S9, S10 and their kin."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from offramp.contract.making.emission import Emission
from offramp.contract.making.generate import Generated, generate
from offramp.errors import DocumentError, EnvironmentProblem, OfframpError

pytestmark = pytest.mark.functional
PYTHON = Path(sys.executable)
DOCUMENT = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}
PLAIN = f"app = {DOCUMENT!r}\n"

Lay = Callable[..., Path]


@pytest.fixture
def tree(tmp_path: Path, lay: Callable[..., Path]) -> Lay:
    """Write files into a tree, or one module."""

    def write(files: dict[str, str] | str, name: str = "tree") -> Path:
        return lay(tmp_path / name, {"api.py": files} if isinstance(files, str) else files)

    return write


def make(python: Path, tree: Path, app: str, **more: Any) -> Generated:
    return generate(Emission(python, tree, app, **more))


def refused(root: Path, app: str = "api:app", **more: Any) -> OfframpError:
    with pytest.raises(OfframpError) as caught:
        make(PYTHON, root, app, **more)
    assert caught.value.exit_code == 1
    assert "emit.py" not in str(caught.value)
    return caught.value


FASTAPI = """
from fastapi import FastAPI
app = FastAPI(title="Demo", version="7")
@app.get("/items/{item}")
def item(item: int) -> dict[str, int]:
    return {}
def get_app(): return app
async def later(): return app
class holder: inner = app
"""


@pytest.mark.parametrize("name", ["app", "get_app", "get_app()", "later", "holder.inner"])
def test_an_instance_a_factory_or_something_within(tree: Lay, name: str) -> None:
    made = make(PYTHON, tree(FASTAPI), f"api:{name}")
    assert made.document["info"] == {"title": "Demo", "version": "7"}
    assert list(made.document["paths"]) == ["/items/{item}"]
    assert made.import_errors == []
    assert made.sitecustomize is None
    assert made.python == ".".join(map(str, sys.version_info[:3]))
    assert made.seconds > 0


def test_the_same_bytes_every_time(tree: Lay) -> None:
    """A document that depends on the order of a set is at least always the same."""
    root = tree(
        f"app = {DOCUMENT!r}\napp['tags'] = [{{'name': n}} for n in {{'a', 'b', 'c', 'd'}}]"
    )
    made = {json.dumps(make(PYTHON, root, "api:app").document) for _ in range(3)}
    assert len(made) == 1


def test_s1_nothing_beside_the_emitter_shadows_a_module(tree: Lay) -> None:
    """The original's scripts/lukhas.py shadowed the package, being in the script's own folder."""
    root = tree(
        {
            "api.py": "import emit, generate, document, sys\n"
            f"{PLAIN}app['info']['title'] = emit.NAME + generate.NAME + document.NAME\n"
            "app['x-path'] = sys.path\n",
            "emit.py": "NAME = 'my emit, '\n",
            "generate.py": "NAME = 'my generate, '\n",
            "document.py": "NAME = 'my document'\n",
        }
    )
    document = make(PYTHON, root, "api:app").document
    assert document["info"]["title"] == "my emit, my generate, my document"
    assert document["x-path"][0] == os.path.realpath(root)
    assert not [p for p in document["x-path"] if p.endswith("offramp/contract")]


def test_s1_a_script_of_the_target_with_the_packages_name(tree: Lay) -> None:
    root = tree(
        {
            "scripts/lukhas.py": "raise RuntimeError('the script was imported')\n",
            "lukhas/__init__.py": "",
            "lukhas/api.py": PLAIN,
        }
    )
    assert make(PYTHON, root, "lukhas.api:app").document == DOCUMENT


def test_roots_beside_the_root(tree: Lay) -> None:
    root = tree({"src/pkg/__init__.py": PLAIN})
    assert make(PYTHON, root, "pkg:app", roots=["src"]).document == DOCUMENT
    error = refused(root, "pkg:app")
    assert error.next == (
        "correct app, or add the folder that it lies in to roots in [tool.offramp.environment]"
    )


def installed(tmp_path: Path, place: Path) -> Path:
    """An environment into which ``place`` is installed, editable."""
    venv = tmp_path / "venv"
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", venv], check=True)
    site = next(venv.glob("lib/python*/site-packages"))
    (site / "__editable__.pth").write_text(f"{place}\n")
    return venv / "bin/python"


def test_s2_the_baseline_is_never_the_candidate(tree: Lay, tmp_path: Path) -> None:
    """An editable install of the candidate made the baseline the candidate, and the diff empty."""
    candidate = tree({"pkg/__init__.py": "", "pkg/api.py": PLAIN.replace("'t'", "'new'")}, "new")
    baseline = tree({"pkg/__init__.py": "", "pkg/api.py": PLAIN.replace("'t'", "'old'")}, "old")
    python = installed(tmp_path, candidate)
    made = make(python, baseline, "pkg.api:app", never=[candidate])
    assert made.document["info"]["title"] == "old"


def test_s2_a_module_that_only_the_candidate_has(tree: Lay, tmp_path: Path) -> None:
    code = f"try:\n    import plugin\nexcept ImportError: pass\napp = {DOCUMENT!r}\n"
    candidate = tree({"api.py": code, "plugin.py": ""}, "new")
    baseline = tree({"api.py": code}, "old")
    python = installed(tmp_path, candidate)
    with pytest.raises(EnvironmentProblem, match="code from elsewhere") as caught:
        make(python, baseline, "api:app", never=[candidate])
    assert "plugin: " in str(caught.value.found)


def test_s2_a_module_of_a_further_root(tree: Lay, tmp_path: Path) -> None:
    """An installed copy that an import hook puts before the tree's own folder src."""
    code = f"import helper\napp = {DOCUMENT!r}\n"
    candidate = tree({"helper.py": ""}, "new")
    baseline = tree({"src/api.py": code, "src/helper.py": ""}, "old")
    python = installed(tmp_path, candidate)
    site = next(python.parent.parent.glob("lib/python*/site-packages"))
    (site / "hook.py").write_text(
        "import sys, importlib.util\nclass F:\n    def find_spec(self, name, *_):\n"
        "        if name == 'helper':\n            return importlib.util.spec_from_file_location(\n"
        f"                name, {os.fspath(candidate / 'helper.py')!r})\n"
        "sys.meta_path.insert(0, F())\n"
    )
    (site / "first.pth").write_text("import hook\n")
    with pytest.raises(EnvironmentProblem, match="code from elsewhere"):
        make(python, baseline, "api:app", roots=["src"])


def test_s2_an_environment_within_the_candidate_may_be_used(tree: Lay, tmp_path: Path) -> None:
    candidate = tree(PLAIN, "new")
    baseline = tree("import helper\n" + PLAIN, "old")
    python = installed(candidate, candidate)
    site = next(python.parent.parent.glob("lib/python*/site-packages"))
    (site / "helper.py").write_text("")
    assert make(python, baseline, "api:app", never=[candidate]).document == DOCUMENT


def test_an_interpreter_named_from_here(tree: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PYTHON.parent)
    assert make(Path(PYTHON.name), tree(PLAIN), "api:app").document == DOCUMENT


def test_s2_an_import_hook_that_goes_first(tree: Lay, tmp_path: Path) -> None:
    """Some build backends install an editable project as a finder before all others."""
    candidate = tree({"pkg/__init__.py": "", "pkg/api.py": PLAIN}, "new")
    baseline = tree({"pkg/__init__.py": "", "pkg/api.py": PLAIN}, "old")
    python = installed(tmp_path, tmp_path)
    site = next(python.parent.parent.glob("lib/python*/site-packages"))
    (site / "finder.py").write_text(
        "import sys, importlib.util\nclass F:\n    def find_spec(self, name, *_):\n"
        "        if name == 'pkg':\n            return importlib.util.spec_from_file_location(\n"
        f"                name, {os.fspath(candidate / 'pkg/__init__.py')!r},\n"
        f"                submodule_search_locations=[{os.fspath(candidate / 'pkg')!r}])\n"
        "sys.meta_path.insert(0, F())\n"
    )
    (site / "first.pth").write_text("import finder\n")
    with pytest.raises(EnvironmentProblem, match="was not imported from the tree"):
        make(python, baseline, "pkg.api:app")


def test_s2_the_candidate_on_the_path_by_the_applications_own_hand(tree: Lay) -> None:
    """Of a namespace that both have, what is loaded counts, not where else it is looked for."""
    candidate = tree({"helper.py": "", "ns/part.py": "", "ns/new.py": ""}, "new")
    first = f"import sys\nsys.path.{{}}{os.fspath(candidate)!r})\nimport ns.part\n"
    baseline = tree({"api.py": first.format("append(") + PLAIN, "ns/part.py": ""}, "old")
    assert make(PYTHON, baseline, "api:app", never=[candidate]).document == DOCUMENT
    for name in ("helper", "ns.new"):
        (baseline / "api.py").write_text(f"{first.format('insert(0, ')}import {name}\n{PLAIN}")
        with pytest.raises(EnvironmentProblem, match="code from elsewhere"):
            make(PYTHON, baseline, "api:app", never=[candidate])


def test_s2_a_module_of_the_candidate_that_the_environment_loads_at_its_start(
    tree: Lay, tmp_path: Path
) -> None:
    candidate = tree({"helper.py": ""}, "new")
    baseline = tree({"api.py": "import helper\n" + PLAIN, "helper.py": ""}, "old")
    python = installed(tmp_path, candidate)
    site = next(python.parent.parent.glob("lib/python*/site-packages"))
    (site / "zz.pth").write_text("import helper\n")
    with pytest.raises(EnvironmentProblem, match="code from elsewhere"):
        make(python, baseline, "api:app", never=[candidate])


SWALLOWED = {
    "suppress": "import contextlib\nwith contextlib.suppress(ImportError): from r import bad",
    "find_spec": "from importlib import util\nif util.find_spec('r.gone'): pass",
    "find_spec of a child": (
        "import importlib.util\ntry: importlib.util.find_spec('gone.x')\nexcept ImportError: pass"
    ),
    "another error": "try: import r.value\nexcept Exception: pass",
    "an exit": "try: import r.leave\nexcept SystemExit: pass",
    "a syntax error": "try: import r.syntax\nexcept SyntaxError: pass",
    "pkgutil": (
        "import pkgutil, r\nfor m in pkgutil.walk_packages(r.__path__, 'r.'):\n"
        "    if m.name == 'r.value':\n        try: m.module_finder.find_spec(m.name, None)"
        ".loader.load_module(m.name)\n        except ValueError: pass"
    ),
    "a loader": (
        "from importlib import util\ns = util.spec_from_file_location('p', 'r/value.py')\n"
        "try: s.loader.exec_module(util.module_from_spec(s))\nexcept Exception: pass"
    ),
    "a thread": (
        "import concurrent.futures as c\ndef go(): import r.bad\n"
        "c.ThreadPoolExecutor().submit(go).exception()"
    ),
}


@pytest.mark.parametrize("how", sorted(SWALLOWED))
def test_s9_in_whatever_way_it_is_swallowed(tree: Lay, how: str) -> None:
    files = {"bad": "import nobody_has_it", "value": "int('a')", "leave": "exit(1)", "syntax": "("}
    package = {f"r/{name}.py": text for name, text in files.items()}
    root = tree({"api.py": f"{SWALLOWED[how]}\n{PLAIN}", "r/__init__.py": "", **package})
    assert len(make(PYTHON, root, "api:app").import_errors) == 1


def test_s9_swallowed_import_errors_are_named(tree: Lay) -> None:
    root = tree(
        {
            "api.py": f"""
import importlib
try:
    from routers import dreams
except ImportError:
    dreams = None
try:
    from routers import nothing_of_that_name
except ImportError: pass
try:
    importlib.import_module("routers.gone")
except ImportError: pass
try:
    import json.no_such_part
except Exception: pass
app = {DOCUMENT!r}
""",
            "routers/__init__.py": "",
            "routers/dreams.py": "\nimport package_that_nobody_has\n",
        }
    )
    made = make(PYTHON, root, "api:app")
    assert [str(e) for e in made.import_errors] == [
        (
            "routers/dreams.py:2 imports package_that_nobody_has: ModuleNotFoundError: "
            "No module named 'package_that_nobody_has'"
        ),
        (
            "api.py:8 imports routers: ImportError: cannot import name 'nothing_of_that_name' "
            "from 'routers'"
        ),
        "api.py:11 imports routers.gone: ModuleNotFoundError: No module named 'routers.gone'",
        (
            "api.py:14 imports json.no_such_part: ModuleNotFoundError: "
            "No module named 'json.no_such_part'"
        ),
    ]
    assert made.import_errors[0].to_dict()["line"] == 2


def test_what_third_parties_try_is_not_said(tree: Lay) -> None:
    made = make(PYTHON, tree(FASTAPI), "api:app")
    assert made.import_errors == []


def test_s10_the_application_may_print_and_close_its_output(tree: Lay) -> None:
    root = tree(
        "import sys, os\nprint('{\"openapi\": \"lies\"}')\nos.write(1, b'\\xff raw\\n')\n"
        "print('\\N{SNOWMAN}', file=sys.stderr)\n"
        f"sys.stdout.close()\nsys.stderr = None\n{PLAIN}"
    )
    made = make(PYTHON, root, "api:app")
    assert made.document == DOCUMENT
    assert "lies" in made.stdout_tail
    assert "\N{SNOWMAN}" in made.stderr_tail


def test_s10_a_sitecustomize_of_the_tree_is_said(tree: Lay) -> None:
    root = tree({"api.py": "import stubbed\n" + PLAIN})
    (root / "sitecustomize.py").write_text(
        "import sys, types; sys.modules['stubbed'] = types.ModuleType('stubbed')\n"
    )
    assert "No module named 'stubbed'" in str(refused(root))
    made = make(PYTHON, root, "api:app", environment={"PYTHONPATH": os.fspath(root)})
    assert made.sitecustomize == "sitecustomize.py ran at start"
    (root / "api.py").write_text(PLAIN)
    assert make(PYTHON, root, "api:app").sitecustomize == "sitecustomize.py was not run"


def test_warnings_are_said(tree: Lay) -> None:
    root = tree(
        FASTAPI + "@app.get('/again', operation_id='same')\ndef a(): ...\n"
        "@app.get('/other', operation_id='same')\ndef b(): ...\n"
        "import warnings; warnings.warn('old way', DeprecationWarning)\n"
    )
    said = make(PYTHON, root, "api:app").warnings
    assert any("Duplicate Operation ID same" in line for line in said)
    assert any(line.endswith("DeprecationWarning: old way") for line in said)
    assert any(line.startswith("api.py:") for line in said)


def test_no_bytecode_is_written_into_the_tree(tree: Lay) -> None:
    root = tree({"pkg/__init__.py": "", "pkg/api.py": PLAIN})
    make(PYTHON, root, "pkg.api:app")
    assert sorted(p.name for p in root.rglob("*")) == ["__init__.py", "api.py", "pkg"]


def test_an_application_that_does_not_import(tree: Lay) -> None:
    root = tree({"api.py": "from inner import x\n", "inner.py": "def f():\n    return 1/0\nf()\n"})
    error = refused(root)
    assert isinstance(error, DocumentError)
    assert error.what == "api:app could not be imported"
    assert str(error.found).splitlines() == [
        "api.py:1 in <module>",
        "    from inner import x",
        "inner.py:3 in <module>",
        "    f()",
        "inner.py:2 in f",
        "    return 1/0",
        "ZeroDivisionError: division by zero",
    ]


def test_a_syntax_error(tree: Lay) -> None:
    assert "SyntaxError" in str(refused(tree("def f(:\n")).found)


def test_a_requirement_that_is_missing(tree: Lay) -> None:
    error = refused(tree("import package_that_nobody_has\n"))
    assert "requirements" in str(error.next)


def test_a_module_or_an_attribute_that_is_not_there(tree: Lay) -> None:
    root = tree("def get_app(): ...\ncreate_app = app2 = None\n")
    error = refused(root, "api:get_ap")
    assert error.expected is not None
    assert "'get_app'" in error.expected
    assert error.where == "api.py"
    assert "roots" in str(refused(root, "apy:app").next)
    assert refused(root, "json:dumps").what == "json was not imported from the tree"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import sys; sys.exit(4)", "exit code 4"),
        ("raise SystemExit('stop')", "exit code 1"),
        ("import os; os._exit(3)", "exit code 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
def test_an_application_that_exits(tree: Lay, code: str, words: str) -> None:
    assert words in str(refused(tree(code + "\n")))


@pytest.mark.parametrize(
    "code",
    [
        "app = object()",
        "app = print",
        "def app(): return {'swagger': '2.0'}",
        "app = {'openapi': '3.0.0'}",
        "class A:\n    def openapi(self): return {'error': 1}\napp = A()",
        "class A:\n    def openapi(self): return [1]\napp = A()",
    ],
)
def test_what_is_not_openapi(tree: Lay, code: str) -> None:
    error = refused(tree(code + "\n"))
    assert "OpenAPI" in error.what


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("[1, float('nan')]", "/x/1: nan"),
        ("{'a/b': {1}}", "/x/a~1b: set"),
        ("{(1, 2): 3}", "/x: the key '(1, 2)'"),
        ("[app, app]", "it is nested too deeply, or within itself"),
    ],
)
def test_a_document_that_json_cannot_say(tree: Lay, value: str, place: str) -> None:
    error = refused(tree(f"{PLAIN}app['x'] = {value}\n"))
    assert "cannot be written as JSON" in error.what
    assert str(error.found).startswith(place + "\n")


@pytest.mark.parametrize(
    "code",
    [
        "import sys\nsys.stdout.write('x' * 30_000_000)\n",
        "import os\nos.closerange(0, 99)\n",
        "import os, atexit\natexit.register(os._exit, 7)\n",
        "import os\nos._exit = print\n",
        "import os, tempfile\nt = tempfile.mkdtemp()\nos.chdir(t)\nos.rmdir(t)\n",
        "import warnings\nwarnings.simplefilter('error')\nwarnings.showwarning = None\n",
        (
            "import sys, types\nclass L(types.ModuleType):\n"
            "    def __getattr__(*_): raise OSError\n"
            "sys.modules.update(a=L('a'), b=None, c=3)\nsys.modules = dict(sys.modules)\n"
        ),
        "__file__ = '/somewhere/else.py'\n",
        "import argparse\nargparse.ArgumentParser().parse_args()\n",
        "import builtins\nbuiltins.__import__ = None\n",
    ],
)
def test_an_application_that_does_as_it_likes(tree: Lay, code: str) -> None:
    made = make(PYTHON, tree(code + PLAIN), "api:app")
    assert (made.document, made.import_errors) == (DOCUMENT, [])


def test_what_the_emitter_needs_may_be_gone_and_nothing_of_it_is_shown(tree: Lay) -> None:
    error = refused(tree(f"import os\nos.path.realpath = None\n{PLAIN}"))
    assert "offramp could not finish: TypeError" in str(error.found)
    assert "Traceback" not in str(error)


def test_an_application_that_prints_without_end_does_not_fill_the_disk(tree: Lay) -> None:
    code = "import resource as r\nassert 0 < r.getrlimit(r.RLIMIT_FSIZE)[0] <= 1 << 30\n"
    assert make(PYTHON, tree(code + PLAIN), "api:app").document == DOCUMENT


def test_what_is_written_into_the_tree_is_said(tree: Lay) -> None:
    root = tree(
        "import os, sqlite3, pathlib\nopen('a', 'w').close()\nos.makedirs('d/e')\n"
        "sqlite3.connect('db').close()\nopen('api.py').close()\n" + PLAIN
    )
    assert make(PYTHON, root, "api:app").written == ["a", "d", "d/e", "db"]


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("import os; os.environ['TOKEN']", "[tool.offramp.environment.variables]"),
        ("raise Exception('DJANGO_SETTINGS_MODULE is not set')", "set DJANGO_SETTINGS_MODULE"),
        ("open('config.yml')", "only what is committed"),
        ("import asyncio", "email.py in the tree stands in for a module of the standard library"),
    ],
)
def test_what_can_be_done_is_said(tree: Lay, code: str, advice: str) -> None:
    root = tree({"api.py": f"{code}\n{PLAIN}", "email.py": ""})
    (root / "api.py").write_text(f"{code}\nimport email.parser\n" if "asyncio" in code else code)
    assert advice in str(refused(root).next)


def test_what_was_said_on_standard_error_goes_with_the_error(tree: Lay) -> None:
    root = tree("import sys\nprint('no such table', file=sys.stderr)\n1/0\n")
    assert str(refused(root).found).endswith("on standard error:\nno such table")


def test_a_long_message_leaves_room_for_the_place(tree: Lay) -> None:
    found = str(refused(tree("raise ValueError('\\n'.join(map(str, range(99))))\n")).found)
    assert found.startswith("api.py:1 in <module>")
    assert found.endswith("…")


def test_a_factory_with_arguments_as_servers_take_it(tree: Lay) -> None:
    root = tree(
        f"def make(title, *, n=1): return {{**{DOCUMENT!r}, 'info': {{'title': title * n}}}}"
    )
    made = make(PYTHON, root, "api:make('a', n=2)").document
    assert made["info"] == {"title": "aa"}
    assert "needs arguments: title" in refused(root, "api:make").what


def test_the_time_limit(tree: Lay) -> None:
    error = refused(tree("import time; print('waiting', flush=True); time.sleep(60)\n"), timeout=1)
    assert "no document in 1 s" in error.what


def test_children_and_threads_of_the_application_end_with_it(tree: Lay, tmp_path: Path) -> None:
    root = tree(
        "import subprocess, sys, threading, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "threading.Thread(target=time.sleep, args=(60,)).start()\n"
        f"{PLAIN}app['x-child'] = child.pid\n"
    )
    made = make(PYTHON, root, "api:app", timeout=20)
    state = Path(f"/proc/{made.document['x-child']}/stat")
    for _ in range(100):
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.05)
    pytest.fail("a child of the application lives on")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="known by the mark in /proc")
def test_a_child_in_a_session_of_its_own_ends_too(tree: Lay) -> None:
    root = tree(
        "import os, subprocess, time\nread, write = os.pipe()\nif os.fork() == 0:\n"
        "    os.setsid()\n    if os.fork() == 0:\n        os.write(write, b'%d' % os.getpid())\n"
        f"        time.sleep(60)\n    os._exit(0)\n{PLAIN}app['x-child'] = int(os.read(read, 9))\n"
    )
    made = make(PYTHON, root, "api:app")
    for _ in range(100):
        try:
            state = Path(f"/proc/{made.document['x-child']}/stat").read_text()
        except FileNotFoundError:
            return
        if state.rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.05)
    pytest.fail("a daemon of the application lives on")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux bounds memory so")
def test_the_memory_limit(tree: Lay) -> None:
    root = tree("x = [bytearray(1 << 20) for _ in range(400)]\n" + PLAIN)
    error = refused(root, memory_mib=200)
    assert isinstance(error, EnvironmentProblem)
    assert "more than 200 MiB" in error.what
    assert make(PYTHON, root, "api:app", memory_mib=2048).document == DOCUMENT


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('203.0.113.7', 80), 1)",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import urllib.request; urllib.request.urlopen('http://example.org/', timeout=1)",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('203.0.113.7', 9))",
    ],
)
def test_no_network_unless_allowed(tree: Lay, code: str) -> None:
    error = refused(tree(code + "\n"))
    assert "no network while the document is made" in str(error.found)
    assert "network = true" in str(error.next)


def test_a_denied_host_that_the_application_lives_without_is_said(tree: Lay) -> None:
    code = "import socket\ntry:\n    socket.create_connection(('example.org', 80), 1)\n"
    root = tree(code + f"except OSError: pass\n{PLAIN}")
    assert make(PYTHON, root, "api:app").denied == ["example.org"]


def test_loopback_is_no_network(tree: Lay) -> None:
    root = tree(
        "import socket\ns = socket.create_server(('127.0.0.1', 0))\n"
        "socket.create_connection(('localhost', s.getsockname()[1])).close()\n" + PLAIN
    )
    assert make(PYTHON, root, "api:app").denied == []


def test_the_callers_python_settings_do_not_leak_in(
    tree: Lay, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = tree({"helper.py": "raise RuntimeError('from PYTHONPATH')\n"}, "other")
    monkeypatch.setenv("PYTHONPATH", os.fspath(other))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("MY_SETTING", "kept")
    root = tree(
        "import os\nassert 'GIT_DIR' not in os.environ\nassert os.environ['MY_SETTING'] == 'kept'\n"
        "assert os.environ['GIVEN'] == 'yes'\nassert os.getcwd() == os.path.dirname(__file__)\n"
        "try:\n    import helper\nexcept ImportError: pass\n" + PLAIN
    )
    made = make(PYTHON, root, "api:app", environment={"GIVEN": "yes"})
    assert len(made.import_errors) == 1


def test_an_interpreter_that_is_not_there(tree: Lay, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="cannot be run"):
        make(tmp_path / "python", tree(PLAIN), "api:app")


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10", "3.12", "3.13", "3.14"])
def test_other_pythons(tree: Lay, version: str) -> None:
    found = list((Path.home() / ".pyenv/versions").glob(f"{version}.*/bin/python"))
    if not found:
        pytest.skip(f"there is no Python {version} here")
    root = tree("try:\n    import nothing\nexcept ImportError: pass\n" + PLAIN)
    made = make(found[0], root, "api:app")
    assert isinstance(made, Generated)
    assert made.document == DOCUMENT
    assert made.python.startswith(version)
    assert len(made.import_errors) == 1


def test_a_python_that_is_too_old_is_said(tree: Lay) -> None:
    found = list((Path.home() / ".pyenv/versions").glob("3.7.*/bin/python"))
    if not found:
        pytest.skip("there is no Python 3.7 here")
    with pytest.raises(DocumentError) as caught:
        make(found[0], tree(PLAIN), "api:app")
    assert "Python 3.8 or newer" in str(caught.value.found)
