"""Two validators side by side, below their list: yield, take, stake, and what a move to the better one would bring."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.content import Content

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.formatting import coarse, fine, percent
from dtao_tui.domain.market import TAKE_PARTS
from dtao_tui.domain.text import cells, cleaned
from dtao_tui.domain.validator_comparison import ComparedValidator, ValidatorComparison
from dtao_tui.widgets.fitted_text import FittedText
from dtao_tui.widgets.tables.cells import NONE, Cell, of_figure, size_cell
from dtao_tui.widgets.tables.yield_cells import earning_cell, over_cell
from dtao_tui.widgets.text_lines import wrapped

MARKS = ("a", "b")
LABEL_CELLS = 20
_WIDEST, _SPACE_CELLS = 22, 2
"""Cells of one of the two columns at most, and between them."""


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Two validators at one block."""

    both: ValidatorComparison
    symbol: str
    tao_weight: int | None


class ValidatorComparisonPanel(FittedText):
    """What is told of the two."""

    _view: ComparisonView | None = None

    def show(self, view: ComparisonView) -> None:
        """Show these two."""
        if view != self._view:
            self._view = view
            self.refresh(layout=True)

    def text_at(self, width: int) -> Content:
        """A line for each value, and what a move would bring."""
        view = self._view
        if view is None or width <= LABEL_CELLS:
            return Content("")
        column = min((width - LABEL_CELLS) // 2 - _SPACE_CELLS, _WIDEST)
        pair = (view.both.first, view.both.second)
        lines = [_heading(pair, column)]
        for label, cell in _rows(view):
            drawn = [Content.assemble(" " * _SPACE_CELLS, cell(each).drawn(column, is_left=False)) for each in pair]
            lines.append(Content.assemble((cleaned(label, LABEL_CELLS).ljust(LABEL_CELLS), "$muted"), *drawn))
        sentence = move_sentence(view)
        return Content("\n").join([*lines, Content(""), *wrapped(sentence, width)])


def move_sentence(view: ComparisonView) -> str:
    """What a move of own stake to the better of the two would bring, and the key for it."""
    both, symbol = view.both, view.symbol
    move, gained = both.move, both.gained
    if move is not None and gained is not None:
        here, there = (_called(each) for each in move)
        stake, more = fine(move[0].own, decimals=3), fine(gained, decimals=6, signed=True)
        return (
            f"m moves {stake} {symbol} from {here} to {there}: {more} {symbol} a day if epochs go on paying so, "
            "for the network's fee; no pool is passed."
        )
    if both.first.growth is None or both.second.growth is None:
        return "Of one of them it is not known yet what stake with it yields."
    if not both.stake:
        return "This account has nothing staked with either."
    return "What this account has lies with the one that yields as much or more."


def _rows(view: ComparisonView) -> list[tuple[str, Callable[[ComparedValidator], Cell]]]:
    symbol, stake = view.symbol, view.both.stake
    rows: list[tuple[str, Callable[[ComparedValidator], Cell]]] = [
        ("Net yield % a day", lambda each: earning_cell(each.daily, earns=each.earns)),
        ("Over", lambda each: over_cell(each.daily)),
        ("Take %", lambda each: Cell(percent(100 * each.validator.take / TAKE_PARTS, decimals=1))),
        (f"Stake k{symbol}", lambda each: size_cell(each.validator.alpha_stake, decimals=2)),
        (f"Weight k{symbol}", lambda each: size_cell(each.validator.stake_weight(view.tao_weight), decimals=2)),
        # The chain lists nominators one by one and has no count of them.
        ("Nominators", lambda _: NONE),
        (f"Mine {symbol}", lambda each: of_figure(fine(each.own, decimals=3)) if each.own else NONE),
    ]
    if stake:
        rows.append((f"A day on {coarse(stake, per=1)} {symbol}", lambda each: _earned_cell(each, view)))
    return rows


def _earned_cell(each: ComparedValidator, view: ComparisonView) -> Cell:
    earned = each.earned(view.both.stake)
    return NONE if earned is None else of_figure(fine(earned, decimals=6))


def _heading(pair: tuple[ComparedValidator, ComparedValidator], column: int) -> Content:
    parts: list[str | tuple[str, str]] = [" " * LABEL_CELLS]
    for mark, each in zip(MARKS, pair, strict=True):
        name = cleaned(_called(each), max(column - 2, 1))
        parts += [" " * (_SPACE_CELLS + column - cells(name) - 2), (mark, "bold $lead"), " ", (name, "bold")]
    return Content.assemble(*parts)


def _called(each: ComparedValidator) -> str:
    return each.validator.name or shortened(each.validator.hotkey)
