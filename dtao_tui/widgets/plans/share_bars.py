"""Shares of a rebalance: before, now and target of each subnet, as numbers and as a bar with a mark."""

from collections.abc import Mapping
from decimal import Decimal

from textual.content import Content
from textual.widget import Widget

from dtao_tui.domain.formatting import fine, percent
from dtao_tui.domain.plans.plan import Plan, Share
from dtao_tui.domain.text import cells, cleaned
from dtao_tui.widgets.text_lines import stacked

NAME_CELLS, FIGURE_CELLS = 14, 8
REACHED = 2_000
"""Millionths from the target within which it counts as reached."""

_EIGHTHS = " ▏▎▍▌▋▊▉"
_FULL, _MARK = "█", "│"


class ShareBars(Widget):
    """One line for each subnet with a target."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._plan: Plan | None = None
        self._now: Mapping[int, int] = {}

    def show(self, plan: Plan, now: Mapping[int, int]) -> None:
        """Show the shares of a plan; `now` are those of this block by netuid, in millionths."""
        self._plan, self._now = plan, dict(now)
        worth = "" if plan.worth is None else fine(plan.worth, decimals=2).plain
        basis = "exit value" if plan.is_worth_at_exit else "the price"
        self.border_title = Content.assemble(("Shares", "bold"), (f"  of {worth} τ at {basis}", "$muted"))
        self.refresh(layout=True)

    def render(self) -> Content:
        """The heading and the lines."""
        if self._plan is None:
            return Content("")
        width = max(self.content_size.width - 5 - NAME_CELLS - 3 * FIGURE_CELLS - 4, 8)
        largest = max(
            (max(s.target, s.before, self._now.get(s.subnet.netuid, 0)) for s in self._plan.shares), default=1
        )
        lines = [self._line(share, width, max(largest, 1)) for share in self._plan.shares]
        return stacked([*self._heading(), *lines, Content.styled("All other positions stay as they are.", "$muted")])

    def _heading(self) -> list[Content]:
        names = "".join(word.rjust(FIGURE_CELLS) for word in ("Before", "Now", "Target"))
        units = "%".rjust(FIGURE_CELLS) * 3
        key = Content.assemble(("  █", "$focus"), (" now  ", "$muted"), (_MARK, "$bright"), (" target", "$muted"))
        first = Content.assemble((f"   # {'Subnet':<{NAME_CELLS}}{names}", "$muted"), key)
        return [first, Content.styled(" " * (5 + NAME_CELLS) + units, "$dim")]

    def _line(self, share: Share, width: int, largest: int) -> Content:
        now = self._now.get(share.subnet.netuid, share.before)
        name = cleaned(f"{share.subnet.symbol} {share.subnet.name}", NAME_CELLS - 1)
        figures = [percent(Decimal(parts) / 10_000, decimals=1).rjust(FIGURE_CELLS) for parts in (now, share.target)]
        before = percent(Decimal(share.before) / 10_000, decimals=1).rjust(FIGURE_CELLS)
        is_reached = abs(now - share.target) <= REACHED
        return Content.assemble(
            (f"{share.subnet.netuid:>4} ", "$dim"),
            (name + " " * (NAME_CELLS - cells(name)), ""),
            (before, "$muted"),
            (figures[0], "bold"),
            (figures[1], ""),
            "  ",
            _bar(now, share.target, width, largest),
            ("  ✓" if is_reached else "", "$gain"),
        )


def _bar(now: int, target: int, width: int, largest: int) -> Content:
    """The share as eighth blocks, and a thin mark at the target."""
    eighths, mark = now * width * 8 // largest, min(target * width // largest, width - 1)
    drawn = [
        _FULL if cell * 8 + 8 <= eighths else _EIGHTHS[max(min(eighths - cell * 8, 7), 0)] for cell in range(width)
    ]
    before, after = "".join(drawn[:mark]), "".join(drawn[mark + 1 :])
    return Content.assemble((before, "$focus"), (_MARK, "bold $bright"), (after, "$focus"))
