"""What goes along when one hotkey takes another's place on a subnet (`perform_hotkey_swap_on_one_subnet`, spec 475).

Weights and bonds are of a number on the subnet, which the new hotkey inherits. Of axons practice keeps none.
"""

from collections.abc import Collection
from dataclasses import dataclass

from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import shares
from dtao_tui.practice.pallets.baskets import basket_succession
from dtao_tui.practice.pallets.baskets.basket_fund import ESCROW
from dtao_tui.practice.pallets.locks.lock_sums import OWNER_HOTKEY
from dtao_tui.practice.pallets.registry import Context, Storage, View
from dtao_tui.practice.pallets.shares import STAKING_HOTKEYS
from dtao_tui.practice.pallets.subnets import epochs, root_parents
from dtao_tui.practice.pallets.trades import DELEGATES

MEMBER = "SubtensorModule.IsNetworkMember"
_UIDS, _KEYS = "SubtensorModule.Uids", "SubtensorModule.Keys"


@dataclass(frozen=True, slots=True)
class Succession:
    """One hotkey of a coldkey in another's place."""

    coldkey: bytes
    old: bytes
    new: bytes
    keeps_stake: bool
    """Whether stake stays with the old one."""


def holders(view: View, hotkey: bytes) -> list[tuple[bytes, int]]:
    """The coldkeys that have stake with a hotkey, and on which subnets."""
    rows = (key for key, _ in view.entries(shares.SHARE, hotkey))
    held = ((coldkey, netuid) for _, coldkey, netuid in rows)
    return sorted(
        (coldkey, netuid) for coldkey, netuid in held if isinstance(coldkey, bytes) and isinstance(netuid, int)
    )


def hotkeys_in(view: View, item: str, coldkey: bytes) -> list[bytes]:
    """The hotkeys that an item lists for a coldkey."""
    listed = view.get(item, coldkey)
    return [each for each in listed if isinstance(each, bytes)] if isinstance(listed, list | tuple) else []


def take_place(context: Context, succession: Succession, netuid: int) -> None:
    """Let the new hotkey take the old one's place on a subnet."""
    storage, old, new = context.storage, succession.old, succession.new
    _take_number(storage, succession, netuid)
    root_parents.succeed(storage, old, new, netuid)
    for key, hotkey in list(storage.entries(epochs.AUTO_STAKE)):
        if hotkey == old and key[1] == netuid:
            storage.put(epochs.AUTO_STAKE, *key, value=new)
    if storage.raw(OWNER_HOTKEY, netuid) == old:
        storage.put(OWNER_HOTKEY, netuid, value=new)
        context.emit("SubtensorModule", "SubnetOwnerHotkeySet", netuid, new)
    if succession.keeps_stake:
        return
    _add_up(storage, epochs.ALPHA_LAST_EPOCH, (old, netuid), (new, netuid))
    _add_up(storage, epochs.DIVIDENDS, (netuid, old), (netuid, new))
    _take_stake(storage, succession, netuid)
    if netuid == ROOT:
        basket_succession.move(storage, old, new)


def take_delegation(storage: Storage, succession: Succession, stakers: Collection[bytes]) -> None:
    """Let the new hotkey take the old one's take and, where stake went along, its place in stakers' lists."""
    old, new = succession.old, succession.new
    if storage.has(DELEGATES, old):
        storage.put(DELEGATES, new, value=storage.number(DELEGATES, old))
        storage.drop(DELEGATES, old)
    if succession.keeps_stake:
        return
    for coldkey in sorted(stakers):
        known = hotkeys_in(storage, STAKING_HOTKEYS, coldkey)
        if old in known:
            storage.put(STAKING_HOTKEYS, coldkey, value=[*(each for each in known if each not in (old, new)), new])


def _take_number(storage: Storage, succession: Succession, netuid: int) -> None:
    old, new = succession.old, succession.new
    if not storage.flag(MEMBER, old, netuid):
        return
    storage.drop(MEMBER, old, netuid)
    storage.put(MEMBER, new, netuid, value=True)
    uid = storage.get(_UIDS, netuid, old)
    if isinstance(uid, int):
        storage.drop(_UIDS, netuid, old)
        storage.put(_UIDS, netuid, new, value=uid)
        storage.put(_KEYS, netuid, uid, value=new)


def _take_stake(storage: Storage, succession: Succession, netuid: int) -> None:
    """Move every coldkey's stake, with the age that it has on root; baskets go with root alone."""
    old, new = succession.old, succession.new
    for coldkey, each in holders(storage, old):
        if each != netuid or coldkey == ESCROW:
            continue
        alpha = shares.stake_of(storage, old, coldkey, netuid)
        shares.withdraw(storage, old, coldkey, netuid, alpha)
        shares.deposit(storage, new, coldkey, netuid, alpha)
        if netuid == ROOT:
            _take_age(storage, coldkey, old, new)


def _take_age(storage: Storage, coldkey: bytes, old: bytes, new: bytes) -> None:
    """The newer of both, so that no move shortens the time that root stake has to stay."""
    changed, known = (storage.get(shares.LAST_CHANGE, coldkey, hotkey) for hotkey in (old, new))
    if isinstance(changed, int):
        storage.drop(shares.LAST_CHANGE, coldkey, old)
        shares.stamp(storage, new, coldkey, max(changed, known if isinstance(known, int) else 0))


def _add_up(storage: Storage, item: str, old: tuple[int | bytes, ...], new: tuple[int | bytes, ...]) -> None:
    amount = storage.number(item, *old)
    storage.drop(item, *old)
    if amount:
        storage.add(item, *new, amount=amount)
