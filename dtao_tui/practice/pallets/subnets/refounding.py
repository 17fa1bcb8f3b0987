"""A removed subnet founded again on a free number, for drills; the chain itself has no such step.

It is a registration by the same owner at the price that its pool had, paid with TAO created for it. Its validators and
miners join again; stakers do not, for they were paid out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dtao_tui.practice.pallets import balances, pools
from dtao_tui.practice.pallets.registry import Context, Storage, View
from dtao_tui.practice.pallets.subnets import consensus_modes, epochs, registration
from dtao_tui.practice.pallets.subnets.emission import FIRST_EMISSION, ISSUANCE
from dtao_tui.practice.pallets.subnets.subnet_slots import has_room

_VECTORS = ("Emission", "Dividends", "Incentive", "Consensus", "ValidatorTrust", "LastUpdate")


@dataclass(frozen=True, slots=True)
class FormerSubnet:
    """What is needed to found a subnet again."""

    registration: registration.Registration
    neurons: Sequence[tuple[bytes, bool]]
    """Hotkeys by uid, and whether each may validate."""

    tempo: int
    emits: bool


def former_subnet(view: View, netuid: int) -> FormerSubnet:
    """The subnet as it is now, just before its removal."""
    pool = pools.pool_of(view, netuid)
    owner, hotkey = (view.raw(f"SubtensorModule.{name}", netuid) for name in ("SubnetOwner", "SubnetOwnerHotkey"))
    known, permits = epochs.hotkeys_on(view, netuid), epochs.permits_on(view, netuid)
    return FormerSubnet(
        registration.Registration(
            owner, hotkey, view.get(registration.IDENTITY, netuid), pool.tao_in.rao, pool.price_bits
        ),
        [(each, permit) for each, permit in zip(known, permits, strict=True) if each != hotkey],
        view.number(epochs.TEMPO, netuid),
        view.has(FIRST_EMISSION, netuid),
    )


def found_again(context: Context, former: FormerSubnet) -> int | None:
    """Found it again and open it for stakes; its number, or None where no number is free. Raises DispatchFailure."""
    storage, wanted = context.storage, former.registration
    if not has_room(storage) or not wanted.price:
        return None
    balances.mint(storage, wanted.coldkey, wanted.cost)
    storage.add(ISSUANCE, amount=wanted.cost)
    # Its validators come along, most of them root's own: they keep their stake for themselves.
    netuid = registration.establish(context, wanted, wanted.coldkey, is_adopted=False)
    storage.put(epochs.TEMPO, netuid, value=former.tempo)
    _join(storage, netuid, former.neurons, context.block)
    if former.emits:
        signed = Context(storage, context.block, wanted.coldkey, context.author, context.events)
        registration.start_call(signed, netuid)
        storage.put("SubtensorModule.SubnetEmissionEnabled", netuid, value=True)
    else:
        storage.put(pools.IS_OPEN, netuid, value=True)
    return netuid


def _join(storage: Storage, netuid: int, neurons: Sequence[tuple[bytes, bool]], block: int) -> None:
    """Give the others their uids, and the owner's hotkey the last: who looks for a validator takes the first."""
    everybody = [*neurons, (storage.raw("SubtensorModule.Keys", netuid, 0), False)]
    for uid, (hotkey, _) in enumerate(everybody):
        storage.put("SubtensorModule.Keys", netuid, uid, value=hotkey)
        storage.put("SubtensorModule.Uids", netuid, hotkey, value=uid)
        storage.put("SubtensorModule.BlockAtRegistration", netuid, uid, value=block)
        storage.put("SubtensorModule.IsNetworkMember", hotkey, netuid, value=True)
    count = len(everybody)
    storage.put("SubtensorModule.SubnetworkN", netuid, value=count)
    storage.put(consensus_modes.PERMITS, netuid, value=[permit for _, permit in everybody])
    storage.put("SubtensorModule.Active", netuid, value=[True] * count)
    for name in _VECTORS:
        storage.put(f"SubtensorModule.{name}", netuid, value=[block if name == "LastUpdate" else 0] * count)
