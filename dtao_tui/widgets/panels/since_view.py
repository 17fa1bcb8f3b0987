"""The panel that tells what has happened since the last look; it takes no key and lies above the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import age, change, count, fine, percent
from dtao_tui.domain.last_look import MarketChanges, PriceMove, SinceReport, TakeChange
from dtao_tui.domain.ledger.ledger_entries import StatementPart
from dtao_tui.domain.ledger.statement import Statement
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.text import cells, cleaned
from dtao_tui.widgets.drawn_view import DrawnView
from dtao_tui.widgets.order_words import state_words
from dtao_tui.widgets.text_lines import digits, group, key_and_word, labelled, stacked

LABEL_CELLS, TIME_CELLS, NAME_CELLS = 9, 13, 24
LEAST_LINES, MOST_LINES = 1, 5
"""Lines of one group; of more their number is told."""

LATE_MS = 600_000
"""How much later than the look a record must begin for that to be told."""

NOT_RECORDED = "not recorded"
_TAKEN = "removed; the number has now "

_PARTS = {
    StatementPart.FLOWS: "flows",
    StatementPart.YIELD: "yield",
    StatementPart.EMISSION: "emission",
    StatementPart.BASKET: "basket",
    StatementPart.COSTS: "costs",
    StatementPart.PRICE: "price",
    StatementPart.UNEXPLAINED: "unexplained",
}
_ALWAYS = (StatementPart.YIELD, StatementPart.PRICE)


@dataclass(frozen=True, slots=True)
class SinceView:
    """What the panel shows, and how many rows it has for that."""

    report: SinceReport
    rows: int
    why_key: str = "="
    """What shows the statement."""


class SincePanel(DrawnView[SinceView]):
    """Draws the report; as many lines of each group as have room."""

    can_focus = False

    def show(self, view: SinceView) -> None:
        """Show this report, with its time in the border."""
        super().show(view)
        look, seconds = view.report.look, (view.report.now_ms - view.report.look.time_ms) / 1000
        aside = f"  {_time(look.time_ms)}   {age(seconds)}"
        self.border_title = Content.assemble(("Since you looked", "bold"), (aside, "$muted"))
        keys = (key_and_word("esc", "hides"), key_and_word(view.why_key, "why"), key_and_word(":since", "again"))
        self.border_subtitle = Content("   ").join(keys)

    def drawn(self, view: SinceView, width: int) -> Content:
        """The worth, and below it the groups of which anything is to be told."""
        for most in range(MOST_LINES, LEAST_LINES - 1, -1):
            groups = _groups(view.report, width, most)
            for has_blanks in (True, False):
                lines = _joined(groups, has_blanks=has_blanks)
                if len(lines) <= view.rows:
                    return stacked(lines)
        return stacked(_joined(_groups(view.report, width, LEAST_LINES), has_blanks=False)[: max(view.rows, 1)])


def _joined(groups: Sequence[list[Content]], *, has_blanks: bool) -> list[Content]:
    lines: list[Content] = []
    for each in groups:
        if lines and has_blanks:
            lines.append(Content(""))
        lines += each
    return lines


def _groups(report: SinceReport, width: int, most: int) -> list[list[Content]]:
    market = report.market
    moves = f"Prices beyond ± {report.least_move} %"
    found = [
        ("Orders", f"{count(len(report.ended))} ended", [_order_line(order) for order in report.ended]),
        ("Alerts", f"{count(len(report.fired))} fired", [_alert_line(*each, width) for each in _fired(report)]),
        ("Subnets", "", _subnet_lines(market, width)),
        ("Takes", "of validators you stake to", [_take_line(change) for change in report.takes]),
        (moves, "held or watched", [_move_line(move) for move in market.moves]),
    ]
    groups = [_worth_lines(report)]
    for title, aside, lines in found:
        if lines:
            shown = lines if len(lines) <= most else lines[:most]
            left = len(lines) - len(shown)
            more = f"{aside}, {count(left)} more" if left and aside else f"{count(left)} more" if left else aside
            groups.append([group(title, width, more), *shown])
    if len(groups) == 1:
        told = f"No order ended, no alert fired, no subnet went, and no price you follow moved {report.least_move} %."
        groups.append([Content.styled(told, "$muted")])
    if market.unseen:
        names = ", ".join(subnet.name for subnet in market.unseen[:3])
        more = f" and {count(len(market.unseen) - 3)} more" if len(market.unseen) > 3 else ""
        groups[-1].append(Content.styled(f"Of {names}{more} no price was seen then.", "$muted"))
    return groups


def _worth_lines(report: SinceReport) -> list[Content]:
    now, before = report.worth_now, report.worth_before
    worth = Content.styled(NOT_RECORDED, "$muted") if now is None else digits(fine(Tao(now)), "bold $bright")
    line = [worth, Content.styled(" τ at exit" if now is not None else "", "$dim")]
    if now is not None and before is None:
        line.append(Content.styled(f"   then: {NOT_RECORDED}", "$muted"))
    elif now is not None and before is not None:
        share = f"   {percent(Decimal(100 * (now - before)) / before, signed=True)} %" if before else ""
        line += [Content("   "), _signed(now - before, "bold"), Content.styled(f" τ{share}", "$muted")]
    lines = [labelled("Worth", Content.assemble(*line), LABEL_CELLS)]
    return [*lines, *_statement_lines(report)]


def _statement_lines(report: SinceReport) -> list[Content]:
    statement = report.statement
    if statement is None:
        return [labelled("At spot", Content.styled(f"yield, costs and price: {NOT_RECORDED}", "$muted"), LABEL_CELLS)]
    told = [
        Content.assemble((f"{name} ", "$muted"), _signed(rao))
        for part, name in _PARTS.items()
        if (rao := statement.total.part(part)) or part in _ALWAYS
    ]
    lines = [labelled("At spot", Content("   ").join(told), LABEL_CELLS)]
    if remark := _remark(statement, report):
        lines.append(labelled("", Content.styled(remark, "$note"), LABEL_CELLS))
    return lines


def _remark(statement: Statement, report: SinceReport) -> str:
    """What the record lacks of this time."""
    told = []
    if statement.start_ms is not None and statement.start_ms - report.look.time_ms > LATE_MS:
        told.append(f"recorded only from {_time(statement.start_ms)}")
    if statement.gaps:
        blocks = count(sum(gap.last - gap.first + 1 for gap in statement.gaps))
        told.append(f"{blocks} blocks were not read: of them only differences are known")
    return "; ".join(told)


def _order_line(order: Order) -> Content:
    filled = order.filled
    paid = order.pays if filled is None else filled.paid
    parts = [
        _when(round(order.steps[-1][1] * 1000)),
        Content(order.operation.replace("_", " ").ljust(10)),
        Content(_fitted(f"{order.netuid} {order.name}" if order.netuid is not None else "", NAME_CELLS)),
        digits(fine(paid, decimals=3)),
        Content.styled(f" {order.symbol_of(paid)}", "$dim"),
    ]
    if filled is not None:
        got = filled.received
        parts += [
            Content.styled(" → ", "$muted"),
            digits(fine(got, decimals=3)),
            Content.styled(f" {order.symbol_of(got)}", "$dim"),
        ]
    return Content.assemble(*parts, "  ", state_words(order))


def _fired(report: SinceReport) -> list[tuple[int, str, str]]:
    return [(each.time_ms, each.name, each.words) for each in report.fired]


def _alert_line(time_ms: int, name: str, words: str, width: int) -> Content:
    room = max(width - TIME_CELLS - 2, 0)
    named = cleaned(name, min(NAME_CELLS, room))
    told = cleaned(words, max(room - cells(named) - 2, 0))
    return Content.assemble(_when(time_ms), ("! ", "bold $note"), named, "  ", (told, "$muted"))


def _subnet_lines(market: MarketChanges, width: int) -> list[Content]:
    lines = [
        Content.assemble(_fitted(seen.label, NAME_CELLS + 4), ("removed by the chain", "bold $note"))
        for seen in market.removed
    ]
    lines += [
        Content.assemble(
            _fitted(each.before.label, NAME_CELLS + 4),
            (_TAKEN, "$note"),
            cleaned(each.now.name, max(width - NAME_CELLS - 4 - cells(_TAKEN), 0)),
        )
        for each in market.renumbered
    ]
    return lines + [Content.assemble(_fitted(subnet.label, NAME_CELLS + 4), ("new", "$muted")) for subnet in market.new]


def _take_line(change: TakeChange) -> Content:
    rises = change.now > change.before
    return Content.assemble(
        _fitted(shortened(change.hotkey), NAME_CELLS + 4),
        (f"{percent(change.told(change.before))} %", "$muted"),
        (" → ", "$muted"),
        (f"{percent(change.told(change.now))} %", "$note" if rises else ""),
        ("  keeps more of your dividends" if rises else "  keeps less", "$muted"),
    )


def _move_line(move: PriceMove) -> Content:
    told = change(move.percent)
    style = "$gain" if told.direction > 0 else "$loss" if told.direction < 0 else "$muted"
    return Content.assemble(
        _fitted(move.subnet.label, NAME_CELLS + 4),
        digits(fine(move.before, decimals=6), "$muted"),
        Content.styled(" → ", "$muted"),
        digits(fine(move.subnet.price, decimals=6)),
        (f"  {told} %", style),
        ("  held" if move.is_held else "  watched", "$muted"),
    )


def _signed(rao: int, weight: str = "") -> Content:
    style = "$gain" if rao > 0 else "$loss" if rao < 0 else "$dim"
    return Content.styled(str(fine(Tao(rao), decimals=3, signed=True)), f"{weight} {style}".strip())


def _fitted(text: str, width: int) -> str:
    shown = cleaned(text, width - 1)
    return shown + " " * (width - cells(shown))


def _when(time_ms: int) -> Content:
    return Content.styled(f"{datetime.fromtimestamp(time_ms / 1000).astimezone():%a %H:%M}".ljust(TIME_CELLS), "$muted")


def _time(time_ms: int) -> str:
    return f"{datetime.fromtimestamp(time_ms / 1000).astimezone():%a %d %b %H:%M}"
