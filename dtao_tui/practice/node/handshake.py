"""Who may connect: programs of this machine that address it as this machine, and no page of a browser.

A page that a browser shows can reach every port of its machine, by a name that resolves to it as well (DNS rebinding).
The browser tells on it: such a name stands in Host, and where the page came from in Origin.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
SCHEMES = ("http", "https", "ws", "wss")

FOREIGN_HOST = "This practice node answers only as 127.0.0.1, localhost or [::1] with its port.\n"
FOREIGN_ORIGIN = "This practice node answers no pages of browsers.\n"


def refusal(hosts: Sequence[str], origins: Sequence[str], port: int) -> str | None:
    """Why a client with these Host and Origin headers is not served, in a sentence; None to serve it."""
    if len(hosts) != 1 or not _is_here(hosts[0], port):
        return FOREIGN_HOST
    if any(not _is_from_here(origin, port) for origin in origins):
        return FOREIGN_ORIGIN
    return None


def _is_here(host: str, port: int) -> bool:
    name, _, number = host.strip().lower().rpartition(":")
    return name in LOOPBACK_NAMES and number == str(port)


def _is_from_here(origin: str, port: int) -> bool:
    """Some programs send an origin made of the address that they connect to."""
    try:
        parts = urlsplit(origin.strip())
    except ValueError:
        return False
    return (
        parts.scheme in SCHEMES and parts.path == parts.query == parts.fragment == "" and _is_here(parts.netloc, port)
    )
