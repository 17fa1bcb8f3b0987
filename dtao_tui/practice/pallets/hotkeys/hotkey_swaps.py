"""Calls that put one hotkey of a coldkey in another's place, on one subnet or everywhere (`swap_hotkey.rs`, spec 475).

A coldkey swaps on a subnet once in `HotkeySwapOnSubnetInterval` blocks, and stake that was moved so stays with its new
hotkey for as long. Its cost is recycled. Collateral, which practice asks nobody for, is not looked at.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import balances, pools, shares
from dtao_tui.practice.pallets.balances import signer_of
from dtao_tui.practice.pallets.baskets import basket_fund
from dtao_tui.practice.pallets.hotkeys import hotkey_moves
from dtao_tui.practice.pallets.hotkeys.hotkey_moves import MEMBER, Succession
from dtao_tui.practice.pallets.locks import stake_locks
from dtao_tui.practice.pallets.registry import Context, View, call, subtensor
from dtao_tui.practice.pallets.shares import OWNED_HOTKEYS, OWNER
from dtao_tui.practice.pallets.subnets.root_parents import CHILDREN, relations
from dtao_tui.practice.runtime.plain_values import Invocation
from dtao_tui.practice.state.derived_accounts import subnet_account

LAST_SWAP = "SubtensorModule.LastHotkeySwapOnNetuid"
STAYS_UNTIL = "SubtensorModule.StakeMoveCooldownUntil"
SUCCESSOR = "SubtensorModule.HotkeySuccessor"
FIRST = "SubtensorModule.HotkeyRoot"

CALLS = ("SubtensorModule.swap_hotkey", "SubtensorModule.swap_hotkey_v2")

COST, COST_ON_SUBNET = 100_000_000, 1_000_000
"""Rao: `KeySwapCost` and `KeySwapOnSubnetCost`."""

INTERVAL = 7_200
"""Blocks: `HotkeySwapOnSubnetInterval`, a day."""


@dataclass(frozen=True, slots=True)
class _Swap:
    """What a call asks for."""

    succession: Succession
    netuid: int | None
    """None for every subnet."""

    moving: frozenset[int]
    """The subnets whose stake goes along."""

    @property
    def touches_root(self) -> bool:
        """Whether root is among its subnets."""
        return self.netuid in (None, ROOT)


@call("SubtensorModule.swap_hotkey")
def swap_hotkey(context: Context, hotkey: bytes, new_hotkey: bytes, netuid: int | None) -> None:
    """Put a new hotkey in the place of an old one, its stake included."""
    swap_hotkey_v2(context, hotkey, new_hotkey, netuid, keep_stake=False)


@call("SubtensorModule.swap_hotkey_v2")
def swap_hotkey_v2(context: Context, hotkey: bytes, new_hotkey: bytes, netuid: int | None, keep_stake: bool) -> None:
    """Put a new hotkey in the place of an old one; its stake may stay with the old one."""
    succession = Succession(signer_of(context), hotkey, new_hotkey, keeps_stake=keep_stake)
    swap = _Swap(succession, netuid, _moving(context.storage, succession, netuid))
    _check(context.storage, swap)
    if any(context.block < context.storage.number(STAYS_UNTIL, each, hotkey) for each in swap.moving):
        raise subtensor("HotKeySwapOnSubnetIntervalNotPassed")
    if netuid is None:
        _swap_everywhere(context, swap)
    else:
        _swap_on_subnet(context, swap, netuid)


def check(view: View, signer: bytes, call: Invocation) -> None:
    """The chain's look at a swap before it may be in a block. Raises DispatchFailure for another owner's hotkey."""
    if call.name in CALLS and view.raw(OWNER, _account(call.arguments["hotkey"])) != signer:
        raise subtensor("NonAssociatedColdKey")


def _check(view: View, swap: _Swap) -> None:
    """`check_swap_hotkey`. Raises DispatchFailure."""
    coldkey, old, new = swap.succession.coldkey, swap.succession.old, swap.succession.new
    if swap.netuid is not None and not pools.exists(view, swap.netuid):
        raise subtensor("SubnetNotExists")
    if view.raw(OWNER, old) != coldkey or (view.has(OWNER, new) and view.raw(OWNER, new) != coldkey):
        raise subtensor("NonAssociatedColdKey")
    if old == new:
        raise subtensor("NewHotKeyIsSameWithOld")
    registered = pools.netuids(view) if swap.netuid is None else (swap.netuid,)
    if any(view.flag(MEMBER, new, netuid) for netuid in registered):
        raise subtensor("HotKeyAlreadyRegisteredInSubNet")
    if swap.touches_root and _has_root(view, new):
        raise subtensor("NewHotKeyNotCleanForRootSwap")
    if any(new == subnet_account(netuid) for netuid in pools.netuids(view)):
        raise subtensor("CannotUseSystemAccount")


def _swap_on_subnet(context: Context, swap: _Swap, netuid: int) -> None:
    """`swap_hotkey_on_subnet`: the old hotkey stays the coldkey's."""
    succession = swap.succession
    _refuse_soon(context, succession.coldkey, [netuid])
    _pay(context, succession.coldkey, COST_ON_SUBNET)
    _own(context, succession)
    stake_locks.move_all(context, netuid, succession.old, succession.new)
    hotkey_moves.take_place(context, succession, netuid)
    _hold(context, swap)
    _record(context, succession, [netuid])
    keys = (succession.coldkey, succession.old, succession.new)
    context.emit("SubtensorModule", "HotkeySwappedOnSubnet", *keys, netuid)


def _swap_everywhere(context: Context, swap: _Swap) -> None:
    """`perform_hotkey_swap_on_all_subnets`: the old hotkey is nobody's afterwards, unless stake stays with it."""
    storage, succession = context.storage, swap.succession
    netuids = [*pools.netuids(storage)]
    recorded = [netuid for netuid in netuids if _serves(storage, succession.old, netuid)]
    _refuse_soon(context, succession.coldkey, recorded)
    _pay(context, succession.coldkey, COST)
    for netuid in netuids:
        stake_locks.move_all(context, netuid, succession.old, succession.new)
    _own(context, succession)
    if not succession.keeps_stake:
        _disown(context, succession)
    holders = hotkey_moves.holders(storage, succession.old)
    for netuid in netuids:
        hotkey_moves.take_place(context, succession, netuid)
    hotkey_moves.take_delegation(storage, succession, {coldkey for coldkey, _ in holders})
    _hold(context, swap)
    _record(context, succession, recorded)
    context.emit("SubtensorModule", "HotkeySwapped", succession.coldkey, succession.old, succession.new)


def _moving(view: View, succession: Succession, netuid: int | None) -> frozenset[int]:
    """The subnets on which stake goes along (`moved_stake_netuids`)."""
    if succession.keeps_stake:
        return frozenset()
    held = {each for _, each in hotkey_moves.holders(view, succession.old)}
    return frozenset(each for each in held if (netuid is None and pools.exists(view, each)) or each == netuid)


def _serves(view: View, hotkey: bytes, netuid: int) -> bool:
    """Whether a hotkey is a member of a subnet, or has a child there."""
    return view.flag(MEMBER, hotkey, netuid) or bool(relations(view, CHILDREN, hotkey, netuid))


def _has_root(view: View, hotkey: bytes) -> bool:
    return bool(
        view.has(basket_fund.RATE, hotkey)
        or view.number(basket_fund.SHARES, hotkey)
        or shares.hotkey_alpha(view, hotkey, ROOT)
    )


def _refuse_soon(context: Context, coldkey: bytes, netuids: Iterable[int]) -> None:
    """Raise DispatchFailure where the coldkey swapped a hotkey too short a time ago; a first swap is free."""
    for netuid in netuids:
        last = context.storage.number(LAST_SWAP, netuid, coldkey)
        if last and last + INTERVAL >= context.block:
            raise subtensor("HotKeySwapOnSubnetIntervalNotPassed")


def _pay(context: Context, coldkey: bytes, cost: int) -> None:
    if balances.expendable(context.storage, coldkey) < cost:
        raise subtensor("NotEnoughBalanceToPaySwapHotKey")
    balances.recycle(context.storage, coldkey, cost)


def _own(context: Context, succession: Succession) -> None:
    """Make the new hotkey the coldkey's."""
    storage, coldkey = context.storage, succession.coldkey
    owned = hotkey_moves.hotkeys_in(storage, OWNED_HOTKEYS, coldkey)
    storage.put(OWNER, succession.new, value=coldkey)
    if succession.new not in owned:
        storage.put(OWNED_HOTKEYS, coldkey, value=[*owned, succession.new])


def _disown(context: Context, succession: Succession) -> None:
    storage, coldkey = context.storage, succession.coldkey
    owned = hotkey_moves.hotkeys_in(storage, OWNED_HOTKEYS, coldkey)
    storage.drop(OWNER, succession.old)
    storage.put(OWNED_HOTKEYS, coldkey, value=[each for each in owned if each != succession.old])


def _hold(context: Context, swap: _Swap) -> None:
    """Let stake that went along stay with its new hotkey for a while."""
    for netuid in sorted(swap.moving):
        context.storage.put(STAYS_UNTIL, netuid, swap.succession.new, value=context.block + INTERVAL)


def _record(context: Context, succession: Succession, netuids: Iterable[int]) -> None:
    """Write down when, and who came after whom (`record_hotkey_swap_on_netuid`)."""
    storage, old, new = context.storage, succession.old, succession.new
    for netuid in netuids:
        first = storage.get(FIRST, netuid, old)
        storage.put(LAST_SWAP, netuid, succession.coldkey, value=context.block)
        storage.drop(SUCCESSOR, netuid, new)
        storage.put(SUCCESSOR, netuid, old, value=new)
        storage.put(FIRST, netuid, new, value=first if isinstance(first, bytes) else old)


def _account(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""
