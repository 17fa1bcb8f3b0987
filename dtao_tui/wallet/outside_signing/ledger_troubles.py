"""Sentences for what a Ledger needs: connected, unlocked, with the Polkadot app open, an order that it can read.

The codes are those that the device's system and the app's framework (ledger-zxlib) answer; `LedgerDevice` of the SDK's
core puts them into its words as `device returned 0x6e00`.
"""

import re

from dtao_tui.domain.text import cleaned, quoted
from dtao_tui.wallet.outside_signing.ledger_messages import DeviceFailed

NOT_SUPPORTED = "This build of the SDK's core (bittensor_core) has no support for a Ledger."
NOT_FOUND = "No Ledger was found. Connect it, unlock it, and open its Polkadot app."
NOT_ALLOWED = (
    "A Ledger is connected, but this user may not open it. On Linux install Ledger's udev rules, then connect it again."
)
NOT_OPENED = "A Ledger is connected, but it cannot be opened. Close other programs that use it, and try again."
LOCKED = "The Ledger is locked. Unlock it by its PIN, and open its Polkadot app."
OTHER_APP = "Another app is open on the Ledger, or none. Open its Polkadot app."
REJECTED = "It was rejected on the Ledger. Nothing was signed."
LOST = "The connection to the Ledger was lost. Connect it, unlock it, and open its Polkadot app."

_CODE = re.compile(r"device returned 0x([0-9a-fA-F]{1,4})(?: \([^)]*\)*\))?(?:: (.*))?", re.DOTALL)
_LOCKED = frozenset({0x5515, 0x6804, 0x6985, 0x6B0C})
_OTHER_APP = frozenset({0x6501, 0x6511, 0x6A15, 0x6D00, 0x6D02, 0x6E00, 0x6E01})
_UNREADABLE = 0x6984
_WORDS = 120


def sentence_of(failed: DeviceFailed) -> str:
    """What happened and what to do, as a sentence; a part of the device's own words is cleaned."""
    if failed.when == "never":
        return NOT_SUPPORTED
    if failed.when == "connecting":
        return _at_connecting(failed.text)
    if "rejected on the device" in failed.text:
        return REJECTED
    found = _CODE.match(failed.text)
    if found is None:
        return LOST if failed.text.startswith("HID") else f"The Ledger failed: {cleaned(failed.text, _WORDS)}."
    return _of_code(int(found[1], 16), found[2] or "")


def _at_connecting(text: str) -> str:
    """What stands in the way: the reason follows a colon where a device was found and did not open."""
    if "os error 13" in text:
        return NOT_ALLOWED
    return NOT_OPENED if "hidapi error" in text else NOT_FOUND


def _of_code(code: int, reason: str) -> str:
    if code in _LOCKED:
        return LOCKED
    if code in _OTHER_APP:
        return OTHER_APP
    told = f" It says {quoted(reason, _WORDS)}." if reason else ""
    if code == _UNREADABLE:
        return f"The Ledger's Polkadot app cannot read this order.{told} A newer one may. Nothing was signed."
    return f"The Ledger answered with the code {code:#06x}.{told} Nothing was signed."
