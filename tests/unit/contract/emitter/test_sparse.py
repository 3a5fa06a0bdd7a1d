"""What an application reaches for, and is not laid out, is never taken for what is not there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from offramp.contract.making.emission import Emission
from offramp.contract.making.generate import generate
from offramp.errors import DocumentError

DOCUMENT = '{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}'
PYTHON = Path(os.environ.get("OFFRAMP_TEST_PYTHON", sys.executable))
ABSENT = ["b", "other", "svc/part", "svc/data.json", "svc/plug.py", "shared/x.txt"]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder in ("svc", "shared"):
        (tmp_path / folder).mkdir()
    (tmp_path / "svc/__init__.py").write_text("")
    (tmp_path / "svc/here.py").write_text("")
    (tmp_path / "svc/link").symlink_to("../other")
    (tmp_path / "shared/y.txt").write_text("")
    return tmp_path


def make(tree: Path, code: str) -> None:
    """Make the document of an application that does something before, and hides its failure."""
    lines = ["try:", *("    " + line for line in code.splitlines()), "except Exception:", "    0"]
    (tree / "svc/api.py").write_text("\n".join(lines) + f"\napp = {DOCUMENT}\n")
    generate(Emission(PYTHON, tree, "svc.api:app", absent=ABSENT))


@pytest.mark.parametrize(
    ("code", "reached"),
    [
        ("import other", "other"),
        ("import other.deep", "other"),
        ("from svc import plug", "svc/plug.py"),
        ("import svc.part.x", "svc/part"),
        ("import importlib; importlib.import_module('svc.plug')", "svc/plug.py"),
        ("import importlib.util; importlib.util.find_spec('other')", "other"),
        ("import sys; sys.path.insert(0, 'other'); import anything", "other"),
        ("open('svc/data.json')", "svc/data.json"),
        ("open(b'svc/data.json')", "svc/data.json"),
        ("open('svc/../svc//./data.json')", "svc/data.json"),
        ("open('svc/link/a')", "other"),
        ("import os; os.chdir('svc'); open('data.json')", "svc/data.json"),
        ("import os; os.open('svc/part/a', 0)", "svc/part"),
        ("import os; os.path.exists('svc/data.json')", "svc/data.json"),
        ("import os; os.path.isdir('other')", "other"),
        ("import os; os.stat('svc/link/')", "other"),
        ("import os; os.access('other/x', os.R_OK)", "other"),
        ("from pathlib import Path; Path('svc/data.json').exists()", "svc/data.json"),
        ("from pathlib import Path; Path('svc/data.json').is_file()", "svc/data.json"),
        ("from pathlib import Path; Path(__file__).with_name('plug.py').read_text()", "svc/plug"),
        ("from pathlib import Path; list(Path('shared').iterdir())", "files in shared"),
        ("from pathlib import Path; list(Path('.').glob('*/*.txt'))", "files in ."),
        ("import os; os.listdir('shared')", "files in shared"),
        ("import os; os.listdir()", "files in ."),
        ("import os; list(os.scandir('svc'))", "files in svc"),
        ("import os; list(os.walk('shared'))", "files in shared"),
        ("import glob; glob.glob('shared/*.txt')", "files in shared"),
        ("import pkgutil, svc; list(pkgutil.iter_modules(svc.__path__))", "files in svc"),
        ("import pkgutil; pkgutil.get_data('svc', 'data.json')", "svc/data.json"),
        ("import subprocess; subprocess.run(['true'])", "a program"),
        ("import os; os.system('true')", "a program"),
        ("import os; os.spawnlp(os.P_WAIT, 'true', 'true')", "a program"),
        ("import sqlite3; sqlite3.connect('other/db')", "other"),
        ("import ctypes; ctypes.CDLL('other/lib.so')", "other"),
        ("import threading as t\na = t.Thread(target=open, args='b')\na.start(); a.join()", "b"),
        ("import os\nif not os.fork(): open('other/x')\nos.wait()", "other"),
        ("import runpy; runpy.run_path('other/x.py')", "other"),
        ("import configparser; configparser.ConfigParser().read('other/x.ini')", "other"),
        ("import shutil; shutil.copy('other/x', '/dev/null')", "other"),
        ("import zipfile; zipfile.is_zipfile('other/x.zip')", "other"),
    ],
)  # fmt: skip
def test_it_is_stopped(tree: Path, code: str, reached: str) -> None:
    with pytest.raises(DocumentError, match="reaches for what is not laid out") as caught:
        make(tree, code)
    assert reached in str(caught.value.found)


@pytest.mark.parametrize(
    "code",
    [
        "from svc import here",
        "import json, asyncio, xml.dom.minidom, email.mime.text, http.server, decimal",
        "import no_such_module",
        "import os; os.path.exists('.env'); os.path.exists('/etc/other')",
        "open('shared/y.txt')",
        "import importlib.metadata as m; m.version('pytest')",
        "import importlib.metadata as m; list(m.distributions())",
        "import tempfile, os; open(os.path.join(tempfile.mkdtemp(), 'other'), 'w').close()",
        "open(0)",
        "import fastapi",
    ],
)
def test_it_goes_on(tree: Path, code: str) -> None:
    make(tree, code)
