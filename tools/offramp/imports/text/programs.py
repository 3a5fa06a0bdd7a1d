"""Which program a word of a command is given to, and whether that takes names of modules."""

from __future__ import annotations

import re

_BREAK = re.compile(r"&&|\|\||;|\s\|\s|[$<>]\(|`|[{(]\s|(?:^|\s)(?:then|do|else)\s")
_INNER = re.compile(r"[$<>]\([^()]*\s[^()]*\)|`[^`]*`")  # commands of their own, which have ended
_PYTHON = re.compile(r"(?:env)?(?:py|python|pypy|ipython|bpython)[\d.]*w?(?:\.exe)?", re.IGNORECASE)
_NAMES = {
    "runs": "pytest py.test gunicorn uvicorn hypercorn daphne granian waitress-serve uwsgi celery"
    " dramatiq rq arq faust huey_consumer flask fastapi django-admin manage.py coverage mypy pylint"
    " pydoc pdoc stubtest stubgen nuitka pyinstaller alembic airflow scrapy twistd trial nose2"
    " nosetests locust pyreverse griffe kernprof viztracer debugpy",
    "installs": "pip pip2 pip3 pipx uv pipenv poetry pdm conda mamba micromamba easy_install"
    " pip-compile apt apt-get apk yum dnf brew npm yarn pnpm gem cargo helm choco",
    # They run what follows, in another place; by themselves they take no names of modules.
    "carries": "docker docker-compose podman kubectl oc ssh find uvx npx heroku lxc vagrant"
    " nsenter",
    "prints": "echo printf rem @rem LABEL write-host write-output",
    "others": "grep egrep fgrep rg ag ack git hg svn rm cp mv mkdir rmdir touch ls cat tac tee head"
    " tail less more wc sort uniq cut tr sed awk gawk diff cmp fd locate tar zip unzip gzip gunzip"
    " chmod chown chgrp ln stat du df cd pushd source . scp rsync sftp curl wget http ping nslookup"
    " dig host nc telnet openssl systemctl service journalctl logger open xdg-open buildah skopeo"
    " jq yq patch twine kill pkill pgrep ps lsof man which whereis vim vi nano"
    " md5sum sha256sum findstr del copy move .phony:"
    " FROM COPY ADD MAINTAINER VOLUME USER EXPOSE WORKDIR",
    # What may stand before a program.
    "before": "if elif while until then do else not sudo env exec time nohup command xargs run cmd"
    " entrypoint healthcheck",
}
_KINDS = {kind: frozenset(names.split()) for kind, names in _NAMES.items()}
_SILENT = _KINDS["others"] | _KINDS["prints"]
_ASSIGNED = re.compile(r"\b[A-Z][A-Z0-9_]*=[\"']?$")
_ASIDE = re.compile(r"\w+=|--|\d?[<>]")  # what is set, an option, where output goes
_LIKE_PYTHON = re.compile(r"\w*python|py", re.IGNORECASE)
_OPTION = re.compile(r"(?P<option>--?[\w-]+)[\s=\"',\[(]*(?:no:)?$")
# Which programs take a module by an option of one letter: "-m" is a marker to pytest.
_TAKES = {
    "m": re.compile(r"coverage|mypy|kernprof|viztracer|debugpy"),
    "p": re.compile(r"pytest|py\.test|mypy|stubgen"),
    "A": re.compile(r"celery"),
}
_AROUND = "\"'`,;()[]{}@+!%$-"


def takes_modules(before: str) -> bool | None:
    """Tell whether a word may be the name of a module, from what stands before it.

    Args:
        before: the command up to the word, with the lines that it is continued from.

    Returns:
        True if the program is one that imports what it is told to, False if it is one that does
        not; None for a program that nothing is known of, and for what is set for another.
    """
    words = _words(before)
    assigned = None if is_assigned(before) else False  # what is set may be read anywhere
    for place, word in enumerate(words):
        if word in _KINDS["installs"] and "run" not in words[place + 1 :]:
            return assigned
    first, carried = True, False
    for word in words:
        if word in _KINDS["runs"] or _PYTHON.fullmatch(word):
            return True
        if first and word in _SILENT:
            return False
        carried = carried or (first and word in _KINDS["carries"])
        first = first and word in _KINDS["before"]
    return assigned if carried else None


def asks_for_module(before: str) -> bool:
    """Tell whether a single word is the name of a module, by the option that it is given to.

    Args:
        before: the command up to the word, its option included; with nothing before that, the
            program is not known.
    """
    option = _OPTION.search(before)
    if option is None:
        return False
    words = _words(before[: option.start()])
    runs = [w for w in words if w in _KINDS["runs"] or _LIKE_PYTHON.match(w)]
    program, letter = runs[-1] if runs else "", option.group("option")[-1]
    if not words or option.group("option") in {"--cov", "--pyargs"}:
        return True
    if option.group("option").startswith("--"):
        return program != ""
    if letter == "m" and (
        (_LIKE_PYTHON.match(program) and program not in _KINDS["runs"])
        or {"uv", "run"} <= set(words)
    ):
        return True
    return letter in _TAKES and _TAKES[letter].fullmatch(program) is not None


def is_assigned(before: str) -> bool:
    """Whether a word is the value that a variable of the environment is set to."""
    return _ASSIGNED.search(before) is not None


def only_prints(before: str) -> bool:
    """Whether a word is given to a program that only prints it."""
    rest = (word for word in _words(before) if word not in _KINDS["before"])
    return next(rest, "") in _KINDS["prints"]


def _words(before: str) -> list[str]:
    """Return the words of the last command of a line, without paths and quotes."""
    segment = _BREAK.split(_INNER.sub(" ", before))[-1]
    given = (w for w in segment.split() if not _ASIDE.match(w))
    words = (w.strip(_AROUND).rpartition("/")[2] for w in given)
    # A Dockerfile's instructions are capitals here: "from" and "add" are words of other languages.
    return [w if w in _SILENT else w.lower() for w in words if w]
