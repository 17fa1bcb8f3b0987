"""Answers of `StakeInfoRuntimeApi`: stakes and locks."""

from collections.abc import Sequence

from dtao_tui.domain.pools.swaps import fee_on_gross
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import pools, shares
from dtao_tui.practice.pallets.locks import lock_sums, stake_locks
from dtao_tui.practice.pallets.registry import View, query, query_now
from dtao_tui.practice.pallets.subnets import epochs
from dtao_tui.practice.state.storage import Value


@query_now("StakeInfoRuntimeApi.get_stake_info_for_coldkey")
def get_stake_info_for_coldkey(view: View, coldkey_account: bytes) -> Value:
    """Every position of a coldkey."""
    return _positions(view, coldkey_account)


@query_now("StakeInfoRuntimeApi.get_stake_info_for_coldkeys")
def get_stake_info_for_coldkeys(view: View, coldkey_accounts: Sequence[bytes]) -> Value:
    """Every position of several coldkeys."""
    return [(coldkey, _positions(view, coldkey)) for coldkey in coldkey_accounts]


@query_now("StakeInfoRuntimeApi.get_stake_info_for_hotkey_coldkey_netuid")
def get_stake_info_for_hotkey_coldkey_netuid(
    view: View, hotkey_account: bytes, coldkey_account: bytes, netuid: int
) -> Value:
    """One position, empty ones included; None for a subnet that does not exist."""
    if not pools.exists(view, netuid):
        return None
    stake = shares.stake_of(view, hotkey_account, coldkey_account, netuid)
    return _stake_info(view, hotkey_account, coldkey_account, netuid, stake)


@query("StakeInfoRuntimeApi.get_stake_availability_for_coldkeys")
def get_stake_availability_for_coldkeys(
    view: View, block: int, coldkey_accounts: Sequence[bytes], netuids: Sequence[int] | None
) -> Value:
    """Each coldkey's total, locked and available alpha by subnet; without netuids, on all where it has any."""
    found: list[Value] = []
    for coldkey in sorted(set(coldkey_accounts)):
        wanted = sorted(set(netuids)) if netuids is not None else _staked_netuids(view, coldkey)
        rows: list[Value] = []
        for netuid in wanted:
            total, locked, available = stake_locks.availability(view, block, coldkey, netuid)
            rows.append((netuid, {"total": total, "locked": locked, "available": available}))
        found.append((coldkey, rows))
    return found


@query("StakeInfoRuntimeApi.get_coldkey_lock")
def get_coldkey_lock(view: View, block: int, coldkey: bytes, netuid: int) -> Value:
    """The coldkey's lock on a subnet at this block; None without one."""
    lock = stake_locks.lock_of(view, block, coldkey, netuid)
    return lock.as_value() if lock else None


@query("StakeInfoRuntimeApi.get_hotkey_conviction")
def get_hotkey_conviction(view: View, block: int, hotkey: bytes, netuid: int) -> Value:
    """All conviction in a hotkey on a subnet, in 2⁻⁶⁴."""
    return {"bits": lock_sums.conviction_of(view, block, hotkey, netuid)}


@query("StakeInfoRuntimeApi.get_most_convicted_hotkey_on_subnet")
def get_most_convicted_hotkey_on_subnet(view: View, block: int, netuid: int) -> Value:
    """The hotkey with most conviction; None without any."""
    return lock_sums.strongest(view, block, netuid)


@query_now("StakeInfoRuntimeApi.get_stake_fee")
def get_stake_fee(
    view: View,
    origin: tuple[bytes, int] | None,
    origin_coldkey_account: bytes,  # noqa: ARG001 - inputs are named as declared
    destination: tuple[bytes, int] | None,
    destination_coldkey_account: bytes,  # noqa: ARG001 - inputs are named as declared
    amount: int,
) -> Value:
    """The pool's fee on this amount going in (or, without a destination, coming out); nothing within one subnet."""
    source, target = (place[1] if place else ROOT for place in (origin, destination))
    if source == target:
        return 0
    pool = pools.pool_of(view, target if destination else source)
    return 0 if pool.is_stable else fee_on_gross(amount, pool.fee_rate)


def _positions(view: View, coldkey: bytes) -> list[Value]:
    netuids = [*pools.netuids(view)]
    found: list[Value] = []
    for hotkey in shares.hotkeys_of(view, coldkey):
        for netuid in netuids:
            stake = shares.stake_of(view, hotkey, coldkey, netuid)
            if stake:
                found.append(_stake_info(view, hotkey, coldkey, netuid, stake))
    return found


def _stake_info(view: View, hotkey: bytes, coldkey: bytes, netuid: int, stake: int) -> Value:
    return {
        "hotkey": hotkey,
        "coldkey": coldkey,
        "netuid": netuid,
        "stake": stake,
        "locked": 0,
        "emission": view.number(epochs.DIVIDENDS, netuid, hotkey),
        "tao_emission": 0,
        "drain": 0,
        "is_registered": view.has("SubtensorModule.Uids", netuid, hotkey),
    }


def _staked_netuids(view: View, coldkey: bytes) -> list[int]:
    hotkeys = shares.hotkeys_of(view, coldkey)
    return [
        netuid
        for netuid in pools.netuids(view)
        if any(shares.stake_of(view, hotkey, coldkey, netuid) for hotkey in hotkeys)
    ]
