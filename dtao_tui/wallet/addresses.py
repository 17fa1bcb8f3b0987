"""Validation and conversion of SS58 addresses with Bittensor's prefix; those of other chains are told apart."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from bittensor_core import ss58_decode, ss58_encode

from dtao_tui.wallet.signer.calls.call_reading import SS58_FORMAT

_LENGTH = 48
_MISTYPED = "This is not an address: its checksum is wrong, so a character is missing or mistyped."
_LIKE_AN_ADDRESS = 40
"""Characters from which a text is taken for an address that was not copied well."""

_HEX_KEY = re.compile(r"(0x)?[0-9a-fA-F]{64}")
_ETHEREUM = re.compile(r"0x[0-9a-fA-F]{40}")
_BITCOIN = re.compile(r"(bc1|tb1)[02-9ac-hj-np-z]{11,87}|[13][1-9A-HJ-NP-Za-km-z]{25,33}")
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ONE_BYTE, _TWO_BYTES = range(64), range(64, 128)
"""First bytes of addresses whose prefix has one byte, and two."""

CHAINS: Mapping[int, str] = MappingProxyType(
    {
        0: "Polkadot",
        2: "Kusama",
        5: "Astar",
        6: "Bifrost",
        7: "Edgeware",
        8: "Karura",
        10: "Acala",
        12: "Polymesh",
        13: "Sora",
        28: "Subsocial",
        31: "Litentry",
        36: "Centrifuge",
        37: "Nodle",
        54: "Creditcoin",
        63: "Hydration",
        77: "Manta",
        88: "Polkadex",
        90: "Frequency",
        105: "Pendulum",
        172: "Parallel",
        1284: "Moonbeam",
        1285: "Moonriver",
        2007: "Kapex",
        2032: "Interlay",
        2254: "Subspace",
    }
)
"""Networks by the prefix of their addresses (the SS58 registry); Bittensor shares 42 with all that have none."""


def address_trouble(address: str) -> str | None:
    """The sentence that says why this is not an address of this chain, or None."""
    if not address:
        return "Type or paste an address."
    foreign = _foreign_notation(address)
    if foreign is not None:
        return foreign
    if "…" in address or "..." in address:
        return f"This address is shortened; all of its {_LENGTH} characters are needed."
    if not address.isascii() or not address.isalnum():
        return "An address has nothing but letters and digits in it."
    try:
        key = bytes(ss58_decode(address))
    except ValueError:
        return _bitcoin(address) or (_MISTYPED if len(address) >= _LIKE_AN_ADDRESS else _too_short(address))
    if len(key) != 32 or ss58_encode(key, SS58_FORMAT) != address:
        chain = _chain_of(address)
        return f"This is an address of {chain}; one of Bittensor begins with 5 and has {_LENGTH} characters."
    return None


def _too_short(address: str) -> str:
    return (
        f"This is not an address: one of Bittensor begins with 5 and has {_LENGTH} characters, this has {len(address)}."
    )


def as_ours(address: str) -> str:
    """The address re-encoded with this chain's prefix; the text itself if it is no address."""
    try:
        return str(ss58_encode(ss58_decode(address), SS58_FORMAT))
    except ValueError:
        return address


def public_key(address: str) -> bytes:
    """The 32 bytes of the public key in an address. Raises ValueError."""
    return bytes(ss58_decode(address))


def _foreign_notation(address: str) -> str | None:
    """Of a text that other systems use for a key or an account: what it is, and what helps."""
    if _ETHEREUM.fullmatch(address):
        return "This is an address of Ethereum, or of the EVM; stake and TAO here go to addresses that begin with 5."
    if _HEX_KEY.fullmatch(address):
        ours = ss58_encode(bytes.fromhex(address.removeprefix("0x")), SS58_FORMAT)
        return f"This is a public key (or a hash) in hexadecimal. If it is a key, its address here is {ours}."
    return None


def _bitcoin(address: str) -> str | None:
    return "This is an address of Bitcoin; TAO cannot be sent to it." if _BITCOIN.fullmatch(address) else None


def _chain_of(address: str) -> str:
    prefix = _prefix_of(address)
    return CHAINS.get(prefix) or f"another Substrate network (prefix {prefix})"


def _prefix_of(address: str) -> int:
    """The network's number in an address whose checksum is right: one byte, or fourteen bits in two (SS58)."""
    number = 0
    for letter in address:
        number = number * 58 + _BASE58.index(letter)
    first, second = (number.to_bytes((number.bit_length() + 7) // 8 or 1, "big").rjust(2, b"\0"))[:2]
    # What begins with zero bytes, as addresses of Polkadot do, loses them in a number.
    if address.startswith(_BASE58[0]):
        return 0
    if first in _ONE_BYTE:
        return first
    return (first & 0b0011_1111) << 2 | second >> 6 | (second & 0b0011_1111) << 8
