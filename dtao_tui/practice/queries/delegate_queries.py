"""Answers of `DelegateInfoRuntimeApi`: delegates, which are hotkeys that others may stake to."""

from collections import defaultdict

from dtao_tui.practice.pallets import pools, shares
from dtao_tui.practice.pallets.registry import View, query_now
from dtao_tui.practice.pallets.shares import OWNER
from dtao_tui.practice.pallets.subnets import epochs
from dtao_tui.practice.pallets.trades import DELEGATES
from dtao_tui.practice.state.storage import Value

_BLOCKS_A_DAY = 7200


@query_now("DelegateInfoRuntimeApi.get_delegates")
def get_delegates(view: View) -> Value:
    """All delegates and their stakers."""
    nominators = _nominators(view)
    return [_delegate(view, hotkey, nominators.get(hotkey, {})) for hotkey in _delegates(view)]


@query_now("DelegateInfoRuntimeApi.get_delegate")
def get_delegate(view: View, delegate_account: bytes) -> Value:
    """One delegate; None for a hotkey that is not one."""
    if not view.has(DELEGATES, delegate_account):
        return None
    return _delegate(view, delegate_account, _nominators(view).get(delegate_account, {}))


@query_now("DelegateInfoRuntimeApi.get_delegated")
def get_delegated(view: View, delegatee_account: bytes) -> Value:
    """The delegates that a coldkey stakes to, once for each subnet, and the stakes."""
    nominators = _nominators(view)
    found: list[Value] = []
    for hotkey in _delegates(view):
        for netuid, stake in nominators.get(hotkey, {}).get(delegatee_account, []):
            found.append((_delegate(view, hotkey, nominators[hotkey]), (netuid, stake)))
    return found


Nominators = dict[bytes, list[tuple[int, int]]]
"""Coldkeys, and the netuids and alpha in rao of their stakes."""


def _delegates(view: View) -> list[bytes]:
    return [key[0] for key, _ in view.entries(DELEGATES) if isinstance(key[0], bytes)]


def _nominators(view: View) -> dict[bytes, Nominators]:
    found: defaultdict[bytes, Nominators] = defaultdict(dict)
    for (hotkey, coldkey, netuid), _ in view.entries(shares.SHARE):
        if isinstance(hotkey, bytes) and isinstance(coldkey, bytes) and isinstance(netuid, int):
            stake = shares.stake_of(view, hotkey, coldkey, netuid)
            if stake:
                found[hotkey].setdefault(coldkey, []).append((netuid, stake))
    return found


def _delegate(view: View, hotkey: bytes, nominators: Nominators) -> Value:
    registered = [netuid for netuid in pools.netuids(view) if view.has("SubtensorModule.Uids", netuid, hotkey)]
    permitted = [netuid for netuid in registered if _has_permit(view, netuid, hotkey)]
    people: list[Value] = [(coldkey, [*stakes]) for coldkey, stakes in nominators.items()]
    return {
        "delegate_ss58": hotkey,
        "take": view.number(DELEGATES, hotkey),
        "nominators": people,
        "owner_ss58": view.raw(OWNER, hotkey),
        "registrations": [*registered],
        "validator_permits": [*permitted],
        "return_per_1000": 0,
        "total_daily_return": _daily_return(view, hotkey, registered),
    }


def _has_permit(view: View, netuid: int, hotkey: bytes) -> bool:
    permits = epochs.permits_on(view, netuid)
    uid = view.number("SubtensorModule.Uids", netuid, hotkey)
    return uid < len(permits) and permits[uid]


def _daily_return(view: View, hotkey: bytes, netuids: list[int]) -> int:
    """The last epoch's dividends over a day, in rao of TAO at the present prices."""
    total = 0
    for netuid in netuids:
        tempo = view.number(epochs.TEMPO, netuid)
        dividends = view.number(epochs.DIVIDENDS, netuid, hotkey)
        if tempo and dividends:
            total += pools.pool_of(view, netuid).price.rao * dividends // 10**9 * _BLOCKS_A_DAY // tempo
    return total
