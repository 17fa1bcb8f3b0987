"""The validators of a subnet's screen: asked for beside each block, listed where there is room."""

from decimal import Decimal

from textual import getters, work
from textual.content import Content

from dtao_tui.domain.formatting import percent
from dtao_tui.domain.holdings import by_hotkey
from dtao_tui.domain.market import Snapshot, Validator, every_stake_earns
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.subnet.lone_panels import LonePanels
from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.panels.subnet_facts import SubnetView
from dtao_tui.widgets.tables.validator_table import ValidatorRow, ValidatorTable


class SubnetValidators(LonePanels):
    """A subnet's screen with its validators in it."""

    netuid: int
    validator_table = getters.query_one(ValidatorTable)
    _validators: tuple[Validator, ...] = ()
    _view: SubnetView | None = None

    def follow_validators(self, snapshot: Snapshot) -> None:
        """Show what is known already with the rest, and ask for what may have changed."""
        self._validators = self.app.parts.desk.validators_last_heard(self.netuid, snapshot) or self._validators
        self._learn_validators(snapshot)

    def forget_validators(self) -> None:
        """Show none until they are known of the subnet that has the number now."""
        self._validators = ()

    def show_validators(self, symbol: str, root_share: Decimal | None) -> None:
        """List them with what the account has at each, the ticket's marked."""
        snapshot = self.app.snapshot
        if snapshot is None:
            return
        count = f"  {len(self._validators)}" if self._validators else ""
        if any(validator.all_earn for validator in self._validators):
            count += "  one permit, all stake earns"
        title = Content.assemble(("Validators", "bold"), (count, "$muted"))
        table = self.validator_table
        has_more = len(self._validators) > max(table.size.height - table.heading_height, 0) and not self.is_panel_alone
        below = Content.assemble(("v", "$bright"), (" lists all", "$muted")) if has_more else share_words(root_share)
        self.query_one("#validators", Frame).put_titles(title, below)
        table.name_unit(symbol, is_root=self.netuid == ROOT)
        table.show_validators(self.rows_of(snapshot))
        self.show_comparison(snapshot)

    def show_comparison(self, snapshot: Snapshot) -> None:
        """Show what is compared of them."""
        raise NotImplementedError

    def mark_of(self, hotkey: str) -> str:
        """The letter of a validator that is marked, else empty."""
        raise NotImplementedError

    def rows_of(self, snapshot: Snapshot) -> list[ValidatorRow]:
        """The validators, each with what stake with it yields and what the account has there."""
        subnet, named = snapshot.subnets.get(self.netuid), self.dock.hotkey if self.dock else None
        yields = self.app.parts.dividends.yields(snapshot, subnet) if subnet is not None else None
        own = by_hotkey(self.app.holdings, self.netuid)
        all_earn = every_stake_earns(self._validators)
        return [
            ValidatorRow(
                validator,
                snapshot.tao_weight,
                own.get(validator.hotkey),
                validator.hotkey == named,
                yields.daily(validator.hotkey, validator.last_epoch) if yields else None,
                validator.has_permit or all_earn,
                self.mark_of(validator.hotkey),
            )
            for validator in self._validators
        ]

    # Without a description Textual makes one of the whole snapshot's repr: 60 ms for thousands of subnets.
    @work(group="validators", exclusive=True, exit_on_error=True, description="validators")
    async def _learn_validators(self, snapshot: Snapshot) -> None:
        """Ask for the validators; the desk keeps the answer for some blocks."""
        try:
            self._validators = await self.app.parts.desk.validators(self.netuid, snapshot)
        except Trouble as trouble:
            self.query_one("#validators").border_subtitle = Content.styled(str(trouble), "$note")
            return
        if self._view is not None:
            self.show_validators(self._view.subnet.symbol, self._view.root_share)


def share_words(root_share: Decimal | None) -> Content:
    """What of the dividends goes to root's stakers, for the border."""
    return Content.styled("" if root_share is None else f"root's share {percent(root_share)} %", "$muted")
