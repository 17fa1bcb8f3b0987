"""Sentences for failed dials: DNS, TLS certificates, proxies, HTTP statuses, and servers that are no node."""

import errno
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from websockets.exceptions import InvalidMessage, InvalidProxy, InvalidProxyStatus, InvalidStatus, ProxyError
from websockets.http11 import Response
from websockets.proxy import get_proxy, parse_proxy
from websockets.uri import parse_uri

from dtao_tui.chain.rpc.retry_after import asked_to_wait
from dtao_tui.domain.text import cleaned
from dtao_tui.ports.errors import AskedToWait, ChainTrouble, NotConnected, TimedOut
from dtao_tui.ports.networks import host_of, is_loopback

_HOST_CELLS = 60
_ERRNO = re.compile(r"\[Errno (-?\d+)\]")
_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN})
_NAME_FOR_NOW = socket.EAI_AGAIN

_EXPIRED, _NOT_YET = 10, 9
_SELF_SIGNED = frozenset({18, 19})
_UNKNOWN_ISSUER = frozenset({2, 20, 21})
_OTHER_NAME = frozenset({62, 63, 64})
"""OpenSSL's verification errors (X509_V_ERR)."""

_TLS_ALERT = "\x15\x03"
"""First bytes of a TLS alert, which a TLS server sends to a client without TLS."""

_NOT_NOW = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Route:
    """An address, and the proxy through which it is reached."""

    url: str
    proxy: str | None
    """As the system's settings name it; it may hold a password."""

    @property
    def host(self) -> str:
        """Host and port of the endpoint."""
        return host_of(self.url)

    @property
    def words(self) -> str:
        """The endpoint and its proxy, as they are shown."""
        return f"{self.host}, through the proxy {self.proxy_host}," if self.proxy else self.host

    @property
    def proxy_host(self) -> str:
        """Host and port of the proxy, without its password."""
        try:
            parts = parse_proxy(self.proxy or "")
        except (InvalidProxy, ValueError):
            return "of the system's settings"
        return cleaned(f"{parts.host}:{parts.port}", _HOST_CELLS)


def route_to(url: str) -> Route:
    """The route to an address; a proxy of the system is not used for this machine."""
    return Route(url, None if is_loopback(url) else get_proxy(parse_uri(url)))


def trouble_of(route: Route, error: Exception) -> NotConnected:
    """The exception for this failure of a dial."""
    match error:
        case NotConnected():
            return error
        case InvalidStatus():
            return _of_status(route.host, error.response)
        case OSError():
            return _of_socket(route, error)
        case ProxyError() | InvalidProxy() | ImportError():
            return _of_proxy(route, error)
        case ValueError() if route.proxy is not None:
            return _of_proxy(route, error)
        case InvalidMessage():
            return _of_message(route, error)
        case _:
            sentence = f"{route.host} answers, but is no websocket of a node. Is the address right?"
            return NotConnected(sentence, short="no websocket")


def together(failed: Mapping[str, ChainTrouble]) -> ChainTrouble:
    """One exception for failures at several hosts, the first in full; a wrong chain is reported alone."""
    (_, first), *others = failed.items()
    last = [*failed.values()][-1]
    if not others or not all(isinstance(trouble, (NotConnected, TimedOut)) for trouble in failed.values()):
        return last
    # A proxy that refuses, say, is the same for all.
    listed = ", ".join(f"{host} ({trouble.short})" for host, trouble in others if str(trouble) != str(first))
    sentence = f"{first} Nor can be used: {listed}." if listed else str(first)
    waits = [trouble.wait_seconds for trouble in failed.values() if trouble.wait_seconds is not None]
    return AskedToWait(sentence, max(waits)) if waits else NotConnected(sentence, first.short)


def _of_socket(route: Route, error: OSError) -> NotConnected:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _of_certificate(route, error)
    if isinstance(error, ssl.SSLError):
        return _without_tls(route)
    if route.proxy is None and route.url.startswith("wss:") and isinstance(error, ConnectionResetError):
        words = "broke the connection off before it answered. Does it speak TLS at this port?"
        return NotConnected(f"{route.host} {words}", short="hung up")
    if route.proxy is not None:
        return NotConnected(str(_of_network(f"The proxy {route.proxy_host}", error)), short="proxy")
    return _of_network(route.host, error)


def _of_status(host: str, response: Response) -> NotConnected:
    status = response.status_code
    if status in _NOT_NOW:
        return asked_to_wait(host, f"HTTP {status}", response.headers.get_all("Retry-After"))
    match status:
        case 401 | 407:
            words, short = f"wants a key or password (HTTP {status}). Name the address with its key.", "wants a key"
        case 403:
            words, short = "does not serve this address (HTTP 403). Choose another endpoint.", "refuses us"
        case 300 | 301 | 302 | 303 | 307 | 308:
            words = f"sends on to another place (HTTP {status}), which is not followed. Name the endpoint itself."
            short = "sends elsewhere"
        case _ if status >= 500:
            words, short = f"has a fault of its own (HTTP {status}). Wait, or choose another endpoint.", "its own fault"
        case _:
            what = "a web page" if _is_page(response) else "plain HTTP"
            words = f"is no endpoint of a chain: it answers with {what} (HTTP {status}). Is the address right?"
            short = "no websocket"
    return NotConnected(f"{host} {words}", short=short)


def _of_proxy(route: Route, error: Exception) -> NotConnected:
    proxy = f"The proxy {route.proxy_host}"
    if isinstance(error, ImportError):
        words = "is a SOCKS proxy, which this program cannot use. Name an HTTP proxy in HTTPS_PROXY, or none."
    elif isinstance(error, (InvalidProxy, ValueError)):
        words = "has no address that can be used. Set HTTPS_PROXY to http://host:port, or unset it."
    elif isinstance(error, InvalidProxyStatus):
        return _of_proxy_status(route, error.response)
    else:
        words = "does not answer as an HTTP proxy does. Is HTTPS_PROXY right?"
    return NotConnected(f"{proxy} {words}", short="proxy")


def _of_proxy_status(route: Route, response: Response) -> NotConnected:
    status, proxy = response.status_code, f"The proxy {route.proxy_host}"
    if status in _NOT_NOW:
        return asked_to_wait(proxy, f"HTTP {status}", response.headers.get_all("Retry-After"))
    words = {
        403: f"does not let {route.host} through (HTTP 403).",
        407: "wants a name and password (HTTP 407). Put them into HTTPS_PROXY.",
    }.get(status, f"could not reach {route.host} (HTTP {status}).")
    return NotConnected(f"{proxy} {words}", short="proxy")


def _of_certificate(route: Route, error: ssl.SSLCertVerificationError) -> NotConnected:
    match error.verify_code:
        case code if code == _EXPIRED:
            words = "has expired. Is this machine's clock right?"
        case code if code == _NOT_YET:
            words = "is not valid yet. Is this machine's clock right?"
        case code if code in _SELF_SIGNED:
            words = "is signed by itself, so anybody can have made it."
        case code if code in _OTHER_NAME:
            words = "is made out to another name. Is the address right?"
        case code if code in _UNKNOWN_ISSUER:
            words = "is signed by nobody whom this machine trusts."
        case _:
            words = "is not valid."
    through = f" It was shown through the proxy {route.proxy_host}." if route.proxy else ""
    return NotConnected(f"The certificate of {route.host} {words}{through} Nothing was sent.", short="bad certificate")


def _without_tls(route: Route) -> NotConnected:
    advice = "Write ws:// for it." if is_loopback(route.url) else "Is the port right?"
    return NotConnected(f"{route.host} does not speak TLS. {advice}", short="no TLS there")


def _of_message(route: Route, error: InvalidMessage) -> NotConnected:
    is_clear = route.url.startswith("ws:")
    if is_clear and _TLS_ALERT in str(error.__cause__):
        return NotConnected(f"{route.host} speaks TLS. Write wss:// for it.", short="wants TLS")
    if isinstance(error.__cause__, EOFError):
        advice = "Is it a node, and does it want wss://?" if is_clear else "Is it a node's address?"
        return NotConnected(f"{route.host} hung up without an answer. {advice}", short="hung up")
    sentence = f"{route.host} answers with something that is no websocket. Is the address right?"
    return NotConnected(sentence, short="no websocket")


def _of_network(host: str, error: OSError) -> NotConnected:
    if isinstance(error, socket.gaierror):
        for_now = error.errno == _NAME_FOR_NOW
        words = "cannot be looked up now. Is the network up?" if for_now else "is not known. Is the address right?"
        return NotConnected(f"{host} cannot be found: its name {words}", short="name not found")
    numbers = _numbers_of(error)
    if errno.ECONNREFUSED in numbers:
        words = "the connection was refused. Does it run, and is the port right?"
        return NotConnected(f"{host} does not answer: {words}", short="refused")
    if numbers & _UNREACHABLE:
        return NotConnected(f"{host} cannot be reached from here. Is the network up?", short="no network")
    if isinstance(error, ConnectionError):
        return NotConnected(f"{host} broke the connection off before it answered.", short="hung up")
    return NotConnected(f"{host} does not answer. Is the network up, and the address right?")


def _numbers_of(error: OSError) -> set[int]:
    """The error numbers; for several addresses asyncio gives them in the text only (CPython 3.11)."""
    return {error.errno} if error.errno is not None else {int(found) for found in _ERRNO.findall(str(error))}


def _is_page(response: Response) -> bool:
    kinds = " ".join(response.headers.get_all("Content-Type")).lower()
    return "html" in kinds or bytes(response.body or b"")[:64].lstrip().startswith(b"<")
