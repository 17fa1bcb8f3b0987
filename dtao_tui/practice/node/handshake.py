"""The check of a connection's Host and Origin headers: programs of this machine only, and no browser page.

A page in a browser can reach every port of its machine, also by a name that resolves to it (DNS rebinding). The browser
names such a host in Host, and the page's origin in Origin.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
SCHEMES = ("http", "https", "ws", "wss")

FOREIGN_HOST = "This practice node answers only as 127.0.0.1, localhost or [::1] with its port.\n"
FOREIGN_ORIGIN = "This practice node answers no pages of browsers.\n"


def refusal(hosts: Sequence[str], origins: Sequence[str], port: int) -> str | None:
    """The sentence for a client with these Host and Origin headers that is refused; None for one that is served."""
    if len(hosts) != 1 or not _is_here(hosts[0], port):
        return FOREIGN_HOST
    if any(not _is_from_here(origin, port) for origin in origins):
        return FOREIGN_ORIGIN
    return None


def _is_here(host: str, port: int) -> bool:
    name, _, number = host.strip().lower().rpartition(":")
    return name in LOOPBACK_NAMES and number == str(port)


def _is_from_here(origin: str, port: int) -> bool:
    """Some programs send an origin made from the address of their connection."""
    try:
        parts = urlsplit(origin.strip())
    except ValueError:
        return False
    return (
        parts.scheme in SCHEMES and parts.path == parts.query == parts.fragment == "" and _is_here(parts.netloc, port)
    )
