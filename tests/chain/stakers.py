"""Who stakes on a practice node, as its own storage tells."""

from dtao_tui.practice.pallets import shares
from dtao_tui.practice.state.storage import Storage


def a_nominator(storage: Storage, hotkey: bytes, netuid: int) -> bytes:
    """Who has most with the hotkey besides its owner, who gets the take, too."""
    owner = storage.raw(shares.OWNER, hotkey)
    keys = [
        key for key, _ in storage.entries(shares.SHARE) if key[0] == hotkey and key[2] == netuid and key[1] != owner
    ]
    coldkeys = [key[1] for key in keys if isinstance(key[1], bytes)]
    return max(coldkeys, key=lambda coldkey: shares.stake_of(storage, hotkey, coldkey, netuid))
