"""The networks by name: where they answer, and by which genesis hash they are known."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from urllib.parse import SplitResult, urlsplit

from dtao_tui.domain.text import cleaned
from dtao_tui.settings import PRACTICE, NotASetting

TEST = "test"
FINNEY = "finney"
LOCAL = "local"

FINNEY_GENESIS = "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03"
TEST_GENESIS = "0x8f9cf856bf558a14440e75569c9e58594757048d7b3a84b5d25f6bd978263105"
GENESIS = MappingProxyType({FINNEY: FINNEY_GENESIS, TEST: TEST_GENESIS})
"""Networks that are known by the hash of their first block, whoever answers for them."""

ENDPOINTS = MappingProxyType(
    {
        FINNEY: (
            "wss://entrypoint-finney.opentensor.ai:443",
            "wss://lite.chain.opentensor.ai:443",
            "wss://lite.sub.latent.to:443",
        ),
        TEST: ("wss://test.finney.opentensor.ai:443",),
        LOCAL: ("ws://127.0.0.1:9944",),
    }
)
"""The public endpoints that the SDK knows (bittensor 11.3, settings), first choice first."""

NAMES = frozenset({PRACTICE, *ENDPOINTS})
"""Every network that has a name; any other is asked for by its address."""

ARCHIVES = MappingProxyType(
    {FINNEY: ("wss://archive.chain.opentensor.ai:443", "wss://archive.sub.latent.to:443")},
)
"""Endpoints that keep the state of every block, asked only for what the others no longer have."""

ARCHIVE, DEVNET = "archive", "devnet"
"""Two more names that btcli knows: mainnet by an archive of it, and the chain of Bittensor's developers."""

_DEVNET_ENDPOINT = "wss://dev.chain.opentensor.ai:443"
_LONGEST_URL = 512
_SHOWN_CELLS = 60
_HOST_END = re.compile(r"[/?#]")
_HASH = re.compile(r"0x[0-9a-f]{64}")


class NetworkKind(Enum):
    """What is at stake on a network; the value is the word for its band."""

    PRACTICE = "PRACTICE"
    TEST = "TEST"
    MAINNET = "MAINNET"
    LOCAL = "LOCAL"
    CUSTOM = "CUSTOM"


@dataclass(frozen=True, slots=True)
class Network:
    """A network as it was asked for."""

    name: str
    """`practice`, `test`, `finney`, `local`, or the URL."""

    endpoints: tuple[str, ...] = ()
    """First choice first; practice gets its own when its node answers."""

    genesis: str | None = None
    """The hash that its first block must have, where one is pinned."""

    archives: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    """What the settings name for it: one of another operator is compared with the endpoint in use."""

    def at(self, *endpoints: str) -> "Network":
        """This network, reached at these endpoints. Raises NotASetting for one that must not be used."""
        for url in endpoints:
            _refuse(url)
        return replace(self, endpoints=endpoints)

    def name_with(self, genesis: str) -> str:
        """What the chain behind this genesis is called: an endpoint of mainnet is mainnet, however it was named."""
        if self.genesis is None and self.name != PRACTICE:
            return next((name for name, known in GENESIS.items() if known == genesis), shown(self.name))
        return self.name

    def objection_to(self, genesis: str) -> str | None:
        """Why a chain with this genesis is not the network that was asked for, as a sentence, or None."""
        if self.genesis is not None and genesis != self.genesis:
            return (
                f"This endpoint does not serve {self.name}: its first block is {genesis[:10]}…, not "
                f"{self.genesis[:10]}…. Nothing is signed there; choose another endpoint."
            )
        if self.name == PRACTICE and genesis in GENESIS.values():
            return "What answers as the practice network claims to be a network of value. Nothing is signed there."
        return None


def network_of(
    text: str, overrides: Mapping[str, tuple[str, ...]] | None = None, environment: Mapping[str, str] | None = None
) -> Network:
    """The network that a person names, with the endpoints of the settings over the public ones.

    Raises NotASetting with a sentence for a name that is none and for an address that must not be used.
    """
    if unknown := sorted({*(overrides or {})} - NAMES):
        known = ", ".join(sorted(NAMES))
        raise NotASetting(f"The settings name endpoints of “{shown(unknown[0])}”; they can be set for {known}.")
    word = text.strip()
    name = _name_of(word)
    named = (overrides or {}).get(name, ())
    if name == PRACTICE:
        # Its own node is the one in use, whatever is named; that is only compared with it.
        return replace(Network(PRACTICE, named=named).at(*named), endpoints=())
    if word == ARCHIVE:
        return Network(name, genesis=GENESIS[name], named=named).at(*ARCHIVES[name])
    chosen = named or _endpoints(name, os.environ if environment is None else environment)
    archives = () if named else ARCHIVES.get(name, ())
    return Network(name, genesis=GENESIS.get(name), archives=archives, named=named).at(*chosen)


def kind_of(name: str) -> NetworkKind:
    """What is at stake on a network of this name, as `ChainFacts.network` and `Snapshot.network` give it."""
    kinds = {
        PRACTICE: NetworkKind.PRACTICE,
        TEST: NetworkKind.TEST,
        FINNEY: NetworkKind.MAINNET,
        LOCAL: NetworkKind.LOCAL,
    }
    return kinds.get(name, NetworkKind.CUSTOM)


def is_hash(value: object) -> bool:
    """Whether this is a block hash as nodes write it."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def is_loopback(url: str) -> bool:
    """Whether this address stays on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(url: str) -> str:
    """Host and port, the part of an address that is shown and logged."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] or "the endpoint"


def shown(name: str) -> str:
    """A network's name, or of an address no more than scheme, host and port: its path may hold a provider's key."""
    scheme, mark, rest = name.partition("://")
    return cleaned(f"{scheme}{mark}{_HOST_END.split(rest)[0].rpartition('@')[2]}", _SHOWN_CELLS)


def _name_of(text: str) -> str:
    if text in NAMES:
        return text
    if text == ARCHIVE:
        return FINNEY
    if text == DEVNET:
        return _DEVNET_ENDPOINT
    if not text.startswith(("ws://", "wss://")):
        known = ", ".join(sorted({*NAMES, ARCHIVE, DEVNET}))
        raise NotASetting(f"There is no network “{shown(text)}”; known are {known}, and any ws:// or wss:// address.")
    same = text.removesuffix("/")
    return next((name for name in GENESIS if same in ENDPOINTS[name] + ARCHIVES.get(name, ())), text)


def _endpoints(name: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    if name == LOCAL and environment.get("BT_CHAIN_ENDPOINT"):
        return (environment["BT_CHAIN_ENDPOINT"],)
    return ENDPOINTS.get(name) or (name,)


def _refuse(url: str) -> None:
    """Raise NotASetting for an address that is malformed, carries a password, or would send in the clear."""
    parts = _split(url)
    if parts.username or parts.password:
        raise NotASetting(f"The address of {host_of(url)} contains a name or password; write it without.")
    if parts.scheme == "ws" and not is_loopback(url):
        raise NotASetting(f"{host_of(url)} is another machine; only wss:// may be used for it, not ws://.")


def _split(url: str) -> SplitResult:
    sentence = f"“{shown(url)}” is no address of a node; write it as wss://host:port."
    if len(url) > _LONGEST_URL or not url.isprintable() or " " in url:
        raise NotASetting(sentence)
    try:
        parts = urlsplit(url)
        known_port = parts.port is None or parts.port > 0
    except ValueError:
        raise NotASetting(sentence) from None
    if parts.scheme not in ("ws", "wss") or not parts.hostname or not known_port:
        raise NotASetting(sentence)
    return parts
