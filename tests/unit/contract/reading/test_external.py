"""Other documents are read where the list names them, and nothing else is opened or fetched."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from offramp.contract import compare, compare_documents, load, validate
from offramp.contract.documents.members import BUNDLE
from offramp.contract.reading import external
from offramp.contract.reading.external import Allowed
from offramp.errors import DocumentError

S, N = {"type": "string"}, {"type": "integer"}


def write(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value, indent=1), "utf-8")
    return path


def document(ref: Any, **schemas: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": ref if isinstance(ref, dict) else {"$ref": ref}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/t": {
                "post": {
                    "requestBody": {"content": content},
                    "responses": {"200": {"description": "k"}},
                }
            }
        },
        "components": {"schemas": schemas},
    }


def judged(old: Path, new: Path, *allow: str) -> dict[str, str]:
    result = compare_documents(load(old, allow=allow), load(new, allow=allow))
    return {change.rule: change.severity.value for change in result.findings}


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_a_file_that_is_listed_is_compared(tmp_path: Path, suffix: str) -> None:
    for side, leaf in (("old", S), ("new", N)):
        write(tmp_path / side / "api.json", document(f"schemas/user.{suffix}#/User"))
        text = json.dumps({"User": leaf}) if suffix == "json" else f"User: {{type: {leaf['type']}}}"
        write(tmp_path / side / "schemas" / f"user.{suffix}", text)
    old, new = tmp_path / "old" / "api.json", tmp_path / "new" / "api.json"
    assert judged(old, new, "schemas/*")["request-body-type-changed"] == "breaking"
    assert judged(old, old, "schemas/*") == {}


def test_without_a_list_nothing_is_opened(tmp_path: Path) -> None:
    for name, summary in (("old.json", "a"), ("new.json", "b")):
        made = document("user.json")
        made["info"]["title"] = summary
        write(tmp_path / name, made)
    write(tmp_path / "user.json", "{ not JSON")
    found = judged(tmp_path / "old.json", tmp_path / "new.json")
    assert found["reference-not-followed"] == "warning"
    assert load(tmp_path / "old.json").others == {}


def test_equal_documents_in_two_folders_may_mean_two_files(tmp_path: Path) -> None:
    for side, leaf in (("old", S), ("new", N)):
        write(tmp_path / side / "api.json", document("user.json"))
        write(tmp_path / side / "user.json", leaf)
    old, new = tmp_path / "old" / "api.json", tmp_path / "new" / "api.json"
    assert judged(old, new) == {"reference-not-followed": "warning"}
    assert judged(old, old) == {}
    assert judged(old, new, "user.json")["request-body-type-changed"] == "breaking"
    for path in (old, new):
        write(path, document("https://example.com/user.json"))
    assert judged(old, new) == {}


def test_a_listed_file_and_the_same_written_out_are_equal(tmp_path: Path) -> None:
    apart = write(tmp_path / "api.json", document("user.json"))
    write(tmp_path / "user.json", {"type": "object", "properties": {"a": {"$ref": "a.json"}}})
    write(tmp_path / "a.json", S)
    whole = document({"type": "object", "properties": {"a": S}})
    assert compare(load(apart, allow=["*.json"]).data, whole).counts["breaking"] == 0
    assert compare(whole, load(apart, allow=["*.json"]).data).counts["breaking"] == 0


def test_references_in_other_documents_are_relative_to_them(tmp_path: Path) -> None:
    made = document("s/user.yaml#/User", Local=N)
    path = write(tmp_path / "api.json", made)
    write(
        tmp_path / "s" / "user.yaml",
        "User:\n  type: object\n  properties:\n    a: {$ref: '#/A'}\n    b: {$ref: b/b.yaml}\n"
        "    c: {$ref: '../api.json#/components/schemas/Local'}\nA: {type: boolean}\n",
    )
    write(tmp_path / "s" / "b" / "b.yaml", "type: string\n")
    loaded = load(path, allow=["s/**"])
    assert list(loaded.others) == ["api.json", "s/b/b.yaml", "s/user.yaml"]
    properties = {"a": {"type": "boolean"}, "b": S, "c": N}
    plain = document({"type": "object", "properties": properties}, Local=N)
    assert compare(loaded.data, plain).counts == {"breaking": 0, "warning": 0, "info": 0}


def test_the_own_file_needs_no_permission(tmp_path: Path) -> None:
    old = write(tmp_path / "a" / "api.json", document("api.json#/components/schemas/A", A=S))
    new = write(tmp_path / "b" / "api.json", document("./api.json#/components/schemas/A", A=N))
    assert judged(old, new)["request-body-type-changed"] == "breaking"


@pytest.mark.parametrize("kind", ["responses", "parameters", "requestBody", "path"])
def test_other_objects_than_schemas(tmp_path: Path, kind: str) -> None:
    def service(leaf: Any, folder: str) -> Path:
        content = {"content": {"application/json": {"schema": leaf}}}
        item = document(leaf)["paths"]["/t"]
        made = document(S)
        operation = made["paths"]["/t"]["post"]
        part: Any = {"description": "k", **content}
        if kind == "responses":
            operation["responses"]["200"] = {"$ref": "part.json"}
        elif kind == "parameters":
            operation["parameters"] = [{"$ref": "part.json"}]
            part = {"name": "q", "in": "query", "schema": leaf}
        elif kind == "requestBody":
            operation["requestBody"] = {"$ref": "part.json"}
        else:
            made["paths"]["/t"] = {"$ref": "part.json"}
            part = item
        write(tmp_path / folder / "part.json", part)
        return write(tmp_path / folder / "api.json", made)

    old, new = service(N, "old"), service({"type": "boolean"}, "new")
    assert "breaking" in judged(old, new, "part.json").values()
    assert judged(old, old, "part.json") == {}


def test_the_line_is_that_of_the_other_document(tmp_path: Path) -> None:
    for side, leaf in (("old", "string"), ("new", "integer")):
        write(tmp_path / side / "api.json", document("user.yaml#/a~1b"))
        write(tmp_path / side / "user.yaml", f"# a comment\na/b:\n  type: {leaf}\n")
    old, new = (load(tmp_path / side / "api.json", allow=["user.yaml"]) for side in ("old", "new"))
    (found,) = compare_documents(old, new).findings
    assert found.cand_pointer == f"/{BUNDLE}/user.yaml/a~1b/type"
    assert found.positions == ((3, 2), (3, 2))


def test_validation_looks_into_what_is_listed(tmp_path: Path) -> None:
    path = write(tmp_path / "api.json", document("user.json"))
    write(tmp_path / "user.json", {"type": "object", "properties": {"a": {"$ref": "#/nowhere"}}})
    found = validate(load(path, allow=["*.json"]))
    assert "reference-dangling" in [finding.rule for finding in found]
    write(tmp_path / "user.json", S)
    assert validate(load(path, allow=["*.json"])) == []


@pytest.mark.parametrize(
    ("address", "listed"),
    [
        ("s/a.yaml", True),
        ("s/b/a.yaml", False),
        ("deep/b/c/a.yaml", True),
        ("deep/a.yaml", True),
        ("a.yaml", False),
        ("../common/a.yaml", True),
        ("../secret.yaml", False),
        ("../../etc/passwd", False),
        ("/etc/passwd", False),
        ("s\\a.yaml", False),
        ("s/a.yaml\0", False),
    ],
)
def test_which_files_are_listed(tmp_path: Path, address: str, listed: bool) -> None:
    allowed = Allowed(["s/*.yaml", "./deep/**/*.yaml", "../common/*.yaml"], tmp_path / "docs")
    assert (allowed.file(address) is not None) == listed


def test_a_link_must_lead_to_what_is_listed(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    write(tmp_path / "secret.json", S)
    write(docs / "s" / "real.json", S)
    (docs / "s" / "out.json").symlink_to(tmp_path / "secret.json")
    (docs / "s" / "in.json").symlink_to("real.json")
    (docs / "s" / "up").symlink_to(tmp_path)
    (tmp_path / "linked").symlink_to(docs)
    for folder in (docs, tmp_path / "linked"):
        allowed = Allowed(["s/**"], folder)
        assert allowed.file("s/in.json") == (docs / "s" / "real.json").resolve()
        assert allowed.file("s/out.json") is None
        assert allowed.file("s/up/secret.json") is None
    assert Allowed(["s/*", "../*.json"], docs).file("s/out.json") is not None


@pytest.mark.parametrize(
    ("address", "listed"),
    [
        ("https://e.com/s/a.json", True),
        ("HTTPS://E.com/s/a.json", True),
        ("https://e.com/s/b/a.json", False),
        ("https://e.com/s/../a.json", False),
        ("https://e.com/s/%2e%2e/a.json", False),
        ("http://e.com/s/a.json", False),
        ("https://e.com.evil.org/s/a.json", False),
        ("https://evil.org/https://e.com/s/a.json", False),
        ("https://x.f.com/a", True),
        ("https://evil.org?.f.com/a", False),
        ("https://evil.org#.f.com/a", False),
        ("https://me@x.f.com/a", False),
        ("https://evil.org\\.f.com/a", False),
        ("https://evil.org/.f.com/a", False),
        ("file:///etc/passwd", False),
        ("ftp://e.com/s/a.json", False),
    ],
)
def test_which_addresses_are_listed(tmp_path: Path, address: str, listed: bool) -> None:
    allowed = Allowed(["https://e.com/s/*.json", "https://*.f.com/a"], tmp_path)
    assert allowed.url(address) == listed


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (None, "No such file"),
        ("", "empty"),
        ("a: [", "not readable"),
        ("<html>", "markup"),
        ("a: 1\na: 2", "given twice"),
        ("[" * 400, "nested more than"),
    ],
)
def test_what_is_listed_must_be_readable(tmp_path: Path, content: str | None, found: str) -> None:
    path = write(tmp_path / "api.json", document("user.yaml"))
    if content is not None:
        write(tmp_path / "user.yaml", content)
    with pytest.raises(DocumentError) as error:
        load(path, allow=["user.yaml"])
    assert found in str(error.value)


def test_a_folder_or_a_pipe_is_no_document(tmp_path: Path) -> None:
    path = write(tmp_path / "api.json", document("user.json"))
    os.mkfifo(tmp_path / "user.json")
    with pytest.raises(DocumentError, match="cannot be read"):
        load(path, allow=["*"])


def test_number_and_size_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(external, "MAX_DOCUMENTS", 20)
    monkeypatch.setattr(external, "MAX_BYTES", 1000)
    path = write(tmp_path / "api.json", document("0.json"))
    for number in range(30):
        write(tmp_path / f"{number}.json", {"allOf": [{"$ref": f"{number + 1}.json"}]})
    write(tmp_path / "30.json", S)
    with pytest.raises(DocumentError) as error:
        load(path, allow=["*"])
    assert "more than 20 documents" in str(error.value)
    write(tmp_path / "0.json", {"title": "t" * 2000})
    with pytest.raises(DocumentError) as error:
        load(path, allow=["*"])
    assert "more than 1000 bytes" in str(error.value)


def test_documents_that_refer_to_one_another_end(tmp_path: Path) -> None:
    path = write(tmp_path / "api.json", document("a.json"))
    write(tmp_path / "a.json", {"type": "object", "properties": {"b": {"$ref": "b.json"}}})
    write(tmp_path / "b.json", {"type": "array", "items": {"$ref": "a.json"}})
    loaded = load(path, allow=["*"])
    assert list(loaded.others) == ["a.json", "b.json"]
    assert compare_documents(loaded, loaded).findings == ()


@pytest.fixture
def server() -> Iterator[str]:
    """A server on this machine: /a.json, a redirection, one that never ends, one that fails."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/to/"):
                self.send_response(302)
                self.send_header("Location", "/" + self.path[4:])
                self.end_headers()
                return
            self.send_response(200 if self.path.endswith(".json") else 404)
            self.end_headers()
            texts = {"/a.json": b'{"$ref": "b.json"}', "/b.json": b'{"type": "string"}'}
            parts = [b" "] * 200 if self.path == "/slow.json" else [texts.get(self.path, b"")]
            for part in parts:
                try:
                    self.wfile.write(part)
                    self.wfile.flush()
                except OSError:
                    return
                if len(parts) > 1:
                    threading.Event().wait(0.05)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


def test_an_address_that_is_listed_is_fetched(tmp_path: Path, server: str) -> None:
    path = write(tmp_path / "api.json", document(f"{server}/a.json"))
    loaded = load(path, allow=[f"{server}/*.json"])
    # what is relative in there is relative to its address, and a file is never meant
    assert list(loaded.others) == [f"{server}/a.json", f"{server}/b.json"]


def test_a_redirection_must_lead_to_what_is_listed(tmp_path: Path, server: str) -> None:
    path = write(tmp_path / "api.json", document(f"{server}/to/a.json"))
    with pytest.raises(DocumentError) as error:
        load(path, allow=[f"{server}/to/*"])
    assert "which is not listed" in str(error.value)
    assert load(path, allow=[f"{server}/to/*", f"{server}/*.json"]).others


@pytest.mark.parametrize("name", ["missing", "slow.json"])
def test_an_address_that_fails(
    tmp_path: Path, server: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(external, "SECONDS", 0.5)
    path = write(tmp_path / "api.json", document(f"{server}/{name}"))
    with pytest.raises(DocumentError, match="cannot be read") as error:
        load(path, allow=[f"{server}/*"])
    assert error.value.where == f"{path}: {server}/{name}"


def test_nothing_is_fetched_that_is_not_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was attempted")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    path = write(tmp_path / "api.json", document("http://127.0.0.1:9/a.json"))
    assert load(path, allow=["*", "**", "https://**"]).others == {}
