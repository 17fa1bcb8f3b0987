"""The table of a plan's steps: state, subnet, what each pays and gets, its impact, cost and drift."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import NOTHING, fine, percent
from dtao_tui.domain.plans.plan import Plan
from dtao_tui.widgets.plans.plan_words import StepView, drift_content, mark_of_step
from dtao_tui.widgets.tables.cells import EMPTY, NONE, Cell, name_cell, of_figure
from dtao_tui.widgets.tables.columns import Column
from dtao_tui.widgets.tables.responsive_table import ResponsiveTable

TOTAL = "total"
"""The key of the last row."""


@dataclass(frozen=True, slots=True)
class StepTotal:
    """What all steps come to."""

    plan: Plan
    drift: Decimal | None = None


StepRow = StepView | StepTotal

SIDE_CELLS = 38
"""Width of the panel of costs, as its style sheet says."""


class StepTable(ResponsiveTable[StepRow]):
    """One row per step, by number, and their total."""

    wide_from = 100
    goes_first = ("cost", "drift", "impact")

    def cells_beside(self, width: int) -> int:
        """The costs, which are below the steps on a narrow screen."""
        return SIDE_CELLS if width >= self.wide_from else 0

    def columns_for(self, *, is_narrow: bool) -> tuple[Column[StepRow], ...]:
        """The columns for a narrow or a wide screen."""
        return _columns(is_narrow=is_narrow)

    def show_steps(self, steps: Sequence[StepView], total: StepTotal) -> None:
        """Bring the table to these steps."""
        rows: dict[str, StepRow] = {str(view.number): view for view in steps}
        self.show({**rows, TOTAL: total})


def _columns(*, is_narrow: bool) -> tuple[Column[StepRow], ...]:
    column = Column[StepRow]
    number = () if is_narrow else (column("netuid", "#", "", 3, _of_step(_netuid_cell), gap=1),)
    return (
        column("state", "State", "", 11, _of_step(_state_cell), is_left=True, gap=1),
        *number,
        column("step", "Step", "", 4, _of_step(_verb_cell), is_left=True, gap=1),
        column("subnet", "Subnet", "", 10, _name_cell, is_left=True, gap=1),
        column("pays", "Pays", "", 10, _pays_cell, gap=1),
        column("paid_in", "", "", 1, _pays_unit_cell, is_left=True, gap=1),
        column("gets", "Gets", "quote", 10, _of_step(_gets_cell), gap=1),
        column("got_in", "", "", 1, _of_step(_gets_unit_cell), is_left=True, gap=1),
        column("impact", "Impact", "%", 5, _impact_cell),
        column("cost", "Cost", "τ", 6, _cost_cell, gap=1),
        column("drift", "Drift", "%", 6, _drift_cell, gap=1),
    )


def _of_step(cell: Callable[[StepView], Cell]) -> Callable[[StepRow], Cell]:
    """Cells of steps, empty beside the total."""
    return lambda row: cell(row) if isinstance(row, StepView) else EMPTY


def _state_cell(row: StepView) -> Cell:
    mark, mark_style, word_style = mark_of_step(row.state)
    return Cell(row.words, style=word_style, lead=f"{mark} ", lead_style=mark_style)


def _netuid_cell(row: StepView) -> Cell:
    return Cell(str(row.step.subnet.netuid), style="$dim")


def _verb_cell(row: StepView) -> Cell:
    return Cell(row.verb, style="$muted")


def _name_cell(row: StepRow) -> Cell:
    if isinstance(row, StepTotal):
        return Cell("Total", style="bold")
    return name_cell(row.step.subnet.symbol, row.step.subnet.name)


def _pays_cell(row: StepRow) -> Cell:
    return _amount_cell(row.plan.value if isinstance(row, StepTotal) else row.step.pays)


def _pays_unit_cell(row: StepRow) -> Cell:
    return Cell("τ", style="$dim") if isinstance(row, StepTotal) else _unit(row, row.step.pays)


def _gets_cell(row: StepView) -> Cell:
    return NONE if row.receives is None else _amount_cell(row.receives)


def _gets_unit_cell(row: StepView) -> Cell:
    return _unit(row, row.step.receives)


def _unit(row: StepView, amount: Tao | Alpha) -> Cell:
    return Cell(row.step.symbol_of(amount), style="$dim")


def _impact_cell(row: StepRow) -> Cell:
    if isinstance(row, StepTotal):
        return Cell(percent(row.plan.impact), style="bold")
    impact = row.step.impact
    return NONE if impact is None else Cell(percent(impact))


def _cost_cell(row: StepRow) -> Cell:
    cost = (row.plan if isinstance(row, StepTotal) else row.step).cost.total
    if cost is None:
        return NONE
    return Cell(fine(cost, decimals=3).plain, style="bold" if isinstance(row, StepTotal) else "")


def _drift_cell(row: StepRow) -> Cell:
    text, style = drift_content(row.drift)
    return Cell(text, style=style) if text != NOTHING else NONE


def _amount_cell(amount: Tao | Alpha) -> Cell:
    return of_figure(fine(amount, decimals=3, width=10))
