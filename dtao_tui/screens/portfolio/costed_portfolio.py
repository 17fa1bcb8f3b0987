"""The part of the portfolio that knows what holdings have cost, and opens the statement of what was gained."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from textual import events, on, work

from dtao_tui.domain.accounts import OwnerAddress
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.history.past_prices import Span
from dtao_tui.domain.holding_facts import HoldingFacts, day_change, days_to_exit
from dtao_tui.domain.ledger.closed_positions import ClosedPosition, closed_positions
from dtao_tui.domain.ledger.cost_book import SubnetCost
from dtao_tui.domain.ledger.cost_pool import CostMethod
from dtao_tui.domain.ledger.holding_gain import GainSums, HoldingGain, gain_of, realised_in, sums_of
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.operations.account_intents import ClaimRoot
from dtao_tui.domain.portfolio import Portfolio
from dtao_tui.domain.subnet_id import ROOT, SubnetId
from dtao_tui.output.exports.position_exports import positions_csv
from dtao_tui.ports.account_ledger import AccountLedgerTrouble
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.copying.row_export import ExportsRows
from dtao_tui.screens.forms import FormScreen
from dtao_tui.screens.portfolio.arranged_portfolio import ArrangedPortfolio
from dtao_tui.screens.portfolio.entry_naming import basis_form
from dtao_tui.services.account_portfolio import portfolio_of
from dtao_tui.widgets.lifecycle import follow, is_leaving

ONE_ACCOUNT = "Look at one account by {portfolio.previous} or {portfolio.next}; what was paid is kept by account."

MOST_BASKETS = 16
"""Baskets that are asked what they owe; each takes a request."""

ASKED_AGAIN_BLOCKS = 5
"""After how many blocks one that did not answer is asked again."""


@dataclass(frozen=True, slots=True)
class KnownCosts:
    """What the holdings of some accounts have cost."""

    addresses: tuple[str, ...]
    by_subnet: Mapping[SubnetId, SubnetCost]


class CostedPortfolio(ExportsRows, ArrangedPortfolio):
    """A screen of holdings with their cost; what is read in a thread is shown when it is there."""

    _costs: KnownCosts | None = None
    _baskets_asked: tuple[tuple[tuple[str, str], ...], int] = ((), 0)
    _owed: Mapping[tuple[tuple[str, str], ...], Tao | None] = MappingProxyType({})
    """What baskets owed when they were asked last, by the accounts and hotkeys that were asked for."""

    def on_mount(self) -> None:
        """Read costs again when something happens to money."""
        follow(self, "money_changes", self.read_costs)
        self.read_costs()
        self.read_rate()

    @on(events.ScreenResume)
    @work(group="rate", exclusive=True, exit_on_error=True)
    async def read_rate(self) -> None:
        """Read the rate again, which may be in a file."""
        fiat, trouble = self.app.parts.fiat, self.app.parts.fiat.trouble
        await fiat.read()
        if fiat.trouble and fiat.trouble != trouble:
            self.notify(fiat.trouble, title="Rate", severity="warning", markup=False)
        self.show_again()

    @property
    def looked_at(self) -> tuple[str, ...]:
        """The addresses of the accounts that are looked at."""
        return (self.address,) if self.address else tuple(account.address for account in self.accounts)

    def exported_rows(self) -> tuple[str, str] | None:
        """The positions of the accounts that are looked at, and their free TAO."""
        snapshot = self.app.snapshot
        if snapshot is None or not self.looked_at:
            return None
        portfolios = [(address, portfolio_of(snapshot, address)) for address in self.looked_at]
        return "positions", positions_csv(snapshot, portfolios)

    def gains_of(self, portfolio: Portfolio, snapshot: Snapshot) -> dict[int, HoldingGain]:
        """Cost and profit of the holdings, by netuid; empty while they are not known for these accounts."""
        if self._costs is None or self._costs.addresses != self.looked_at:
            self.read_costs()
            return {}
        found = {}
        for held in portfolio.holdings:
            subnet = snapshot.subnets.get(held.netuid)
            cost = self._costs.by_subnet.get(subnet.id) if subnet is not None else None
            if subnet is not None and cost is not None:
                is_whole = held.sellable == held.amount
                found[held.netuid] = gain_of(cost, subnet, (held.amount, held.worth.exit) if is_whole else None)
        return found

    def closed_now(self, portfolio: Portfolio, snapshot: Snapshot) -> tuple[ClosedPosition, ...]:
        """The closed positions of these accounts; none while their costs are not known."""
        if self._costs is None or self._costs.addresses != self.looked_at:
            return ()
        held = [snapshot.subnets[each.netuid].id for each in portfolio.holdings if each.netuid in snapshot.subnets]
        return closed_positions(self._costs.by_subnet, held)

    def claimable_now(self, snapshot: Snapshot) -> Tao | None:
        """What the baskets of the validators that are staked to on root owe these accounts, as last heard.

        None where one does not tell, and of more of them than are asked.
        """
        places = tuple(
            (address, stake.hotkey)
            for address in self.looked_at
            if (holdings := snapshot.holdings_of(address)) is not None
            for stake in holdings.stakes
            if stake.netuid == ROOT
        )
        if not 0 < len(places) <= MOST_BASKETS:
            return None
        answers = self.app.parts.desk.answers
        is_unheard = any(hotkey not in answers.claimable(address, snapshot) for address, hotkey in places)
        if is_unheard and not self._was_asked(places, snapshot.block):
            self._baskets_asked = places, snapshot.block
            self._ask_baskets(snapshot, places)
        return self._owed.get(places)

    def _was_asked(self, places: tuple[tuple[str, str], ...], block: int) -> bool:
        asked, at = self._baskets_asked
        return asked == places and 0 <= block - at < ASKED_AGAIN_BLOCKS

    @work(group="baskets", exclusive=True, exit_on_error=True)
    async def _ask_baskets(self, snapshot: Snapshot, places: tuple[tuple[str, str], ...]) -> None:
        """Ask what they owe; what is not told stays unknown."""
        answers, told = self.app.parts.desk.answers, list[Tao | None]()
        try:
            for address, hotkey in places:
                await answers.ask(ClaimRoot(hotkey), OwnerAddress(address), snapshot)
                told.append(answers.claimable(address, snapshot).get(hotkey))
        except Trouble:
            return
        known = [owed for owed in told if owed is not None]
        before, owed = self._owed, sum(known, Tao(0)) if len(known) == len(places) else None
        self._owed = {places: owed}
        if before != self._owed and not is_leaving(self):
            self.show_again()

    def facts_of(self, portfolio: Portfolio, snapshot: Snapshot) -> dict[int, HoldingFacts]:
        """By netuid, what the last day's price did to holdings, what they yield, and how long leaving takes."""
        parts, found = self.app.parts, {}
        for held in portfolio.holdings:
            subnet = snapshot.subnets.get(held.netuid)
            if subnet is None:
                continue
            before = parts.memory.past(subnet.id).before.get(Span.DAY)
            days = days_to_exit(held.sellable, subnet.pool, parts.settings.exit_impact)
            told = parts.dividends.yields(snapshot, subnet)
            yields = {row.position.hotkey: told.daily(row.position.hotkey) for row in held.rows}
            found[held.netuid] = HoldingFacts(
                day_change(held.amount, subnet.price, before),
                days if subnet.curve_is_known else None,
                {hotkey: daily for hotkey, daily in yields.items() if daily is not None},
            )
        return found

    def sums_of_gains(self, portfolio: Portfolio, gains: Mapping[int, HoldingGain]) -> GainSums | None:
        """Cost and profit of all holdings together; None where nothing is recorded."""
        if self._costs is None or self._costs.addresses != self.looked_at or not self._costs.by_subnet:
            return None
        sums = sums_of(gains.get(held.netuid) for held in portfolio.holdings)
        return replace(sums, realised=realised_in(self._costs.by_subnet.values()))

    def read_costs(self) -> None:
        """Read them anew."""
        if self.app.snapshot is not None and not is_leaving(self):
            self._read_costs(self.app.snapshot.genesis, self.looked_at)

    def action_statement(self) -> None:
        """Show what was gained, and why."""
        from dtao_tui.screens.portfolio.statement_screen import StatementScreen

        account = next((each for each in self.accounts if each.address == self.address), None)
        who = account.name if account else f"all {len(self.accounts)} accounts"
        self.app.push_screen(StatementScreen(self.looked_at, who))

    @work(group="basis", exclusive=True, exit_on_error=True)
    async def action_basis(self) -> None:
        """Type what the chosen holding had cost when it was first seen."""
        snapshot, netuid = self.app.snapshot, self.traded_netuid
        subnet = snapshot.subnets.get(netuid) if snapshot is not None and netuid is not None else None
        if snapshot is None or subnet is None or len(self.looked_at) != 1:
            self.notify(self.app.changed_keys.worded(ONE_ACCOUNT), markup=False)
            return
        answers = await self.app.push_screen_wait(FormScreen(self.app.parts, basis_form(subnet.label)))
        if answers is None:
            return
        cost = Tao.parse(answers[0]).rao if answers[0].strip() else None
        ledger = self.app.parts.account_ledger
        try:
            await asyncio.to_thread(ledger.type_opening, snapshot.genesis, self.looked_at[0], subnet.id, cost)
        except AccountLedgerTrouble as trouble:
            self.notify(str(trouble), severity="error", markup=False)
        self.app.money_changes += 1

    @work(group="costs", exclusive=True, exit_on_error=True)
    async def _read_costs(self, genesis: str, addresses: tuple[str, ...]) -> None:
        parts = self.app.parts
        method = CostMethod(parts.settings.cost_method)
        try:
            told = await asyncio.to_thread(parts.account_ledger.costs, genesis, addresses, method)
        except AccountLedgerTrouble:
            # Its notice is shown with the statement; the columns say – here.
            told = {}
        self._costs = KnownCosts(addresses, told)
        self.show_again()
