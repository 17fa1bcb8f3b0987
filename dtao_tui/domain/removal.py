"""Removal of subnets: which one the chain removes next for a new one, and how far a subnet is from that.

`get_network_to_prune` (spec 461): of the subnets past their immunity the one with the lowest moving price goes, of
equals the oldest. One goes only when there is no room for another.
"""

from dataclasses import dataclass

from dtao_tui.domain.market import Snapshot, Subnet


@dataclass(frozen=True, slots=True)
class RemovalRisk:
    """How far one subnet is from being removed."""

    before: int | None
    """How many subnets would be removed before it; None while it is immune."""

    removable: int
    """How many subnets can be removed now."""

    immune_blocks: int
    """For how many blocks it cannot be removed yet."""

    has_room: bool | None
    """Whether a new subnet still finds a free place, so that none is removed for it; None where that is not known."""

    @property
    def rank(self) -> int | None:
        """Its place among the removable ones, the last of them goes first; None while it is immune."""
        return None if self.before is None else self.removable - self.before


def removal_risk(snapshot: Snapshot, netuid: int) -> RemovalRisk | None:
    """The risk of one subnet; None for root, for a subnet that is gone and where its moving price is not known."""
    subnet = snapshot.subnets.get(netuid)
    place = _place(subnet) if subnet else None
    if subnet is None or place is None:
        return None
    places = [other for each in snapshot.subnets.values() if (other := _place(each)) and _is_mortal(each, snapshot)]
    is_mortal = _is_mortal(subnet, snapshot)
    return RemovalRisk(
        before=sum(other < place for other in places) if is_mortal else None,
        removable=len(places),
        immune_blocks=0 if is_mortal else _mortal_from(subnet, snapshot) - snapshot.block,
        has_room=_has_room(snapshot),
    )


def removal_ranks(snapshot: Snapshot) -> dict[int, int]:
    """By netuid, which subnets can be removed now: 1 is the next."""
    places = [place for each in snapshot.subnets.values() if (place := _place(each)) and _is_mortal(each, snapshot)]
    return {netuid: rank for rank, (_, _, netuid) in enumerate(sorted(places), 1)}


def _place(subnet: Subnet) -> tuple[int, int, int] | None:
    """The key by which the chain orders subnets, the first to go the smallest; None for one without a moving price."""
    if subnet.is_root or subnet.moving_price_bits is None:
        return None
    return subnet.moving_price_bits, subnet.registered_at, subnet.netuid


def _is_mortal(subnet: Subnet, snapshot: Snapshot) -> bool:
    return snapshot.block >= _mortal_from(subnet, snapshot)


def _mortal_from(subnet: Subnet, snapshot: Snapshot) -> int:
    # Where the chain does not tell how long immunity lasts, nothing counts as immune.
    return subnet.registered_at + (snapshot.rules.immunity_blocks or 0)


def _has_room(snapshot: Snapshot) -> bool | None:
    most = snapshot.rules.most_subnets
    return None if most is None else sum(not subnet.is_root for subnet in snapshot.subnets.values()) < most
