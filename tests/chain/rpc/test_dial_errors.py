"""Each reason why an endpoint cannot be dialled has a sentence of its own, and nothing of what answers is repeated."""

import asyncio
import logging
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import serve

from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.chain.rpc import dial_errors
from dtao_tui.chain.rpc.retry_after import USUAL_WAIT_SECONDS
from dtao_tui.chain.rpc.websocket_dialler import WebsocketDialler
from dtao_tui.ports.errors import AskedToWait, ChainTrouble, NotConnected, WrongNetwork
from dtao_tui.ports.networks import network_of
from tests.chain.certificates import a_context, an_issuer
from tests.chain.impostors import a_web_page, an_answer, an_impostor

FAR = "wss://node.example:443/v1/SECRET?key=SECRET"
PROXY_NAMES = (
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXY_NAMES, "WSS_PROXY", "wss_proxy", "SOCKS_PROXY", "socks_proxy"):
        monkeypatch.delenv(name, raising=False)


async def trouble_at(url: str) -> ChainTrouble:
    """What dialling this address tells; also that nothing was told to the loop, and no secret to anybody."""
    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    with pytest.raises(ChainTrouble) as raised:
        await WebsocketDialler(lambda genesis, url: None)(url)
    await asyncio.sleep(0.05)
    assert [context for context in told if not isinstance(context.get("exception"), EOFError)] == []
    sentence = str(raised.value)
    assert "SECRET" not in sentence
    assert "evil" not in sentence
    assert sentence.isprintable()
    assert sentence.endswith((".", "?"))
    return raised.value


ANSWERS = {
    "a page": (a_web_page(), "is no endpoint of a chain: it answers with a web page (HTTP 200)", "no websocket"),
    "plain HTTP": (an_answer("200 OK"), "it answers with plain HTTP (HTTP 200)", "no websocket"),
    "nothing there": (a_web_page("404 Not Found"), "a web page (HTTP 404). Is the address right?", "no websocket"),
    "a key": (a_web_page("401 No"), "wants a key or password (HTTP 401)", "wants a key"),
    "refused": (a_web_page("403 No"), "does not serve this address (HTTP 403)", "refuses us"),
    "a fault": (a_web_page("502 Bad Gateway"), "has a fault of its own (HTTP 502)", "its own fault"),
    "elsewhere": (
        an_answer("301 Moved", "Location: https://evil.example/SECRET"),
        "sends on to another place, which is not followed",
        "sends elsewhere",
    ),
    "nowhere": (an_answer("301 Moved"), "sends on to another place (HTTP 301)", "sends elsewhere"),
    "wait": (
        a_web_page("429 Too Many", "Retry-After: 40"),
        "gets too many requests from here and asked to wait 40 s (HTTP 429)",
        "asked to wait",
    ),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.9\r\n\r\n", "answers with something that is no websocket", "no websocket"),
    "silence": (b"", "hung up without an answer", "hung up"),
    "TLS": (b"\x15\x03\x01\x00\x02\x02\x46\r\n\r\n", "speaks TLS. Write wss:// for it", "wants TLS"),
    "other upgrade": (
        b"HTTP/1.1 101 Switching\r\nUpgrade: evil\r\nConnection: Upgrade\r\n\r\n",
        "is no websocket of a node",
        "no websocket",
    ),
}


@pytest.mark.parametrize("kind", ANSWERS)
async def test_what_answers_instead_of_a_node_is_named(kind: str) -> None:
    answer, words, short = ANSWERS[kind]
    async with an_impostor(answer) as port:
        trouble = await trouble_at(f"ws://127.0.0.1:{port}/SECRET")
    assert f"127.0.0.1:{port} " in str(trouble)
    assert words in str(trouble)
    assert trouble.short == short


async def test_a_page_without_an_end_is_named_all_the_same() -> None:
    async with an_impostor(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>" + b"x" * 500_000) as port:
        trouble = await trouble_at(f"ws://127.0.0.1:{port}")
    assert str(trouble)


async def test_a_wait_without_a_number_is_the_usual_one() -> None:
    async with an_impostor(an_answer("503 Busy")) as port:
        trouble = await trouble_at(f"ws://127.0.0.1:{port}")
    assert isinstance(trouble, AskedToWait)
    assert trouble.wait_seconds == USUAL_WAIT_SECONDS


async def test_of_several_endpoints_each_is_named_with_its_reason(tmp_path: Path) -> None:
    wait = a_web_page("429 Too Many", "Retry-After: 40")
    async with an_impostor(a_web_page("403 No")) as first, an_impostor(wait) as second, an_impostor(wait) as third:
        urls = [f"ws://127.0.0.1:{port}/SECRET" for port in (first, second, third)]
        with pytest.raises(AskedToWait) as raised:
            await NetworkConnection(network_of("practice").at(*urls), tmp_path).connect()
    assert str(raised.value) == (
        f"127.0.0.1:{first} does not serve this address (HTTP 403). Choose another endpoint. "
        f"Nor can be used: 127.0.0.1:{second} (asked to wait), 127.0.0.1:{third} (asked to wait)."
    )
    assert raised.value.wait_seconds == 40


async def test_a_proxy_that_keeps_all_endpoints_away_is_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(NotConnected) as raised:
        await NetworkConnection(network_of("practice").at(FAR, FAR.replace("node", "other")), tmp_path).connect()
    assert str(raised.value).count("127.0.0.1:9") == 1
    assert "other" not in str(raised.value)


async def test_another_chain_behind_one_of_several_is_said_by_itself() -> None:
    foreign = WrongNetwork("It serves another chain.")
    assert dial_errors.together({"a": NotConnected("No."), "b": foreign}) is foreign


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_a_port_where_nobody_listens_refuses(host: str) -> None:
    trouble = await trouble_at(f"ws://{host}:9")
    assert str(trouble).startswith(f"{host}:9 does not answer: the connection was refused.")


@pytest.mark.parametrize(
    ("code", "words"), [(socket.EAI_NONAME, "its name is not known"), (socket.EAI_AGAIN, "cannot be looked up now")]
)
async def test_a_name_that_is_not_found_is_said(monkeypatch: pytest.MonkeyPatch, code: int, words: str) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(code, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    trouble = await trouble_at(FAR)
    assert str(trouble).startswith("node.example:443 cannot be found: ")
    assert words in str(trouble)


CERTIFICATES: dict[str, tuple[dict[str, Any], bool, str]] = {
    "expired": ({"days_old": 30}, True, "has expired"),
    "from the future": ({"days_old": -30}, True, "is not valid yet"),
    "of another name": ({"host": "elsewhere.example"}, True, "is made out to another name"),
    "of an unknown issuer": ({}, False, "is signed by nobody whom this machine trusts"),
}


@pytest.mark.parametrize("kind", CERTIFICATES)
async def test_a_bad_certificate_says_what_is_wrong_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    wishes, is_trusted, words = CERTIFICATES[kind]
    issuer = an_issuer(tmp_path)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(issuer.file))
    async with an_impostor(b"", a_context(tmp_path, issuer, **wishes)) as port:
        trouble = await trouble_at(f"wss://localhost:{port}")
    assert str(trouble).startswith(f"The certificate of localhost:{port} {words}")
    assert trouble.short == "bad certificate"


async def test_a_certificate_signed_by_itself_says_so(tmp_path: Path) -> None:
    async with an_impostor(b"", a_context(tmp_path)) as port:
        trouble = await trouble_at(f"wss://localhost:{port}")
    assert "is signed by itself" in str(trouble)


async def test_a_good_certificate_lets_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    issuer = an_issuer(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(issuer.file))
    async with an_impostor(a_web_page(), a_context(tmp_path, issuer)) as port:
        assert "a web page" in str(await trouble_at(f"wss://localhost:{port}"))


async def test_tls_against_a_plain_port_says_so() -> None:
    async with serve(lambda _: asyncio.sleep(0), "127.0.0.1", 0, logger=_silent()) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        trouble = await trouble_at(f"wss://localhost:{port}")
    assert str(trouble) in {
        f"localhost:{port} does not speak TLS. Write ws:// for it.",
        f"localhost:{port} broke the connection off before it answered. Does it speak TLS at this port?",
    }


async def test_a_plain_dialling_of_a_tls_port_asks_about_wss(tmp_path: Path) -> None:
    async with an_impostor(b"", a_context(tmp_path)) as port:
        trouble = await trouble_at(f"ws://localhost:{port}")
    assert "wss://" in str(trouble) or "broke the connection off" in str(trouble)


PROXIES = {
    "a password": (a_web_page("407 Proxy Authentication Required"), "wants a name and password (HTTP 407)"),
    "a ban": (a_web_page("403 Forbidden"), "does not let node.example:443 through (HTTP 403)"),
    "no way": (a_web_page("502 Bad Gateway"), "could not reach node.example:443 (HTTP 502)"),
    "a wait": (a_web_page("429 Slow", "Retry-After: 9"), "asked to wait 9 s (HTTP 429)"),
    "no proxy": (b"SSH-2.0-evil\r\n\r\n", "does not answer as an HTTP proxy does"),
    "silence": (b"", "does not answer as an HTTP proxy does"),
}


@pytest.mark.parametrize("kind", PROXIES)
async def test_a_proxy_that_does_not_help_is_named_by_its_host(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    answer, words = PROXIES[kind]
    async with an_impostor(answer) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:SECRET@127.0.0.1:{port}")
        trouble = await trouble_at(FAR)
    assert str(trouble).startswith(f"The proxy 127.0.0.1:{port} ")
    assert words in str(trouble)


async def test_a_proxy_that_refuses_is_told_from_the_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert str(await trouble_at(FAR)).startswith("The proxy 127.0.0.1:9 does not answer: the connection was refused.")


@pytest.mark.parametrize("address", ["socks5://u:SECRET@127.0.0.1:9", "socks5h://127.0.0.1:9", "socks4://127.0.0.1:9"])
async def test_a_socks_proxy_is_said_to_be_unusable(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("ALL_PROXY", address)
    monkeypatch.setenv("HTTPS_PROXY", address)
    assert "The proxy 127.0.0.1:9 is a SOCKS proxy" in str(await trouble_at(FAR))


@pytest.mark.parametrize(
    "address", ["ftp://SECRET.example", "http://", "http://h:99999", "127.0.0.1:9", "http://a@h/SECRET"]
)
async def test_a_proxy_without_a_usable_address_is_said(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", address)
    assert "has no address that can be used" in str(await trouble_at(FAR))


async def test_a_certificate_behind_a_proxy_names_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    error = ssl.SSLCertVerificationError()
    error.verify_code = 18
    trouble = dial_errors.trouble_of(dial_errors.Route(FAR, "http://u:SECRET@p.example:3128"), error)
    assert str(trouble).startswith("The certificate of node.example:443 is signed by itself")
    assert "through the proxy p.example:3128" in str(trouble)
    assert "SECRET" not in str(trouble)


def _silent() -> logging.Logger:
    logger = logging.getLogger("a server of a test")
    logger.setLevel(logging.CRITICAL)
    return logger
