"""Operators of endpoints by registrable domain, and the choice of a second endpoint of another operator."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from dtao_tui.ports.networks import ENDPOINTS, GENESIS, Network, is_loopback

SHARED_SUFFIXES = frozenset(
    {
        *("co.uk", "org.uk", "me.uk", "ac.uk", "gov.uk", "com.au", "net.au", "org.au", "co.nz", "co.za", "co.in"),
        *("co.jp", "ne.jp", "or.jp", "co.kr", "com.br", "com.cn", "com.hk", "com.sg", "com.tw", "com.tr", "com.mx"),
        *("amazonaws.com", "azurewebsites.net", "cloudfront.net", "duckdns.org", "dyndns.org", "fly.dev"),
        *("herokuapp.com", "ngrok.app", "ngrok.dev", "ngrok.io", "ngrok-free.app", "onrender.com", "run.app"),
        *("sslip.io", "ts.net", "trycloudflare.com", "up.railway.app", "workers.dev"),
    }
)
"""Public suffixes under which anybody can register a name: one more label belongs to the operator."""


def operator_of(url: str) -> str:
    """The registrable domain of an address; of an IP address the address, and on this machine the port as well.

    A port of this machine is often a tunnel to somebody else's node, so each port counts as an operator.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if is_loopback(url):
        return f"port {parts.port} of this machine"
    try:
        return ipaddress.ip_address(host).compressed
    except ValueError:
        return _registrable(host)


def second_of(network: Network, genesis: str, in_use: str) -> str | None:
    """The endpoint to compare the one in use with: the first of another operator, or None.

    Endpoints of the settings come first, then the public ones of the chain with this genesis, however it was reached.
    """
    public = next((ENDPOINTS[name] for name, known in GENESIS.items() if known == genesis), ())
    return _of_another(operator_of(in_use), (*network.named, *public))


def _of_another(operator: str, endpoints: Iterable[str]) -> str | None:
    return next((url for url in endpoints if operator_of(url) != operator), None)


def _registrable(host: str) -> str:
    labels = host.split(".")
    for shared in (3, 2):
        if ".".join(labels[-shared:]) in SHARED_SUFFIXES:
            return ".".join(labels[-shared - 1 :])
    return ".".join(labels[-2:])
