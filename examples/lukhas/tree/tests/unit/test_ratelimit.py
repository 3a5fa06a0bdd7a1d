"""The rate limiter: who shares a budget, what can not be got around, and what a client is told.

The tests of counting run on memory, and on a Redis where this machine has one.
"""

from __future__ import annotations

import asyncio
import importlib.util
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import httpx
import pytest
from fastapi.testclient import TestClient

from lukhas.adapters.openai.api import get_app
from lukhas.core.reliability import memory
from lukhas.core.reliability.limits import RateLimits
from lukhas.core.reliability.memory import BoundedMemory
from lukhas.core.reliability.principal import Principals
from lukhas.core.settings import Settings

KEYS = ("key-one", "key-two")
DREAM = {"prompt": "rain"}


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a Redis of this module's own."""
    if not (shutil.which("redis-server") and importlib.util.find_spec("redis")):
        pytest.skip("this machine has no redis-server, or no redis for Python")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    folder: Path = tmp_path_factory.mktemp("redis")
    command = ["redis-server", "--port", port, "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    for _ in range(100):
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", int(port))):
                break
        time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait()


@pytest.fixture(params=["memory", "redis"])
def storage(request: pytest.FixtureRequest) -> str:
    """Where counts are kept; fresh for each test."""
    if request.param == "memory":
        return ""
    url = request.getfixturevalue("redis")
    with socket.create_connection(
        ("127.0.0.1", int(url.rpartition(":")[2].partition("/")[0]))
    ) as s:
        s.sendall(b"FLUSHALL\r\n")
        assert s.recv(16) == b"+OK\r\n"
    return url


def client_of(address: str = "192.0.2.1", key: str = "", **limits: object) -> TestClient:
    app = get_app(Settings(api_keys=KEYS, limits=RateLimits(**limits)))
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return TestClient(app, headers=headers, client=(address, 50000))


def statuses(client: TestClient, times: int, path: str = "/v1/models", **more: object) -> list[int]:
    with client:  # one event loop for all of them, as on a server
        return [client.get(path, **more).status_code for _ in range(times)]


def test_a_budget_ends_and_the_refusal_says_when_to_come_back(storage: str) -> None:
    with client_of(key=KEYS[0], default="2/minute", storage=storage) as client:
        answers = [client.get("/v1/models") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [a.headers["x-ratelimit-remaining-requests"] for a in answers] == ["1", "0", "0"]
    last = answers[-1]
    assert last.headers["RateLimit-Policy"] == '"key";q=2;w=60'
    assert last.headers["RateLimit"] == f'"key";r=0;t={last.headers["Retry-After"]}'
    assert last.headers["X-RateLimit-Reset-Requests"] == f"{last.headers['Retry-After']}s"
    assert 1 <= int(last.headers["Retry-After"]) <= 60
    assert last.json()["error"]["code"] == "rate_limit_exceeded"
    assert "Retry-After" not in answers[1].headers


def test_who_comes_back_when_told_is_let_in(storage: str) -> None:
    """R6"""
    with client_of(key=KEYS[0], default="1/second", storage=storage) as client:
        assert client.get("/v1/models").status_code == 200
        refused = client.get("/v1/models")
        time.sleep(int(refused.headers["Retry-After"]))
        assert client.get("/v1/models").status_code == 200
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")


@pytest.mark.parametrize(("left", "told"), [(-0.2, "1"), (0.0, "1"), (59.01, "60"), (60.4, "60")])
def test_the_wait_is_of_this_window(left: float, told: str) -> None:
    """What is left is a difference between two clocks where a Redis counts."""
    with mock.patch.object(BoundedMemory, "hit", return_value=(601, left)):
        assert client_of(key=KEYS[0]).get("/v1/models").headers["Retry-After"] == told


def test_fifty_at_once_are_counted_exactly(storage: str) -> None:
    """R9"""
    app = get_app(Settings(KEYS, limits=RateLimits(default="4/minute", storage=storage)))

    async def ask() -> list[int]:
        transport = httpx.ASGITransport(app)
        headers = {"Authorization": f"Bearer {KEYS[0]}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
            calls = (client.get("/v1/models", headers=headers) for _ in range(50))
            return [answer.status_code for answer in await asyncio.gather(*calls)]

    assert sorted(asyncio.run(ask())) == [200] * 4 + [429] * 46


@pytest.mark.parametrize(
    ("keying", "same", "other_route", "other_client"),
    [
        ("route_principal", 429, 200, 200),
        ("route_only", 429, 200, 429),
        ("principal", 429, 429, 200),
    ],
)
def test_the_keying_says_who_shares(
    keying: str, same: int, other_route: int, other_client: int, storage: str
) -> None:
    limits = RateLimits(keying=keying, default="1/minute", storage=storage)
    with TestClient(get_app(Settings(api_keys=KEYS, limits=limits))) as client:
        one, two = ({"Authorization": f"Bearer {key}"} for key in KEYS)
        assert client.get("/v1/models", headers=one).status_code == 200
        assert client.get("/v1/models", headers=one).status_code == same
        assert client.post("/v1/dreams", json=DREAM, headers=one).status_code == other_route
        assert client.get("/v1/models", headers=two).status_code == other_client


def test_a_route_can_have_a_limit_of_its_own() -> None:
    """R4"""
    client = client_of(key=KEYS[0], default="9/minute", routes={"/v1/models": "2/minute"})
    with client:
        assert [client.get("/v1/models").status_code for _ in range(3)] == [200, 200, 429]
        answers = [client.post("/v1/dreams", json=DREAM).status_code for _ in range(3)]
    assert answers == [200] * 3


def test_a_forwarded_address_is_nobodys_word() -> None:
    """R1, R11"""
    with client_of(anonymous="3/minute") as client:
        found = []
        for number in range(6):
            claimed = {"X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": f"10.0.0.{number}"}
            found.append(client.get("/v1/models", headers=claimed).status_code)
    assert found == [401] * 3 + [429] * 3


def test_a_junk_token_is_no_new_budget() -> None:
    """R1, R11"""
    with client_of(anonymous="3/minute") as client:
        junk = [f"Bearer tok:{number}" for number in range(6)]
        found = [client.get("/v1/models", headers={"Authorization": j}).status_code for j in junk]
    assert found == [401] * 3 + [429] * 3


def test_strangers_do_not_use_up_what_clients_with_a_key_have() -> None:
    limits = RateLimits(keying="route_only", default="1/minute", anonymous="1/minute")
    with TestClient(get_app(Settings(api_keys=KEYS, limits=limits))) as client:
        assert [client.get("/v1/models").status_code for _ in range(2)] == [401, 429]
        keyed = client.get("/v1/models", headers={"Authorization": f"Bearer {KEYS[0]}"})
    assert keyed.status_code == 200


@pytest.mark.parametrize("paths", [["/V1/models", "/v1/models/", "//v1/models", "/v1/x?a=1"]])
def test_variants_of_a_path_share_a_budget(paths: list[str]) -> None:
    """R3"""
    with client_of(key=KEYS[0], default="2/minute") as client:
        found = [client.get(path, follow_redirects=False).status_code for path in paths]
        ids = [client.get(f"/v1/models/{number}").status_code for number in range(10)]
    assert found[2:] == [429, 429]
    assert ids == [429] * 10


def test_a_prefix_that_a_proxy_cut_off_or_left_is_no_part_of_the_route() -> None:
    """R3, R4"""
    app = get_app(Settings(KEYS, limits=RateLimits(routes={"/v1/models": "2/minute"})))
    headers = {"Authorization": f"Bearer {KEYS[0]}"}
    with TestClient(app, root_path="/api", headers=headers) as client:
        paths = ("/v1/models", "/api/v1/models", "/v1/models")
        found = [client.get(path).headers["RateLimit"].partition(";t")[0] for path in paths]
        assert found == ['"key";r=1', '"key";r=0', '"key";r=0']
        assert client.get("/api/healthz").status_code == 200


def test_health_is_never_limited() -> None:
    assert statuses(client_of(anonymous="1/minute"), 5, "/healthz") == [200] * 5
    assert statuses(client_of(anonymous="1/minute"), 5, "/metrics") == [200] * 5


def test_a_disabled_limiter_says_nothing() -> None:
    client = client_of(key=KEYS[0], default="1/minute", enabled=False)
    assert statuses(client, 3) == [200] * 3
    assert not any("ratelimit" in name for name in client.get("/v1/models").headers)


def test_an_unreachable_storage_limits_nobody(caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("redis")
    client = client_of(key=KEYS[0], default="1/minute", storage="redis://127.0.0.1:1/0")
    assert statuses(client, 2) == [200] * 2
    assert "out of reach" in caplog.text


def test_a_storage_that_does_not_answer_keeps_nobody_for_long() -> None:
    pytest.importorskip("redis")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        client = client_of(key=KEYS[0], default="1/minute", storage=url)
        start = time.monotonic()
        assert statuses(client, 1) == [200]
        assert time.monotonic() - start < 3


def test_the_wall_clock_has_no_say() -> None:
    """R8"""
    with client_of(key=KEYS[0], default="1/minute") as client:
        assert client.get("/v1/models").status_code == 200
        for jump in (-3600, 3600):
            with mock.patch("time.time", return_value=time.time() + jump):
                answer = client.get("/v1/models")
            assert answer.status_code == 429
            assert 1 <= int(answer.headers["Retry-After"]) <= 60
        later = time.monotonic() + 60.1
        with mock.patch.object(memory.time, "monotonic", return_value=later):
            assert client.get("/v1/models").status_code == 200


def test_the_wait_is_rounded_up() -> None:
    """R6"""
    with client_of(key=KEYS[0], default="1/minute") as client:
        with mock.patch.object(memory.time, "monotonic", return_value=100.0):
            client.get("/v1/models")
        with mock.patch.object(memory.time, "monotonic", return_value=158.1):
            assert client.get("/v1/models").headers["Retry-After"] == "2"


def test_memory_is_bounded_and_comes_back() -> None:
    """R2"""

    async def flood() -> None:
        counts = BoundedMemory(max_keys=2000)
        with mock.patch.object(memory.time, "monotonic", return_value=0.0) as clock:
            for number in range(5000):
                assert await counts.hit(f"client {number:04}", 60) == (1, 60.0)
                assert len(counts) <= 2000
            assert await counts.get("client 4999") == 1
            assert await counts.hit("client 4999", 60) == (2, 60.0)
            full = sys.getsizeof(counts._windows)
            clock.return_value = 60.0
            assert await counts.get("client 4999") == 0
            # Clearing up is shared by those who come: none of them waits for all of it.
            for count, left in enumerate((1500, 1000, 500, 1, 1), start=1):
                assert await counts.hit("client 4999", 60) == (count, 60.0)
                assert len(counts) == left
                assert len(counts._ends) <= 2000
            assert sys.getsizeof(counts._windows) < full / 100

    asyncio.run(flood())


def test_a_name_tells_nothing_of_the_key() -> None:
    """R10"""
    scope = {"headers": [(b"authorization", b"bearer key-one")], "client": ("192.0.2.1", 1)}
    names = {Principals(KEYS, secret).of(scope).name for secret in ("a", "b", "")}
    assert len(names) == 3
    assert all(name.startswith("tok:") and "key-one" not in name for name in names)
    again = Principals(KEYS, "a").of(scope)
    assert again.has_key
    assert again.name in names
    spaced = scope | {"headers": [(b"authorization", b"Bearer  key-one ")]}
    assert Principals(KEYS, "a").of(spaced) == again, "the API lets it in"


def test_without_a_secret_names_are_of_this_process_and_the_log_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """R10"""
    scope = {"headers": [(b"authorization", b"Bearer key-one")]}
    Principals(KEYS, "a")
    assert "LUKHAS_RL_SECRET" not in caplog.text
    assert Principals(KEYS, "").of(scope) != Principals(KEYS, "").of(scope)
    assert caplog.text.count("LUKHAS_RL_SECRET") == 2


@pytest.mark.parametrize(
    ("client", "name"),
    [
        (("192.0.2.1", 1), "ip:192.0.2.1"),
        (("::ffff:192.0.2.1", 1), "ip:192.0.2.1"),
        (("2001:db8::1:2", 1), "ip:2001:db8::/64"),
        (("fe80::1%eth0", 1), "ip:fe80::/64"),
        (None, "ip:unknown"),
    ],
)
def test_an_address_is_one_client(client: tuple[str, int] | None, name: str) -> None:
    scope = {"headers": [(b"authorization", b"Bearer junk")], "client": client}
    assert Principals(KEYS, "a").of(scope).name == name


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("KEYING", "route_principle"),
        ("DEFAULT", "0/minute"),
        ("DEFAULT", "-1/minute"),
        ("DEFAULT", "5/0 minute"),
        ("ANONYMOUS", "fast"),
        ("ANONYMOUS", "1/second;9/minute"),
        ("ANONYMOUS", f"{10**15}/minute"),
        ("ANONYMOUS", f"1/{10**15} seconds"),
        ("ROUTES", "/v1/dreams"),
        ("ROUTES", "/v1/dreams=0/minute"),
        ("ROUTES", "/v1/dreams=1/minute,/v1/dreams=2/minute"),
        ("ENABLED", "yes"),
    ],
)
def test_nonsense_is_refused_at_start_up(variable: str, value: str) -> None:
    """R5, R7"""
    with pytest.raises(ValueError, match=f"LUKHAS_RL_{variable}"):
        RateLimits.from_env({f"LUKHAS_RL_{variable}": value})


def test_a_refused_keying_names_the_allowed_ones() -> None:
    """R5"""
    with pytest.raises(ValueError, match="route_principal, route_only, principal"):
        RateLimits(keying="route")


@pytest.mark.parametrize("route", ["/v1/dream", "/V1/dreams", "/v1/dreams/", "/metrics"])
def test_a_limit_for_a_route_that_is_not_limited_is_refused_at_start_up(route: str) -> None:
    """R4"""
    with pytest.raises(ValueError, match=f"/v1/dreams, .*, not '{route}'"):
        client_of(routes={route: "1/minute"})


@pytest.mark.parametrize("url", ["memcached://:hush@h", "h:6379", "redis", "redis://:hush@h:port"])
def test_a_strange_storage_is_refused_at_start_up(url: str) -> None:
    with pytest.raises(ValueError, match="LUKHAS_RL_STORAGE") as refusal:
        client_of(storage=url)
    assert "hush" not in str(refusal.value)


def test_settings_are_read() -> None:
    env = {"LUKHAS_RL_ROUTES": " /v1/dreams=1/minute, ", "LUKHAS_RL_ENABLED": "0"}
    assert RateLimits.from_env(env) == RateLimits(False, routes={"/v1/dreams": "1/minute"})
    with pytest.raises(ValueError, match="LUKHAS_RL_ROUTES"):
        RateLimits.from_env(env | {"LUKHAS_RL_KEYING": "principal"})
