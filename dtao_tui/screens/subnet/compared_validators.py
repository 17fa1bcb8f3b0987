"""Two validators of a subnet's list compared: marked by a key, shown side by side, and stake moved to the better."""

from textual.content import Content

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.validator_comparison import ComparedValidator, ValidatorComparison
from dtao_tui.screens.subnet.subnet_validators import SubnetValidators
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.panels.validator_comparison_panel import MARKS, ComparisonView, ValidatorComparisonPanel

_FROM, _TO = (field.name for field in ROW_OF[Op.MOVE_STAKE].validators)


class ComparedValidators(SubnetValidators):
    """A subnet's screen whose list marks two validators."""

    _compared: tuple[str, ...] = ()
    """The hotkeys that are marked, at most two."""

    def action_compare(self) -> None:
        """Mark the row's validator to compare it, or take its mark away; of three the last two stay."""
        hotkey = self.validator_table.chosen
        if hotkey is None:
            return
        if hotkey in self._compared:
            self._compared = tuple(each for each in self._compared if each != hotkey)
        else:
            self._compared = (*self._compared, hotkey)[-len(MARKS) :]
        self.show_again()

    def forget_validators(self) -> None:
        """Nor compare any."""
        super().forget_validators()
        self._compared = ()

    def mark_of(self, hotkey: str) -> str:
        """The letter of a validator that is marked, else empty."""
        return MARKS[self._compared.index(hotkey)] if hotkey in self._compared else ""

    def show_comparison(self, snapshot: Snapshot) -> None:
        """Show the two, where both are marked and their list stands alone."""
        subnet, both = snapshot.subnets.get(self.netuid), self.comparison(snapshot)
        is_shown = both is not None and subnet is not None and self.has_class("-validators-alone")
        frame = self.query_one("#comparison", Frame)
        frame.display = is_shown
        if is_shown and both is not None and subnet is not None:
            frame.put_titles(Content.styled("Side by side", "bold"), Content.styled("space chooses a and b", "$muted"))
            panel = self.query_one(ValidatorComparisonPanel)
            panel.show(ComparisonView(both, subnet.symbol, snapshot.tao_weight))

    def comparison(self, snapshot: Snapshot) -> ValidatorComparison | None:
        """The two that are marked, where the chain still names both."""
        if len(self._compared) < len(MARKS):
            return None
        rows = {row.validator.hotkey: row for row in self.rows_of(snapshot)}
        found = [rows[hotkey] for hotkey in self._compared if hotkey in rows]
        if len(found) < len(MARKS):
            return None
        first, second = (
            ComparedValidator(row.validator, row.daily, row.own or Alpha(0, self.netuid), row.earns) for row in found
        )
        return ValidatorComparison(first, second)

    def compared_move(self) -> tuple[str, str] | None:
        """From which validator to which own stake would yield more, while the two are shown."""
        snapshot = self.app.snapshot
        both = self.comparison(snapshot) if snapshot is not None and self.has_class("-validators-alone") else None
        move = both.move if both is not None else None
        return (move[0].validator.hotkey, move[1].validator.hotkey) if move is not None else None


def fill_in_move(dock: TicketDock, move: tuple[str, str]) -> None:
    """Have a ticket move all that can be moved from one validator to the other; a person reviews and signs it."""
    for field, hotkey in zip((_FROM, _TO), move, strict=True):
        dock.choose_validator(field, hotkey)
    dock.panel.form.write(dock.panel.amount, "max")
