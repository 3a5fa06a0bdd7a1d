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


def test_a_service_that_keeps_its_word(target):
    lay(target, HEAD, GOOD, OUTSIDE)
    assert findings(target.json("openapi-probe")) == set()
    evidence = json.loads((target.root / ".offramp/evidence/probe.json").read_text())
    assert evidence["data"]["planted"] == [
        "a missing X-Trace-Id",
        "an undocumented status",
        "an undocumented media type",
    ]
    assert evidence["data"]["shown"] == {"error": 1, "method": 1, "path": 1, "success": 1}


def test_the_header_that_every_answer_has_but_the_500(target):
    """T1-T5: the framework makes a 500 of an exception outside of the user's middleware."""
    lay(target, HEAD, GOOD, INSIDE)
    found = findings(target.json("openapi-probe", code=2))
    assert found == {("probe-header-missing", "GET /greet/{name} (error)")}


LIES = """
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

@app.post('/post', status_code=201)
async def post(q: int = 3) -> Thing:
    return JSONResponse({}, 201)

@app.get('/open')
def open_(key = Depends(HTTPBearer(auto_error=False))) -> Thing:
    return Thing(name='a')
"""


def test_a_service_that_does_not_keep_its_word(target):
    lay(target, HEAD, GOOD, LIES, OUTSIDE)
    found = findings(target.json("openapi-probe", code=2))
    assert {each for each in found if each[0] != "probe-not-shown"} == {
        ("probe-body-mismatch", "GET /body"),
        ("probe-status-undocumented", "GET /status"),
        ("probe-media-type-undocumented", "GET /type"),
        ("probe-server-error", "GET /error"),
        ("probe-body-mismatch", "POST /post"),
        ("probe-access-open", "GET /open (anonymous)"),
    }


def test_a_request_that_the_document_rules_out_and_the_service_takes(target):
    """It is told, and does not fail: who is lenient breaks nobody."""
    body = (
        "@app.post('/t', openapi_extra={'requestBody': {'required': True, 'content': "
        "{'application/json': {'schema': {'type': 'object', 'required': ['a']}}}}})\n"
        "def t() -> Thing:\n    return Thing(name='a')\n"
    )
    lay(target, HEAD, GOOD, body, OUTSIDE)
    found = findings(target.json("openapi-probe"))
    assert found == {("probe-invalid-accepted", "POST /t (invalid)")}


def test_a_stream_without_end_is_cut_and_the_rest_is_judged(target):
    body = (
        "async def beats():\n    while True:\n        yield 'data: ' + 'x' * 9999 + '\\n\\n'\n"
        "@app.get('/t', response_class=StreamingResponse, responses={200: {'content': "
        "{'text/event-stream': {}}}})\n"
        "def t():\n    return StreamingResponse(beats(), media_type='text/event-stream')\n"
    )
    lay(target, HEAD, GOOD, body, OUTSIDE)
    found = findings(target.json("openapi-probe"))
    assert found == {("probe-not-shown", "GET /t")}


def test_what_changes_something_is_not_called_unless_the_settings_say_so(target, tmp_path):
    said = tmp_path / "said"
    body = f"@app.post('/t')\ndef t() -> Thing:\n    open({str(said)!r}, 'a').write('x')\n"
    lay(target, HEAD, GOOD, body, OUTSIDE, settings=PROBE.replace(', "POST"', ""))
    told = target.json("openapi-probe")
    assert "1 operation was not called" in told["steps"][-1]["summary"]
    assert not said.exists()


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
    refused = target.json("openapi-probe", code=1)
    assert "SVC_KEY is not set" in refused["error"]["what"]
    assert findings(target.json("openapi-probe", SVC_KEY="Bearer s3cret")) == set()
    assert "s3cret" not in (target.root / ".offramp/evidence/probe.json").read_text()
    wrong = target.json("openapi-probe", code=1, SVC_KEY="Bearer other")
    assert "no operation answered with success" in wrong["error"]["what"]


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


def test_stage_c_calls_the_application_before_the_checklist_is_written(target):
    lay(target, HEAD, GOOD, OUTSIDE)
    target.json("stage-a")
    target.json("stage-b", "--commit")
    steps = [step["id"] for step in target.json("stage-c")["steps"]]
    assert steps.index("probe") < steps.index("checklist")
    assert "the answers are what" in (target.root / ".offramp/pull-request.md").read_text()


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
    assert data["asked"] == data["shown"]
    assert {kind: data["shown"][kind] for kind in ("success", "limit", "error")} == {
        "success": 7,
        "limit": 4,
        "error": 7,
    }
