"""``kneecave serve``: where it listens, what it says, how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from kneecave.apps.web.certificate import certificate_for
from kneecave.apps.web.config import ServeConfig
from kneecave.apps.web.hosts import own_names
from kneecave.apps.web.serving import new_token
from kneecave.apps.web.welcome import welcome
from tests.apps.conftest import COMMAND, Run, in_a_process, names_under

START_S = 120.0


def one_line(err: str) -> str:
    assert len(err.splitlines()) == 1, err
    assert err.startswith("kneecave: ")
    return err


def test_a_port_that_is_taken(kneecave: Run, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = kneecave("serve", "--port", str(port), "--data", tmp_path / "data")
    assert outcome.code == 2
    assert f"port {port} is in use on 127.0.0.1; choose another with --port" in one_line(
        outcome.err
    )
    assert names_under(tmp_path) == ["here"]


@pytest.mark.parametrize("host", ["192.0.2.7", "a..b", "256.1.1.1"])
def test_a_host_that_is_not_here(kneecave: Run, tmp_path: Path, host: str) -> None:
    outcome = kneecave("serve", "--host", host, "--data", tmp_path / "data")
    assert outcome.code == 2
    assert f"{host} is no address of this machine" in one_line(outcome.err)


@pytest.mark.parametrize("options", [(), ("--https",)])
def test_a_folder_that_takes_nothing(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("")
    outcome = in_a_process(
        "serve", "--port", "8417", "--data", tmp_path / "file", *options, cwd=tmp_path
    )
    assert outcome.code == 1
    assert "--data" in one_line(outcome.err)


@pytest.mark.parametrize(
    "options", [("--port", "0"), ("--workers", "0"), ("--max-upload-mb", "0"), ("--model", "x")]
)
def test_a_call_that_cannot_work(kneecave: Run, options: tuple[str, ...]) -> None:
    outcome = kneecave("serve", *options)
    assert outcome.code == 2
    one_line(outcome.err)


def test_what_is_said_on_loopback() -> None:
    said = welcome(ServeConfig(Path("/data/web"), keep_days=7), None, [])
    assert "kneecave is at  http://127.0.0.1:8321/\n" in said
    assert "token" not in said
    assert "/data/web, and are deleted after 7 days." in said
    assert "Ctrl-C stops it." in said
    forever = welcome(ServeConfig(Path("/data/web"), keep_days=None), None, [])
    assert "/data/web, until you delete them." in forever


def test_what_is_said_in_a_network(tmp_path: Path) -> None:
    config = ServeConfig(tmp_path, host="0.0.0.0", https=True, token="abc")
    made = certificate_for({"192.0.2.7"}, folder=tmp_path)
    said = welcome(config, made, ["192.0.2.7", "2001:db8::7"])
    assert "https://192.0.2.7:8321/?token=abc\n" in said
    assert "https://[2001:db8::7]:8321/?token=abc\n" in said
    assert made.fingerprint in said
    bare = welcome(ServeConfig(tmp_path, host="192.0.2.7", token="abc"), None, [])
    assert "Nothing is encrypted" in bare


def test_a_token_for_everybody_but_this_machine() -> None:
    assert [new_token(host) for host in ("127.0.0.1", "localhost", "::1")] == [None] * 3
    first, second = new_token("0.0.0.0"), new_token("192.0.2.7")
    assert first is not None
    assert second is not None
    assert first != second
    assert len(first) >= 32


def test_a_certificate_is_kept_until_it_lacks_a_name_or_ends(tmp_path: Path) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    names = own_names("127.0.0.1")
    first = certificate_for(names, folder=tmp_path, at=at)
    assert first.file.stat().st_mode & 0o077 == 0
    assert re.fullmatch(r"([0-9A-F]{2}:){31}[0-9A-F]{2}", first.fingerprint)
    assert certificate_for(names, folder=tmp_path, at=at + timedelta(days=360)) == first
    more = certificate_for({*names, "192.0.2.7"}, folder=tmp_path, at=at)
    assert more.fingerprint != first.fingerprint
    assert certificate_for(names, folder=tmp_path, at=at) == more
    later = certificate_for(names, folder=tmp_path, at=at + timedelta(days=370))
    assert later.fingerprint != more.fingerprint
    first.file.write_text("no certificate")
    assert certificate_for(names, folder=tmp_path, at=at).fingerprint not in ("", more.fingerprint)
    assert names_under(tmp_path) == ["certificate.pem"]


@contextmanager
def running(data: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server in a process of its own, and its address as it said it."""
    process = subprocess.Popen(
        [*COMMAND, "serve", "--data", str(data), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"https?://\S+", line)
        assert found, line
        yield process, found[0]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.mark.slow
def test_a_server_in_the_network_from_start_to_end(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    options = ("--host", "127.0.0.2", "--port", str(port), "--https")
    with running(data, *options) as (process, url):
        trusted = ssl.create_default_context(cafile=data / "tls" / "certificate.pem")
        assert url.startswith(f"https://127.0.0.2:{port}/?token=")
        with httpx.Client(verify=trusted, base_url=f"https://127.0.0.2:{port}") as browser:
            assert browser.get("/api/clips", timeout=START_S).status_code == 401
            assert browser.get(url).status_code == 200
            answer = browser.get("/api/clips")
            assert (answer.status_code, answer.json()) == (200, [])
            assert "server" not in answer.headers
        with socket.create_connection(("127.0.0.2", port)) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.2\r\n\r\n")
        process.send_signal(signal.SIGINT)
        assert process.wait(START_S) == 0
        assert process.stdout is not None
        said = process.stdout.read()
    assert "stopped" in said
    assert "Traceback" not in said
    assert "127.0.0.2" not in said
    assert names_under(data / "scratch") == []


@pytest.mark.slow
def test_sigterm_ends_it_while_somebody_uploads(tmp_path: Path) -> None:
    port = free_port()
    with (
        running(tmp_path / "data", "--port", str(port)) as (process, _),
        socket.create_connection(("127.0.0.1", port)) as slow,
    ):
        head = "POST /api/clips HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n"
        slow.sendall(head.encode() + bytes(10))
        end_s = time.monotonic() + START_S
        while not names_under(tmp_path / "data" / "incoming"):
            assert time.monotonic() < end_s
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(START_S) == 143
    assert names_under(tmp_path / "data" / "incoming") == []
