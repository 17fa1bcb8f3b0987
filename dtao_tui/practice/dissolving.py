"""How a subnet ends: what its pool holds is paid out to those who hold its alpha, and it is gone.

After `destroy_alpha_in_out_stakes` of the subtensor pallet, simplified in two things: the owner's registration cost is
not refunded, because no subnet of this chain paid one, and there is no event. The escrow of root's baskets is paid as
everybody who holds alpha.
"""

from dtao_tui.practice import balances, locks, pools, shares
from dtao_tui.practice.dispatch import Context, View
from dtao_tui.practice.keys import subnet_account

_PENDING = ("PendingServerEmission", "PendingValidatorEmission", "PendingRootAlphaDivs", "PendingOwnerCut")
_LEAVES = (
    *(pools.TAO_IN, pools.ALPHA_IN, pools.ALPHA_OUT, pools.TAO_RESERVOIR, pools.ALPHA_RESERVOIR),
    *(pools.IS_OPEN, pools.MECHANISM, pools.WEIGHT, pools.ADDED, shares.TOTAL, "SubtensorModule.SubnetProtocolAlpha"),
    *(f"SubtensorModule.{name}" for name in _PENDING),
)
_OF_HOTKEYS = (shares.DENOMINATOR, shares.VALUE)
_OF_POSITIONS = (shares.SHARE, locks.LOCK)
_NETWORKS = "SubtensorModule.TotalNetworks"


def holders(view: View, netuid: int) -> dict[tuple[bytes, bytes], int]:
    """The alpha in rao of every hotkey and coldkey that hold any on the subnet."""
    positions = [key for key, _ in view.entries(shares.SHARE) if key[2] == netuid]
    found: dict[tuple[bytes, bytes], int] = {}
    for hotkey, coldkey, _ in positions:
        if isinstance(hotkey, bytes) and isinstance(coldkey, bytes):
            found[hotkey, coldkey] = shares.stake_of(view, hotkey, coldkey, netuid)
    return {position: alpha for position, alpha in found.items() if alpha}


def payouts(view: View, netuid: int) -> dict[bytes, int]:
    """What each coldkey would be paid, in rao of TAO: all that the pool has by alpha held, rests to whom most lacks."""
    held: dict[bytes, int] = {}
    for (_, coldkey), alpha in holders(view, netuid).items():
        held[coldkey] = held.get(coldkey, 0) + alpha
    pot, whole = _pot(view, netuid), sum(held.values())
    if not whole:
        return {}
    paid = {coldkey: pot * alpha // whole for coldkey, alpha in held.items()}
    by_remainder = sorted(held, key=lambda coldkey: (-(pot * held[coldkey] % whole), coldkey))
    for coldkey in by_remainder[: pot - sum(paid.values())]:
        paid[coldkey] += 1
    return paid


def dissolve(context: Context, netuid: int) -> dict[bytes, int]:
    """Pay everybody out and remove the subnet; says what each coldkey got, in rao of TAO."""
    storage, vault = context.storage, subnet_account(netuid)
    paid = payouts(storage, netuid)
    for coldkey, rao in paid.items():
        balances.move(context, vault, coldkey, rao)
    pot = storage.number(pools.TAO_IN, netuid)
    storage.put(pools.TOTAL_STAKE, value=max(storage.number(pools.TOTAL_STAKE) - pot, 0))
    for item in (*_OF_HOTKEYS, *_OF_POSITIONS):
        for key, _ in [entry for entry in storage.entries(item) if netuid in entry[0]]:
            storage.drop(item, *key)
    for item in _LEAVES:
        storage.drop(item, netuid)
    storage.add(_NETWORKS, amount=-1)
    return paid


def _pot(view: View, netuid: int) -> int:
    """All TAO of the subnet's pool in rao, what waits for a better weight included."""
    return view.number(pools.TAO_IN, netuid) + view.number(pools.TAO_RESERVOIR, netuid)
