"""Validation and conversion of SS58 addresses with Bittensor's prefix."""

from bittensor_core import ss58_decode, ss58_encode

from dtao_tui.wallet.signer.calls.call_reading import SS58_FORMAT

_LENGTH = 48


def address_trouble(address: str) -> str | None:
    """The sentence that says why this is not an address of this chain, or None."""
    if not address:
        return "Type or paste an address."
    if not address.isascii() or not address.isalnum():
        return "An address has nothing but letters and digits in it."
    try:
        key = bytes(ss58_decode(address))
    except ValueError:
        return "This is not an address: its checksum is wrong, so a character is missing or mistyped."
    if len(key) != 32 or ss58_encode(key, SS58_FORMAT) != address:
        return f"This address is of another network; one of Bittensor begins with 5 and has {_LENGTH} characters."
    return None


def as_ours(address: str) -> str:
    """The address re-encoded with this chain's prefix; the text itself if it is no address."""
    try:
        return str(ss58_encode(ss58_decode(address), SS58_FORMAT))
    except ValueError:
        return address


def public_key(address: str) -> bytes:
    """The 32 bytes of the public key in an address. Raises ValueError."""
    return bytes(ss58_decode(address))
