"""https: with a certificate of the user's own, or with one for development that is made once and vouched for by a file."""

from __future__ import annotations

import socket
import ssl
import stat
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from conftest import Process, serving
from test_command_line import run

import mockserver
from mockserver.authorization import bearer

trustme = pytest.importorskip("trustme")

TOKEN = bearer("eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk")
REPORT = {"name": "r", "recipients": "a@example.com", "schedule": {"frequency": "once"}}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "mocksrv" / "tls"


@pytest.fixture
def own(tmp_path: Path) -> dict[str, Path]:
    """A certificate of the user's own: files for it, its key, both together, and who vouches for it."""
    authority = trustme.CA()
    made = authority.issue_cert("localhost", "127.0.0.1")
    contents = {
        "cert": made.cert_chain_pems[0].bytes(), "key": made.private_key_pem.bytes(), "both": made.private_key_and_cert_chain_pem.bytes(),
        "authority": authority.cert_pem.bytes(), "other": authority.issue_cert("localhost").private_key_pem.bytes(),
    }  # fmt: skip
    for name, content in contents.items():
        (tmp_path / f"{name}.pem").write_bytes(content)
    return {name: tmp_path / f"{name}.pem" for name in contents}


def trusting(authority: Path) -> httpx.Client:
    return httpx.Client(verify=ssl.create_default_context(cafile=str(authority)), headers=TOKEN, timeout=30)


@pytest.mark.parametrize("files", [("cert", "key"), ("both",)])
def test_a_certificate_of_ones_own_is_shown(own: dict[str, Path], files: tuple[str, ...]) -> None:
    flags = [f"--tls-{flag}={own[name]}" for flag, name in zip(("cert", "key"), files, strict=False)]
    with serving("thousandeyes", *flags) as url, trusting(own["authority"]) as client:
        assert url.startswith("https://127.0.0.1:")
        assert client.get(f"{url}/__admin/health").json() == {"status": "ok"}
        links = client.get(
            f"{url}/thousandeyes/v7/reports", auth=("noreply@thousandeyes.com", "g351mw5xqhvkmh1vq6zfm51c62wyzib2")
        ).text
        assert f"{url}/thousandeyes/v7/reports/" in links


def test_requests_of_every_kind_and_size_go_through_on_one_connection(own: dict[str, Path]) -> None:
    with serving("grafana", f"--tls-cert={own['both']}") as url, trusting(own["authority"]) as client:
        for number in range(20):
            made = client.post(f"{url}/grafana/api/reports", json={**REPORT, "message": "x" * 20_000 * number})
            assert made.status_code == 200
        listing = client.get(f"{url}/grafana/api/reports")
        assert len(listing.content) > 3_000_000
        assert len(listing.json()) == 23
        in_chunks = (part for part in (b'{"name": "r", "recipients": "a@b", ', b'"schedule": {"frequency": "once"}}'))
        assert (
            client.post(
                f"{url}/grafana/api/reports", content=in_chunks, headers={"Content-Type": "application/json"}
            ).status_code
            == 200
        )


def test_who_speaks_no_tls_or_an_old_one_gets_no_answer_and_disturbs_nobody(own: dict[str, Path]) -> None:
    with serving("grafana", f"--tls-cert={own['both']}") as url, trusting(own["authority"]) as client:
        place = urlsplit(url)
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"http://{place.netloc}/__admin/health")
        with socket.create_connection((place.hostname, place.port or 0)) as plain:
            plain.sendall(b"\x16\x03\x01 nonsense")
            plain.shutdown(socket.SHUT_WR)
            assert len(plain.recv(100)) < 20
        assert client.get(f"{url}/__admin/health").status_code == 200


def test_the_end_comes_in_time_though_somebody_has_begun_a_handshake_or_keeps_silent(own: dict[str, Path]) -> None:
    server = Process("grafana", f"--tls-cert={own['both']}")
    place = urlsplit(server.url)
    silent = [socket.create_connection((place.hostname, place.port or 0)) for _ in range(2)]
    silent[0].sendall(b"\x16\x03\x01\x02\x00\x01")
    with trusting(own["authority"]) as client:
        client.get(f"{server.url}/__admin/health")
        begun = time.monotonic()
        server.process.terminate()
        _, errors = server.process.communicate(timeout=15)
    for each in silent:
        each.close()
    assert (server.process.returncode, errors) == (0, "")
    assert time.monotonic() - begun < 6


def test_a_development_certificate_is_made_once_and_whoever_trusts_its_authority_is_served(cache: Path) -> None:
    for _ in range(2):
        with mockserver.running("grafana", tls=True, admin_token="t") as server:
            authority = Path(server.ca_file)
            assert server.url.startswith("https://")
            assert server.environ()["MOCKSRV_CA_FILE"] == server.ca_file
            with trusting(authority) as client, server.world("w") as world:
                assert client.get(f"{world.vendor('grafana').url}/api/reports").status_code == 200
                by_name = server.url.replace("127.0.0.1", "localhost")
                assert client.get(f"{by_name}/__admin/health").status_code == 200
            with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                httpx.get(f"{server.url}/__admin/health")
    assert [authority.parent] == list(cache.iterdir())
    assert {each.name for each in authority.parent.iterdir()} == {"authority.pem", "certificate.pem", "key.pem"}
    assert stat.S_IMODE((authority.parent / "key.pem").stat().st_mode) == 0o600


def test_it_holds_for_the_names_below_localhost_and_for_the_names_that_are_allowed() -> None:
    with (
        serving("grafana", "--tls", "--allowed-host", "mock") as url,
        mockserver.running("grafana", tls=True, allowed_host="mock") as same,
    ):
        place = urlsplit(url)
        context = ssl.create_default_context(cafile=same.ca_file)
        for name in ("localhost", "grafana.localhost", "mock"):
            with (
                socket.create_connection((place.hostname, place.port or 0)) as raw,
                context.wrap_socket(raw, server_hostname=name),
            ):
                pass
        with (
            socket.create_connection((place.hostname, place.port or 0)) as raw,
            pytest.raises(ssl.SSLCertVerificationError),
            context.wrap_socket(raw, server_hostname="grafana.com"),
        ):
            pass


def test_a_certificate_that_is_damaged_is_made_anew(cache: Path) -> None:
    with serving("grafana", "--tls"):
        pass
    made = next(cache.iterdir())
    (made / "certificate.pem").write_text("nonsense")
    with mockserver.running("grafana", tls=True) as server:
        assert Path(server.ca_file).parent == made


def test_servers_that_start_together_show_the_same_one(cache: Path) -> None:
    servers = [Process("grafana", "--tls") for _ in range(3)]
    authority = next(cache.iterdir()) / "authority.pem"
    with trusting(authority) as client:
        assert [client.get(f"{each.url}/__admin/health").status_code for each in servers] == [200] * 3
    assert [each.stop() for each in servers] == [0] * 3


def test_a_command_gets_the_file_that_vouches_for_the_server() -> None:
    script = (
        "import os, ssl, urllib.request as r; c = ssl.create_default_context(cafile=os.environ['MOCKSRV_CA_FILE']); "
    )
    script += "print(r.urlopen(os.environ['MOCKSRV_URL'] + '/__admin/health', context=c).status)"
    done = run("run", "grafana", "--tls", "--", sys.executable, "-c", script)
    assert (done.stdout, done.stderr, done.returncode) == ("200\n", "", 0)


def test_what_the_environment_says_of_tls_does_not_reach_servers_of_tests(
    own: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOCKSRV_TLS_CERT", str(own["both"]))
    with mockserver.running("grafana") as server:
        assert server.url.startswith("http://")


def test_curl_lines_in_the_greeting_trust_the_certificate() -> None:
    server = Process("grafana", "--tls")
    server.process.terminate()
    assert server.process.stdout is not None
    output = server.process.stdout.read()
    server.stop()
    line = " ".join(output.partition("try: ")[2].replace("\\", " ").split())
    assert line.startswith("curl --cacert /")
    assert f" {server.url}/grafana/api/reports" in line


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--tls-key", "{key}"], "--tls-key {key}: --tls-cert is missing"),
        (["--tls-cert", "{cert}"], "--tls-cert {cert}, --tls-key {cert}: no certificate with its private key"),
        (
            ["--tls-cert", "{cert}", "--tls-key", "{other}"],
            "--tls-cert {cert}, --tls-key {other}: no certificate with its private key",
        ),
        (
            ["--tls-cert", "{both}", "--tls"],
            "--tls makes a certificate, --tls-cert {both} names one: choose one of them",
        ),
        (["--tls-cert", "nowhere.pem"], "--tls-cert: 'nowhere.pem': there is no such file"),
    ],
)
def test_what_cannot_be_shown_is_refused_at_start(own: dict[str, Path], flags: list[str], said: str) -> None:
    names = {name: str(path) for name, path in own.items()}
    refused = run("serve", "grafana", "--port", "0", *(each.format(**names) for each in flags))
    assert (refused.returncode, refused.stderr) == (2, f"mockserver: {said.format(**names)}\n")


def test_a_key_that_is_locked_is_refused_without_asking_for_its_password(own: dict[str, Path]) -> None:
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(own["key"].read_bytes(), None)
    locked = own["key"].with_name("locked.pem")
    how = serialization.BestAvailableEncryption(b"secret")
    locked.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how))
    refused = run("serve", "grafana", "--port", "0", "--tls-cert", str(own["cert"]), "--tls-key", str(locked))
    assert refused.returncode == 2
    assert refused.stderr.endswith("no certificate with its private key\n")


def test_where_nothing_can_be_kept_one_line_says_so() -> None:
    refused = run("serve", "grafana", "--port", "0", "--tls", XDG_CACHE_HOME="/dev/null")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "give --tls-cert and --tls-key" in refused.stderr


def test_without_what_makes_one_a_line_says_what_to_install() -> None:
    script = "import sys; sys.modules['trustme'] = None; from mockserver.cli import main; sys.exit(main(['serve', 'grafana', '--port', '0', '--tls']))"
    refused = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "pip install 'mocksrv[tls]'" in refused.stderr
