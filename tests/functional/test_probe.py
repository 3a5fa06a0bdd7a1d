"""The runtime probe, through the doors that a user has: real applications, called in process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from offramp import git, sandbox

pytestmark = pytest.mark.functional

PROBE = '\n[probe]\nrequire-headers = ["X-Trace-Id"]\nmethods = ["GET", "POST"]\n'
HEAD = """\
import asyncio
from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.security import HTTPBearer
from pydantic import BaseModel

class Thing(BaseModel):
    name: str

app = FastAPI(title='svc')
"""
OUTSIDE = """
class Trace:
    def __init__(self, app):
        self.app = app
    def __getattr__(self, name):
        return getattr(self.app, name)
    async def __call__(self, scope, receive, send):
        async def sending(message):
            if message['type'] == 'http.response.start':
                message['headers'] = [*message['headers'], (b'x-trace-id', b'1')]
            await send(message)
        await self.app(scope, receive, sending)

app = Trace(app)
"""
INSIDE = """
@app.middleware('http')
async def trace(request, call_next):
    answer = await call_next(request)
    answer.headers['X-Trace-Id'] = '1'
    return answer
"""
GOOD = (
    "@app.get('/greet/{name}')\ndef hello(name: str) -> dict[str, str]:\n"
    "    return {'text': name}\n"
)


def lay(target, *parts, settings=PROBE):
    """Commit a service made of parts, and a probe."""
    settings = (target.root / "offramp.toml").read_text() + settings
    target.commit("Probe", {"svc/api.py": "".join(parts), "offramp.toml": settings})


def findings(told):
    probe = next(step for step in told["steps"] if step["id"] == "probe")
    return {(f["rule"], f["message"].partition(": ")[0]) for f in probe["findings"]}


def test_a_service_that_keeps_its_word(target, tmp_path):
    """And what changes something is not called unless the settings say so."""
    said = tmp_path / "said"
    body = f"@app.post('/t')\ndef t() -> Thing:\n    open({str(said)!r}, 'a').write('x')\n"
    lay(target, HEAD, GOOD, body, OUTSIDE, settings=PROBE.replace(', "POST"', ""))
    told = target.json("openapi-probe")
    assert findings(told) == set()
    assert "1 operation was not called" in told["steps"][-1]["summary"]
    assert not said.exists()
    evidence = json.loads((target.root / ".offramp/evidence/probe.json").read_text())
    assert evidence["data"]["planted"] == [
        "a missing X-Trace-Id",
        "an undocumented status",
        "a body that is no JSON",
        "an undocumented media type",
    ]
    assert evidence["data"]["shown"] == {"error": 1, "method": 3, "path": 2, "success": 1}


def test_the_header_that_every_answer_has_but_the_500(target):
    """T1-T5: the framework makes a 500 of an exception outside of the user's middleware."""
    lay(target, HEAD, GOOD, INSIDE)
    found = findings(target.json("openapi-probe", code=2))
    assert found == {("probe-header-missing", "GET /greet/{name} (error)")}


LIES = """
import enum, os
from fastapi import Query
from fastapi.responses import PlainTextResponse

@app.get('/body', response_model=Thing)
def body():
    return JSONResponse({'nom': 'a'})

@app.get('/status')
def status() -> Thing:
    return JSONResponse({}, 418)

@app.get('/type')
def type_() -> Thing:
    return StreamingResponse(['a'])

@app.get('/error')
def error() -> Thing:
    raise ValueError

@app.get('/exit')
def exit_() -> Thing:
    raise SystemExit(3)

@app.post('/post', status_code=201)
async def post(q: int = 3) -> Thing:
    return JSONResponse({}, 201)

@app.get('/open')
def open_(key = Depends(HTTPBearer(auto_error=False))) -> Thing:
    return Thing(name='a')

class Asked(BaseModel):
    text: str = 'a'
    stream: bool = False
    note: str | None = None

@app.post('/flag')
def flag(asked: Asked) -> Thing:
    return PlainTextResponse('data: a') if asked.stream else Thing(name=asked.text)

@app.post('/null')
def null(asked: Asked) -> Thing:
    return Thing(name=asked.text[: len(asked.note or asked.text) // (asked.note is None)])

@app.get('/limit')
def limit(limit: int = Query(5, ge=0)) -> Thing:
    return Thing(name=str(10 // limit))

@app.put('/file', openapi_extra={'requestBody': {'required': True, 'content': {
    'multipart/form-data': {'schema': {'type': 'object', 'required': ['file'], 'properties': {
        'file': {'type': 'string', 'format': 'binary'}}}}}}})
async def file(request: Request) -> Thing:
    return JSONResponse({'nom' if b'filename=' in await request.body() else 'name': 'a'})

@app.post('/json', openapi_extra={'requestBody': {'required': True, 'content': {
    'application/json': {'schema': {'type': 'object', 'required': ['a']}}}}})
async def json_(request: Request) -> Thing:
    return Thing(name=str(await request.json()))

@app.get('/count', responses={200: {'headers': {'X-Count': {'schema': {'type': 'integer'}}}}})
def count() -> Thing:
    return JSONResponse({'name': 'a'}, headers={'X-Count': 'many'})

async def beats():
    while True:
        yield 'data: ' + 'x' * 9999 + '\\n\\n'

@app.get('/stream', response_class=StreamingResponse,
         responses={200: {'content': {'text/event-stream': {}}}})
def stream():
    return StreamingResponse(beats(), media_type='text/event-stream')
"""


def test_a_service_that_does_not_keep_its_word(target):
    """Each is found in its own call; what takes more than its document says is told of only."""
    settings = PROBE.replace('"POST"', '"POST", "PUT"')
    lay(target, HEAD, GOOD, LIES, OUTSIDE, settings=settings)
    assert findings(target.json("openapi-probe", code=2)) == {
        ("probe-body-mismatch", "GET /body"),
        ("probe-status-undocumented", "GET /status"),
        ("probe-not-shown", "GET /status"),
        ("probe-media-type-undocumented", "GET /type"),
        ("probe-server-error", "GET /error"),
        ("probe-not-shown", "GET /error"),
        ("probe-server-error", "GET /exit"),
        ("probe-header-missing", "GET /exit"),  # the server answers, and no layer
        ("probe-body-mismatch", "POST /post"),
        ("probe-access-open", "GET /open (anonymous)"),
        ("probe-media-type-undocumented", "POST /flag (body/stream=true)"),
        ("probe-server-error", "POST /null (all that is optional)"),
        ("probe-server-error", "GET /limit (limit=0)"),
        ("probe-body-mismatch", "PUT /file"),
        ("probe-server-error", "POST /json (invalid, no JSON)"),
        ("probe-not-shown", "POST /json (invalid, no JSON)"),
        ("probe-invalid-accepted", "POST /json (invalid, no a)"),
        ("probe-header-mismatch", "GET /count"),
        ("probe-not-shown", "GET /stream"),
    }


def test_an_error_is_forced_where_no_framework_names_the_function(target):
    """By what runs for one operation alone: a layer outside of it is seen to answer, or not to."""
    body = (
        "import json\nDOC = {'openapi': '3.1.0', 'info': {'title': 't', 'version': '1'},\n"
        "       'paths': {'/t': {'get': {'responses': {'200': {'description': 'k'}}}}}}\n"
        "def told(): return b''\n"
        "async def app(scope, receive, send):\n"
        "    assert scope['type'] == 'http'\n"
        "    paths = {'/t': told, '/openapi.json': lambda: json.dumps(DOC).encode()}\n"
        "    try:\n"
        "        found = paths.get(scope['path'])\n"
        "        status, body = (200 if found else 404), found() if found else b''\n"
        "    except RuntimeError:\n"
        "        status, body = 500, b''\n"
        "    headers = [(b'x-trace-id', b'1')] if status != 500 else []\n"
        "    await send({'type': 'http.response.start', 'status': status, 'headers': headers})\n"
        "    await send({'type': 'http.response.body', 'body': body})\n"
    )
    lay(target, body)
    found = findings(target.json("openapi-probe", code=2))
    assert ("probe-header-missing", "GET /t (error)") in found
    assert len([rule for rule, _ in found if rule == "probe-header-missing"]) == 1


def test_a_key_from_the_environment_is_in_no_evidence(target):
    body = (
        "from fastapi import HTTPException\n"
        "@app.get('/t', responses={401: {'model': Thing}})\n"
        "def t(key = Depends(HTTPBearer(auto_error=False))) -> Thing:\n"
        "    if not key or key.credentials != 's3cret':\n"
        "        return JSONResponse({'name': 'no'}, 401)\n"
        "    return Thing(name='a')\n"
    )
    settings = PROBE + 'credentials = { SVC_KEY = "Authorization" }\n'
    lay(target, HEAD, body, OUTSIDE, settings=settings)
    assert findings(target.json("openapi-probe", SVC_KEY="Bearer s3cret")) == set()
    assert "s3cret" not in (target.root / ".offramp/evidence/probe.json").read_text()


def test_an_application_that_is_not_asgi_cannot_be_judged(target):
    body = (
        "import json\nDOC = {'openapi': '3.1.0', 'info': {'title': 't', 'version': '1'},\n"
        "       'paths': {'/t': {'get': {'responses': {'200': {'description': 'k'}}}}}}\n"
        "def app(environ, start_response):\n    start_response('200 OK', [])\n"
        "    return [json.dumps(DOC).encode()]\n"
    )
    lay(target, body)
    refused = target.json("openapi-probe", code=1)
    assert "no ASGI application" in refused["error"]["what"]
    assert "[tool.offramp.probe]" in refused["error"]["next"]


def test_an_application_that_does_not_start_cannot_be_judged(target):
    start = (
        "from contextlib import asynccontextmanager\n@asynccontextmanager\n"
        "async def life(app):\n    raise OSError('no database')\n    yield\n"
        "app.router.lifespan_context = life\n"
    )
    lay(target, HEAD, GOOD, start, OUTSIDE)
    refused = target.json("openapi-probe", code=1)
    assert "did not start" in refused["error"]["what"]
    assert "no database" in json.dumps(refused["error"])


@pytest.mark.network
@pytest.mark.parametrize("branch", ["main", "codex/phase-3-compat-off"])
def test_the_reference_service_keeps_its_word(branch: str, tmp_path: Path) -> None:
    """Every operation, with each of 200, 401, 404, 405, 422, 429 and 500 where it has them."""
    root = sandbox.build(sandbox.find_example(), tmp_path / "sandbox")
    git.run(root, "checkout", "--quiet", branch)
    command = [sys.executable, "-m", "offramp", "openapi-probe", "--json"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert findings(told) == set()
    data = json.loads((root / ".offramp/evidence/probe.json").read_text())["data"]
    # what a variant asks for may not be there, and a method may be answered
    assert {k for k, v in data["asked"].items() if data["shown"][k] != v} <= {"variant", "method"}
    assert "body/stream=true" in {call["case"] for call in data["calls"] if call["shown"]}
    assert {kind: data["shown"][kind] for kind in ("success", "limit", "error")} == {
        "success": 7,
        "limit": 4,
        "error": 7,
    }
