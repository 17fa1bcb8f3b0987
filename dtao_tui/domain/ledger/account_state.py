"""What one account held at one block, and the prices of that block: both ends of every ledger interval."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dtao_tui.domain.amounts import RAO_PER_TAO
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId

Place = tuple[SubnetId, str]
"""Where stake is: the subnet and the hotkey."""


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account at one block. All amounts are rao."""

    block: int
    time_ms: int | None
    """When the block was made by the chain's clock; None where the chain does not tell."""

    cash: int
    """TAO of the account itself: free, frozen and reserved."""

    positions: Mapping[Place, int] = field(default_factory=dict)
    """Rao of alpha by place; on root, TAO one to one."""

    prices: Mapping[SubnetId, int] = field(default_factory=dict)
    """The chain's price of each subnet in rao of TAO per alpha: of all that were there, at least of those held."""

    last_epochs: Mapping[SubnetId, int] = field(default_factory=dict, compare=False)
    """The block of the last epoch of each of these subnets, as far as the chain tells."""

    tempos: Mapping[SubnetId, int] = field(default_factory=dict, compare=False)
    own_hotkeys: frozenset[str] = field(default=frozenset(), compare=False)
    """The hotkeys with stakes here that the account owns."""

    def quantity(self, subnet: SubnetId) -> int:
        """Rao of alpha on a subnet, with all hotkeys together."""
        return sum(alpha for (held, _), alpha in self.positions.items() if held == subnet)

    @property
    def subnets(self) -> tuple[SubnetId, ...]:
        """The subnets with stakes, in order."""
        return tuple(sorted({subnet for subnet, _ in self.positions}))

    def value(self, subnet: SubnetId) -> int:
        """What is held on a subnet at the price of this block, in rao of TAO; nothing where the subnet is gone."""
        return value_at(self.prices.get(subnet), self.quantity(subnet))

    @property
    def worth(self) -> int:
        """Cash and all stakes at the prices of this block, in rao of TAO."""
        return self.cash + sum(self.value(subnet) for subnet in self.subnets)

    def subnet_numbered(self, netuid: int) -> SubnetId | None:
        """The subnet that has this number at this block."""
        return next((subnet for subnet in self.prices if subnet.netuid == netuid), None)


def value_at(price: int | None, alpha: int) -> int:
    """Rao of TAO that this much alpha is worth at a price in rao, rounded down; nothing without a price."""
    return 0 if price is None else alpha * price // RAO_PER_TAO


def state_of(snapshot: Snapshot, address: str, time_ms: int | None = None) -> AccountState | None:
    """The state of one account in a snapshot; None where the account was not read with it.

    `time_ms` stands for the time that the chain tells, which may be any number.
    """
    holdings = snapshot.holdings_of(address)
    if holdings is None:
        return None
    present = {netuid: subnet.id for netuid, subnet in snapshot.subnets.items()}
    positions: dict[Place, int] = {}
    for stake in holdings.stakes:
        # A stake on a subnet that is being removed is worth nothing until its pay-out.
        if stake.netuid in present and stake.amount:
            positions[present[stake.netuid], stake.hotkey] = stake.amount.rao
    return AccountState(
        snapshot.block,
        time_ms,
        (holdings.free if holdings.balance is None else holdings.balance).rao,
        positions,
        {subnet.id: subnet.price.rao for subnet in snapshot.subnets.values()},
        {
            subnet.id: snapshot.block - subnet.blocks_since_last_step
            for subnet in snapshot.subnets.values()
            if not subnet.is_root
        },
        {subnet.id: subnet.tempo for subnet in snapshot.subnets.values() if not subnet.is_root},
        frozenset(stake.hotkey for stake in holdings.stakes if stake.is_own),
    )
