"""What drills have broken, and its repair: a step of practice only, in an ordinary block, after the debrief was closed.

A drill writes down what it breaks in the block in which it breaks it, so that a world that is saved and resumed repairs
it too. Holders who sold buy with all the TAO that they got, a rival sells what it bought, and a removed subnet is
founded again on a free number. What the account of the drill holds or was paid stays as it is.
"""

from collections.abc import Mapping, Sequence

from dtao_tui.domain.drill_records import Drill
from dtao_tui.practice.market.market_orders import buy, held, sell
from dtao_tui.practice.pallets import balances, pools
from dtao_tui.practice.pallets.registry import Context, Storage, View
from dtao_tui.practice.pallets.subnets import refounding, subnet_slots
from dtao_tui.practice.pallets.subnets.deregistration import REGISTERED_AT
from dtao_tui.practice.pallets.subnets.registration import Registration
from dtao_tui.practice.pallets.trades import StakePosition
from dtao_tui.practice.state.internal_items import BROKEN_POOLS
from dtao_tui.practice.state.storage import Value


def note_sales(storage: Storage, account: bytes, netuid: int, sales: Sequence[tuple[StakePosition, int]]) -> None:
    """Write down who sold in a pool for an account's drill, and the rao of TAO that each got."""
    rows: list[Value] = [(position.hotkey, position.coldkey, rao) for position, rao in sales]
    since = storage.number(REGISTERED_AT, netuid)
    storage.put(BROKEN_POOLS, account, value={"netuid": netuid, "registered_at": since, "sales": rows})


def note_rival(storage: Storage, account: bytes, position: StakePosition) -> None:
    """Write down that a rival buys for an account's drill; it sells by itself if the drill comes to its end."""
    netuid, since = position.netuid, storage.number(REGISTERED_AT, position.netuid)
    rival: Value = (position.hotkey, position.coldkey)
    storage.put(BROKEN_POOLS, account, value={"netuid": netuid, "registered_at": since, "rival": rival})


def note_removal(storage: Storage, account: bytes, netuid: int) -> None:
    """Write down a subnet that an account's drill is about to remove."""
    former = refounding.former_subnet(storage, netuid)
    wanted = former.registration
    storage.put(
        BROKEN_POOLS,
        account,
        value={
            "netuid": netuid,
            "owner": wanted.coldkey,
            "hotkey": wanted.hotkey,
            "identity": wanted.identity,
            "tao": wanted.cost,
            "price": wanted.price,
            "neurons": [(hotkey, permit) for hotkey, permit in former.neurons],
            "tempo": former.tempo,
            "emits": former.emits,
        },
    )


def repair_wanted(view: View, account: bytes) -> dict[str, object] | None:
    """The drill whose damage is still there, and the number of the repaired subnet; None where nothing is to repair."""
    noted = view.get(BROKEN_POOLS, account)
    if not isinstance(noted, dict):
        return None
    if "sales" in noted:
        return {"name": Drill.THIN_POOL.value, "netuid": noted["netuid"]} if _is_there(view, noted) else None
    if "neurons" not in noted or not subnet_slots.has_room(view):
        return None
    return {"name": Drill.REMOVAL.value, "netuid": subnet_slots.next_netuid(view)}


def broken_for(view: View) -> list[bytes]:
    """The accounts for whose drills something is broken."""
    return [key[0] for key, _ in view.entries(BROKEN_POOLS) if isinstance(key[0], bytes)]


def repair(context: Context, account: bytes) -> None:
    """Repair what was broken for an account's drill, as far as it is there to be repaired. Raises DispatchFailure."""
    storage = context.storage
    noted = storage.get(BROKEN_POOLS, account)
    storage.drop(BROKEN_POOLS, account)
    if not isinstance(noted, dict):
        return
    if "neurons" in noted:
        refounding.found_again(context, _former(noted))
    elif _is_there(storage, noted):
        _buy_back(context, noted)
        _sell_off(context, noted)


def _is_there(view: View, noted: Mapping[str, Value]) -> bool:
    """Whether the number still belongs to the same subnet."""
    netuid, since = noted["netuid"], noted["registered_at"]
    return isinstance(netuid, int) and pools.exists(view, netuid) and view.number(REGISTERED_AT, netuid) == since


def _buy_back(context: Context, noted: Mapping[str, Value]) -> None:
    """Let everybody who sold buy, the last first, so that the price comes back the way that it went."""
    sales, netuid = noted.get("sales"), noted["netuid"]
    if not isinstance(sales, list) or not isinstance(netuid, int):
        return
    for sale in reversed(sales):
        hotkey, coldkey, rao = sale if isinstance(sale, list | tuple) else (None, None, None)
        if isinstance(hotkey, bytes) and isinstance(coldkey, bytes) and isinstance(rao, int):
            has = balances.reducible(context.storage, coldkey)
            buy(context, StakePosition(hotkey, coldkey, netuid), min(rao, has))


def _sell_off(context: Context, noted: Mapping[str, Value]) -> None:
    """Let the rival sell everything."""
    rival, netuid = noted.get("rival"), noted["netuid"]
    hotkey, coldkey = rival if isinstance(rival, list | tuple) else (None, None)
    if isinstance(hotkey, bytes) and isinstance(coldkey, bytes) and isinstance(netuid, int):
        position = StakePosition(hotkey, coldkey, netuid)
        sell(context, position, held(context.storage, position))


def _former(noted: Mapping[str, Value]) -> refounding.FormerSubnet:
    """The subnet in a note. Raises TypeError for what this program did not write."""
    owner, hotkey, tao, price = (noted[name] for name in ("owner", "hotkey", "tao", "price"))
    tempo, neurons = noted["tempo"], noted["neurons"]
    if not (isinstance(owner, bytes) and isinstance(hotkey, bytes) and isinstance(neurons, list)):
        raise TypeError(f"{BROKEN_POOLS} holds no subnet: {noted!r}")
    if not (isinstance(tao, int) and isinstance(price, int) and isinstance(tempo, int)):
        raise TypeError(f"{BROKEN_POOLS} holds no subnet: {noted!r}")
    known = [each for each in neurons if isinstance(each, list | tuple)]
    return refounding.FormerSubnet(
        Registration(owner, hotkey, noted["identity"], tao, price),
        [(who, bool(permit)) for who, permit in known if isinstance(who, bytes)],
        tempo,
        noted["emits"] is True,
    )
