"""Registration of a subnet: `register_network` and the call that opens it for stakes (spec 475).

At the limit another subnet is removed, whose number is free with the next block; the registration waits for that with
its cost paid, on an account of its own. Root's validators become parents of its owner's hotkey.
"""

from dataclasses import dataclass

from dtao_tui.domain.pools.pool import DYNAMIC
from dtao_tui.practice.pallets import balances, pools
from dtao_tui.practice.pallets.balances import signer_of
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, View, call, subtensor
from dtao_tui.practice.pallets.shares import OWNER, adopt_hotkey
from dtao_tui.practice.pallets.subnets import deregistration, root_parents, subnet_slots
from dtao_tui.practice.pallets.subnets.emission import FIRST_EMISSION
from dtao_tui.practice.pallets.subnets.epochs import LAST_EPOCH, TEMPO
from dtao_tui.practice.pallets.subnets.token_symbols import symbol_of
from dtao_tui.practice.state.derived_accounts import registration_account, subnet_account
from dtao_tui.practice.state.storage import Value

ESCROW = "SubtensorModule.NetworkRegistrationEscrow"
LOCK_ID = "SubtensorModule.NetworkRegistrationLockId"
RATE_LIMIT = "SubtensorModule.NetworkRateLimit"
SYMBOL = "SubtensorModule.TokenSymbol"
IDENTITY = "SubtensorModule.SubnetIdentitiesV3"
SUBNET_OWNER = "SubtensorModule.SubnetOwner"

_SHORT_TEXTS = ("subnet_name", "discord")
_LONG_TEXTS = ("github_repo", "subnet_contact", "subnet_url", "description", "logo_url")
_SHORT_BYTES, _LONG_BYTES = 256, 1024
_LARGEST_U32 = 2**32 - 1

_NEW: dict[str, Value] = {
    "NetworksAdded": True,
    "SubnetworkN": 1,
    "NetworkRegistrationAllowed": True,
    "MaxAllowedUids": 256,
    "MaxAllowedValidators": 64,
    "MinAllowedWeights": 1,
    "ImmunityPeriod": 5000,
    "Yuma3On": True,
    "SubnetMechanism": DYNAMIC,
    "SubnetAlphaOut": 0,
    "SubnetVolume": 0,
    "SubnetEmissionEnabled": False,
    "Active": [True],
    "ValidatorPermit": [False],
    **{name: [0] for name in ("Emission", "Dividends", "Incentive", "Consensus", "ValidatorTrust")},
}
"""The values of every new subnet (`init_new_network`, `append_neuron`); root switches its emission on."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A subnet that is to be created."""

    coldkey: bytes
    hotkey: bytes
    identity: Value
    cost: int
    """The owner's payment, in rao of TAO."""

    price: int
    """The first price of its pool, in 2⁻⁶⁴ TAO per alpha: the median of all."""


@call("SubtensorModule.register_network")
def register_network(context: Context, hotkey: bytes) -> None:
    """Register a subnet with this owner's hotkey."""
    register_network_with_identity(context, hotkey, None)


@call("SubtensorModule.register_network_with_identity")
def register_network_with_identity(context: Context, hotkey: bytes, identity: Value) -> None:
    """Register a subnet with a name from the start."""
    storage, coldkey = context.storage, signer_of(context)
    _refuse_registrant(context, coldkey, hotkey)
    if identity is not None and not _is_valid(identity):
        raise subtensor("InvalidIdentity")
    is_free, leaving = _place(context)
    cost = subnet_slots.lock_cost(storage, context.block)
    if balances.reducible(storage, coldkey) < cost:
        raise subtensor("CannotAffordLockCost")
    if leaving is not None:
        deregistration.begin(context, leaving)
    wanted = Registration(coldkey, hotkey, identity, cost, subnet_slots.median_price(storage))
    if is_free:
        establish(context, wanted, coldkey)
    else:
        _queue(context, wanted)
    storage.put(subnet_slots.LAST_COST, value=cost)
    storage.put(subnet_slots.LAST_BLOCK, value=context.block)


@call("SubtensorModule.start_call")
def start_call(context: Context, netuid: int) -> None:
    """Open a subnet for stakes; it receives emission from the next block on."""
    storage, coldkey = context.storage, signer_of(context)
    if not pools.exists(storage, netuid):
        raise subtensor("SubnetNotExists")
    if storage.raw(SUBNET_OWNER, netuid) != coldkey:
        raise DispatchFailure("", "BadOrigin")
    if storage.has(FIRST_EMISSION, netuid):
        raise subtensor("FirstEmissionBlockNumberAlreadySet")
    delay = storage.number("SubtensorModule.StartCallDelay")
    if context.block < storage.number(deregistration.REGISTERED_AT, netuid) + delay:
        raise subtensor("StartCallNotReady")
    storage.put(FIRST_EMISSION, netuid, value=context.block + 1)
    storage.put(pools.IS_OPEN, netuid, value=True)
    context.emit("SubtensorModule", "FirstEmissionBlockNumberSet", netuid, context.block + 1)


def complete(context: Context) -> None:
    """Clean up one removed subnet, and give a free number to the registration that waits longest, one in a block."""
    deregistration.finish_one(context)
    storage, queue = context.storage, subnet_slots.waiting(context.storage)
    if not queue or not subnet_slots.has_room(storage):
        return
    wanted, lock_id = _registration(queue[0]), _lock_id(queue[0])
    storage.put(subnet_slots.QUEUE, value=queue[1:])
    storage.drop(ESCROW, lock_id)
    mark = context.mark()
    try:
        with storage.transaction():
            establish(context, wanted, registration_account(lock_id))
    except DispatchFailure as failure:
        context.forget_since(mark)
        _refund(context, wanted, lock_id, failure)


def establish(context: Context, wanted: Registration, payer: bytes, *, is_adopted: bool = True) -> int:
    """Create the subnet; the payment becomes the pool's TAO (`set_new_network_state`). Returns its number.

    Root's validators become its owner's parents, if it is to be adopted. Raises DispatchFailure.
    """
    storage, netuid = context.storage, subnet_slots.next_netuid(context.storage)
    if balances.free(storage, payer) < wanted.cost:
        raise subtensor("CannotAffordLockCost")
    balances.move(context, payer, subnet_account(netuid), wanted.cost)
    adopt_hotkey(storage, wanted.coldkey, wanted.hotkey)
    tempo = max(storage.number(TEMPO, netuid), 1)
    for name, value in _NEW.items():
        storage.put(f"SubtensorModule.{name}", netuid, value=value)
    storage.put(TEMPO, netuid, value=tempo)
    storage.put(LAST_EPOCH, netuid, value=max(context.block - netuid % tempo, 0))
    storage.put("SubtensorModule.LastUpdate", netuid, value=[context.block])
    storage.put("SubtensorModule.SubnetLocked", netuid, value=wanted.cost)
    storage.put(pools.TAO_IN, netuid, value=wanted.cost)
    storage.put(pools.ALPHA_IN, netuid, value=(wanted.cost << 64) // wanted.price)
    pools.note_liquidity(storage, netuid)
    storage.add(pools.TOTAL_STAKE, amount=wanted.cost)
    storage.add("SubtensorModule.TotalNetworks", amount=1)
    storage.put(deregistration.REGISTERED_AT, netuid, value=context.block)
    storage.add(deregistration.TIMES_REGISTERED, netuid, amount=1)
    storage.put(SYMBOL, netuid, value=_symbol(storage, netuid))
    _own(context, netuid, wanted)
    if is_adopted:
        root_parents.adopt_owner(context, netuid)
    context.emit("SubtensorModule", "NetworkAdded", netuid, DYNAMIC)
    return netuid


def _refund(context: Context, wanted: Registration, lock_id: int, failure: DispatchFailure) -> None:
    """Give back what a registration that cannot be carried out has paid."""
    escrow = registration_account(lock_id)
    balances.move(context, escrow, wanted.coldkey, balances.free(context.storage, escrow))
    who = (wanted.coldkey, wanted.hotkey)
    context.emit("SubtensorModule", "NetworkRegistrationCancelled", *who, lock_id, failure)


def _refuse_registrant(context: Context, coldkey: bytes, hotkey: bytes) -> None:
    storage = context.storage
    if storage.has(OWNER, hotkey) and storage.raw(OWNER, hotkey) != coldkey:
        raise subtensor("NonAssociatedColdKey")
    if hotkey == subnet_account(int.from_bytes(hotkey[12:14], "little")):
        raise subtensor("CannotUseSystemAccount")
    if context.block < storage.number("SubtensorModule.NetworkRegistrationStartBlock"):
        raise subtensor("SubNetRegistrationDisabled")
    last = storage.number(subnet_slots.LAST_BLOCK)
    if last and context.block - last < storage.number(RATE_LIMIT):
        raise subtensor("NetworkTxRateLimitExceeded")


def _place(context: Context) -> tuple[bool, int | None]:
    """Whether a number is free now, and otherwise the subnet to remove. Raises DispatchFailure."""
    storage = context.storage
    if subnet_slots.has_room(storage):
        return True, None
    if len(deregistration.queued(storage)) > len(subnet_slots.waiting(storage)):
        return False, None
    leaving = subnet_slots.lowest(storage, context.block)
    if leaving is None:
        raise subtensor("SubnetLimitReached")
    return False, leaving


def _queue(context: Context, wanted: Registration) -> None:
    storage = context.storage
    number = storage.number(LOCK_ID)
    if number == _LARGEST_U32:
        raise subtensor("LockIdOverFlow")
    adopt_hotkey(storage, wanted.coldkey, wanted.hotkey)
    info = _info(wanted, context.block)
    storage.put(subnet_slots.QUEUE, value=[*subnet_slots.waiting(storage), {**info, "lock_id": number}])
    storage.put(LOCK_ID, value=number + 1)
    balances.move(context, wanted.coldkey, registration_account(number), wanted.cost)
    storage.put(ESCROW, number, value=(wanted.coldkey, wanted.cost))
    context.emit("SubtensorModule", "NetworkRegistrationQueued", *info.values())


def _own(context: Context, netuid: int, wanted: Registration) -> None:
    """The registrant owns the subnet, names it, and is its first neuron."""
    storage, hotkey = context.storage, wanted.hotkey
    storage.put(SUBNET_OWNER, netuid, value=wanted.coldkey)
    storage.put("SubtensorModule.SubnetOwnerHotkey", netuid, value=hotkey)
    storage.put("SubtensorModule.Keys", netuid, 0, value=hotkey)
    storage.put("SubtensorModule.Uids", netuid, hotkey, value=0)
    storage.put("SubtensorModule.BlockAtRegistration", netuid, 0, value=context.block)
    storage.put("SubtensorModule.IsNetworkMember", hotkey, netuid, value=True)
    if wanted.identity is not None:
        storage.put(IDENTITY, netuid, value=wanted.identity)
        context.emit("SubtensorModule", "SubnetIdentitySet", netuid)


def _symbol(view: View, netuid: int) -> bytes:
    """The number's own symbol or, where another subnet has that, the first free one."""
    used = {symbol for _, symbol in view.entries(SYMBOL)}
    choice = (symbol_of(number) for number in (netuid, *range(1, 1 << 16)))
    return next(symbol for symbol in choice if symbol not in used)


def _is_valid(identity: Value) -> bool:
    """Whether all its texts are short enough (`is_valid_subnet_identity`)."""
    if not isinstance(identity, dict):
        return False
    limits = {**dict.fromkeys(_SHORT_TEXTS, _SHORT_BYTES), **dict.fromkeys(_LONG_TEXTS, _LONG_BYTES)}
    texts = {name: identity.get(name) for name in limits}
    return all(isinstance(text, bytes) and len(text) <= limits[name] for name, text in texts.items())


def _info(wanted: Registration, block: int) -> dict[str, Value]:
    """The chain's `NetworkRegistrationInfo` without the number of its lock, in the order of the event's fields."""
    return {
        "coldkey": wanted.coldkey,
        "hotkey": wanted.hotkey,
        "mechid": DYNAMIC,
        "identity": wanted.identity,
        "lock_amount": wanted.cost,
        "median_subnet_alpha_price": {"bits": wanted.price},
        "registration_block": block,
    }


def _registration(info: Value) -> Registration:
    if not isinstance(info, dict):
        raise TypeError(f"{subnet_slots.QUEUE} holds no registration: {info!r}")
    price, cost = info["median_subnet_alpha_price"], info["lock_amount"]
    coldkey, hotkey = info["coldkey"], info["hotkey"]
    bits = price["bits"] if isinstance(price, dict) else None
    if not (
        isinstance(bits, int) and isinstance(cost, int) and isinstance(coldkey, bytes) and isinstance(hotkey, bytes)
    ):
        raise TypeError(f"{subnet_slots.QUEUE} holds no registration: {info!r}")
    return Registration(coldkey, hotkey, info["identity"], cost, bits)


def _lock_id(info: Value) -> int:
    number = info.get("lock_id") if isinstance(info, dict) else None
    if not isinstance(number, int):
        raise TypeError(f"{subnet_slots.QUEUE} holds no registration: {info!r}")
    return number
