"""One row of the table of holdings: what columns tell of."""

from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.assets import TAO_SYMBOL
from dtao_tui.domain.holding_facts import NO_FACTS, HoldingFacts
from dtao_tui.domain.ledger.closed_positions import ClosedPosition
from dtao_tui.domain.ledger.holding_gain import HoldingGain
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.portfolio import Holding, Worth
from dtao_tui.domain.portfolio import PortfolioRow as PositionRow


@dataclass(frozen=True, slots=True)
class HoldingsRow:
    """A row: what is held on one subnet, or below it the part at one validator."""

    holding: Holding
    subnet: Subnet | None
    """None where it is gone."""

    position: PositionRow | None = None
    """Given where the row is of one validator only."""

    validator: str = ""
    is_last: bool = False
    is_open: bool = False
    largest: Decimal = Decimal(0)
    """The largest share of all holdings, which fills the bar."""

    group: str = ""
    """The name of the validator or the account whose holdings on several subnets the row sums up."""

    is_of_group: bool = False
    """Whether it is the part of such a group on one subnet."""

    gain: HoldingGain | None = None
    """Cost and profit of all that is held on the subnet; None where nothing is recorded of it."""

    facts: HoldingFacts = NO_FACTS
    """What a day did to it and how long leaving it takes, of all that is held on the subnet."""

    closed: ClosedPosition | None = None
    """Given where nothing is held there any more, and the row tells what it came to; it stands among such rows."""

    is_warned: bool = False
    """Whether there are warnings about what is held on the subnet."""

    @property
    def is_whole(self) -> bool:
        """Whether it is all that is held on one subnet."""
        return not (self.position or self.group or self.is_of_group)

    @property
    def worth(self) -> Worth:
        """What the row is worth."""
        return self.position.worth if self.position else self.holding.worth

    @property
    def symbol(self) -> str:
        """The symbol of the subnet's token; TAO's where the row tells what a closed position came to."""
        if self.closed:
            return TAO_SYMBOL
        return self.subnet.symbol if self.subnet else "?"
