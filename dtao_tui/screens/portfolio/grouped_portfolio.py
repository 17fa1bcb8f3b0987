"""What the portfolio looks at: one account or all together, by subnet, by validator or by wallet."""

from dtao_tui.domain.accounts import Account
from dtao_tui.domain.grouping import Group, Grouping, by_validator, by_wallet
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.portfolio import Portfolio
from dtao_tui.screens.portfolio.portfolio_plans import PortfolioPlans
from dtao_tui.services.account_portfolio import portfolio_of
from dtao_tui.widgets.tables.holdings_table import HoldingsTable, RowKey


class GroupedPortfolio(PortfolioPlans):
    """A screen of holdings that turns through the accounts, and through the ways to group them."""

    viewed: str | None = None
    """The address that is looked at: empty for all, None for the chosen account."""

    grouping = Grouping.SUBNET

    def regroup(self) -> None:
        """Show the rows again that another account or grouping has."""
        raise NotImplementedError

    def action_next_account(self, step: int) -> None:
        """Look at the next account; after the last one come all together."""
        addresses = [account.address for account in self.accounts] + [""]
        current = self.address
        at = addresses.index(current) if current in addresses else 0
        self.viewed = addresses[(at + step) % len(addresses)]
        self.regroup()

    def action_next_view(self) -> None:
        """Group by subnet, by validator, or by wallet; that one is of all accounts."""
        self.grouping = self.grouping.next
        if self.grouping is Grouping.WALLET:
            self.viewed = ""
        elif self.grouping is Grouping.SUBNET and self.viewed == "":
            self.viewed = None
        self.regroup()

    def action_sort(self) -> None:
        """Choose the column to sort subnets by; groups stand by what they would pay."""
        if self.grouping is Grouping.SUBNET:
            super().action_sort()

    def groups_of(self, portfolio: Portfolio, snapshot: Snapshot) -> tuple[Group, ...]:
        """The groups of this portfolio; none where its rows are subnets."""
        if self.grouping is Grouping.VALIDATOR:
            return by_validator(portfolio)
        if self.grouping is Grouping.SUBNET:
            return ()
        addresses = (self.address,) if self.address else tuple(account.address for account in self.accounts)
        return by_wallet((address, portfolio_of(snapshot, address)) for address in addresses)

    def can_trade(self) -> bool:
        """Whether the account that is looked at is the chosen one; says so where it is not."""
        chosen = self.app.parts.session.chosen
        group = RowKey.of(self.query_one(HoldingsTable).chosen).group if self.grouping is Grouping.WALLET else ""
        if chosen is not None and {self.address, group} <= {"", chosen.address}:
            return True
        self.notify("You look at another account. Choose it in Wallets (4) to trade with it.", markup=False)
        return False

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts that have an address, each address once: of two wallets of one key, the chosen one."""
        session = self.app.parts.session
        known = {account.address: session.account_of(account.address) for account in session.accounts}
        return tuple(account for address, account in known.items() if address and account is not None)

    @property
    def address(self) -> str:
        """The address that is looked at; empty for all."""
        chosen = self.app.parts.session.chosen
        if self.viewed is None:
            return chosen.address if chosen else ""
        return self.viewed
