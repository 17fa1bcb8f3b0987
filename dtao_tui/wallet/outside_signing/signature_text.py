"""Reads a signature as devices and programs give it: hexadecimal, with or without its scheme, alone or in JSON."""

import json
import re

from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.ports.outside_signing import ED25519, SR25519, BroughtSignature, Scheme

SIGNATURE_BYTES = 64
LONGEST = 16 * 1024
"""Characters of a text that is read at all."""

_HEX = re.compile(r"(?:0x)?([0-9a-fA-F]{128}|[0-9a-fA-F]{130})")
_SCHEMES: tuple[Scheme, ...] = (ED25519, SR25519)
_NO_SIGNATURE = (
    "This is no signature: paste the 128 or 130 hexadecimal digits that the device shows, or the path of a file "
    "with them."
)
_OTHER_SCHEME = "This signature is of a kind that the chain does not take from this account."


def signature_in(text: str, likeliest: Scheme) -> BroughtSignature:
    """The signature in a text. Raises WalletTrouble with the reason; no part of the text is repeated."""
    if len(text) > LONGEST:
        raise WalletTrouble(_NO_SIGNATURE)
    found = _HEX.fullmatch(re.sub(r"\s+", "", _from_json(text)))
    if found is None:
        raise WalletTrouble(_NO_SIGNATURE)
    data = bytes.fromhex(found[1])
    if len(data) == SIGNATURE_BYTES:
        other: Scheme = ED25519 if likeliest == SR25519 else SR25519
        return BroughtSignature(data, (likeliest, other))
    for scheme in _SCHEMES:
        if data[0] == scheme:
            return BroughtSignature(data[1:], (scheme,))
    raise WalletTrouble(_OTHER_SCHEME)


def _from_json(text: str) -> str:
    """The value of `signature` where the text is a JSON object, else the text."""
    if not text.lstrip().startswith("{"):
        return text
    try:
        value = json.loads(text).get("signature", "")
    except (ValueError, AttributeError, RecursionError):
        return ""
    return value if isinstance(value, str) else ""
