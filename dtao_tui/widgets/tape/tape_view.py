"""Lines of the tape: its columns, a trade, one beyond the usual, blocks not read, and what both sides come to."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from textual.content import Content

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.formatting import MINUS, NOTHING, coarse, count, fine, percent
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.tape.tape_lines import TapeLine, TradeLine, UnreadBlocks
from dtao_tui.domain.tape.tape_measures import HOUR_MS, NO_PRESSURE, Pressure, move_percent
from dtao_tui.domain.text import cells, cleaned
from dtao_tui.widgets.panels.subnet_facts import title_of
from dtao_tui.widgets.tables.cells import Cell, of_figure
from dtao_tui.widgets.text_lines import digits, wrapped

_TIME, _TRADE, _SIZE, _PRICE, _ARROW = 8, 13, 9, 9, " → "
_GAP = "  "
_WITH_BEFORE, _WITH_VALIDATOR = 66, 54
"""Cells from which the price before a trade has room, and the validator."""

_LEAST_BAR = 6
_DASH, _LEAST_DASHES = "╌", 4
_YOU = " you"
_NO_TIME = f"{NOTHING:>{_TIME}}"
_ARROWS = {Side.BUY: ("▲ ", "$gain"), Side.SELL: ("▼ ", "$loss")}


@dataclass(frozen=True, slots=True)
class TapeView:
    """The tape of one subnet and what goes with it."""

    subnet: Subnet
    lines: Sequence[TapeLine] = ()
    """Newest first."""

    pressure: Pressure = NO_PRESSURE
    """Of the last hour, as far as it was read."""

    usual: Tao | None = None
    now_ms: int | None = None
    since_ms: int | None = None
    """When what is known begins; None before a block was read."""

    names: Mapping[str, str] = field(default_factory=dict)
    """Names of validators by hotkey; cleaned."""

    mine: Collection[str] = ()
    """The coldkeys that are mine."""


TapeRow = tuple[object, Callable[[], Content]]
"""A key by which a line is known again, and what makes the line."""


def tape_title(view: TapeView, *, names_subnet: bool = False) -> Content:
    """What is shown, and how much of the last hour that is."""
    named = Content.assemble(title_of(view.subnet), "  ") if names_subnet else Content("")
    if view.since_ms is None or view.now_ms is None:
        return Content.assemble(named, ("Tape", "bold"))
    is_whole = view.now_ms - view.since_ms >= HOUR_MS
    span = "last hour" if is_whole else f"since {_clock(view.since_ms)}"
    if any(_is_of_hour(line, view.now_ms) for line in view.lines):
        span += " in part"
    number = view.pressure.trades
    trades = f"{count(number) if number else 'no'} trade{'' if number == 1 else 's'}"
    return Content.assemble(named, ("Tape", "bold"), (f"  {span}, {trades} by anyone", "$muted"))


def _is_of_hour(line: TapeLine, now_ms: int) -> bool:
    """Whether these are blocks of the last hour that were not read."""
    return isinstance(line, UnreadBlocks) and (line.time_ms is None or now_ms - line.time_ms < HOUR_MS)


def usual_words(view: TapeView) -> Content:
    """The usual size, for the lower border."""
    if view.usual is None:
        return Content("")
    return Content.assemble(("usual size ", "$muted"), digits(coarse(view.usual, per=1)), (" τ", "$dim"))


def pressure_line(view: TapeView, width: int) -> Content:
    """What was bought and sold, with the share of buys as a bar between."""
    pressure = view.pressure
    share = pressure.buy_percent
    if share is None:
        return Content.styled("nothing was traded in this time" if view.since_ms is not None else "", "$muted")
    bought = Content.assemble(("bought ", "$muted"), digits(coarse(pressure.bought, per=1)), (" τ  ", "$dim"))
    sold = Content.assemble(("  sold ", "$muted"), digits(coarse(pressure.sold, per=1)), (" τ", "$dim"))
    left, right = Content.styled(f"{share:>3} % ", "bold"), Content.styled(f" {100 - share} %", "$muted")
    room = width - sum(part.cell_length for part in (bought, left, right, sold))
    if room < _LEAST_BAR:
        return Content.assemble(bought, left, sold)
    filled = room * share // 100
    bar = Content.assemble(("█" * filled, "$focus"), ("█" * (room - filled), "$spark"))
    return Content.assemble(bought, left, bar, right, sold)


def heading_lines(view: TapeView, width: int) -> list[Content]:
    """The names of the columns, and their units."""
    unit = f"τ per {cleaned(view.subnet.symbol, 2)}"
    names = [f"{'Time':<{_TIME}}", f"{'Trade':<{_TRADE}}{'Size':>{_SIZE}}"]
    units = [" " * _TIME, f"{'':<{_TRADE}}{'τ':>{_SIZE}}"]
    if width >= _WITH_BEFORE:
        names.append(f"{'Before':<{_PRICE}}{' ' * len(_ARROW)}{'After':<{_PRICE}}")
        units.append(f"{unit:<{2 * _PRICE + len(_ARROW)}}")
    else:
        names.append(f"{'After':<{_PRICE}}")
        units.append(f"{unit:<{_PRICE}}")
    if width >= _WITH_VALIDATOR:
        names.append("Validator")
    return [Content.styled(_GAP.join(names), "$muted"), Content.styled(_GAP.join(units), "$dim")]


def tape_rows(view: TapeView, width: int) -> list[TapeRow]:
    """The lines of the tape, newest first; each is made when it comes into sight."""
    rows: list[TapeRow] = []
    for line in view.lines:
        if isinstance(line, UnreadBlocks):
            rows.append((("unread", line.last), partial(_unread_line, line, width)))
            continue
        trade = line.trade
        key = (trade.block, trade.extrinsic, trade.op, trade.coldkey, trade.tao, trade.after)
        rows.append((key, partial(_trade_line, line, view, width)))
        if line.times_usual is not None:
            rows.append(((*key, "unusual"), partial(_unusual_line, line, line.times_usual)))
    return rows


def empty_rows(view: TapeView, width: int) -> list[TapeRow]:
    """What stands in the place of trades where there are none."""
    if view.since_ms is None:
        words = "Reading the events of the newest blocks…"
    else:
        words = f"No one has traded here since {_clock(view.since_ms)}. Trades appear as blocks bring them."
    return [(line, partial(Content.styled, line, "$muted")) for line in wrapped(words, width)]


def _trade_line(line: TradeLine, view: TapeView, width: int) -> Content:
    trade = line.trade
    is_unusual, is_mine = line.times_usual is not None, trade.is_mine(view.mine)
    bright = "bold $bright" if is_unusual else ""
    arrow, arrow_style = _ARROWS[trade.side]
    many = f" ×{trade.count}" if trade.count > 1 else ""
    parts = [
        Content.styled(_NO_TIME if trade.time_ms is None else _clock(trade.time_ms, seconds=True), bright or "$muted"),
        Content.assemble(
            (arrow, arrow_style),
            (f"{trade.op.value + many:<{_TRADE - len(arrow)}}", bright),
            _size(trade.tao, bright),
        ),
    ]
    after = _price(trade.after, bright)
    if width >= _WITH_BEFORE:
        arrow_between = Content.styled(_ARROW if trade.after is not None else "   ", "$muted")
        parts.append(Content.assemble(_price(trade.before, bright or "$muted", is_past=True), arrow_between, after))
    else:
        parts.append(after)
    if width >= _WITH_VALIDATOR:
        room = width - sum(part.cell_length for part in parts) - len(_GAP) * len(parts)
        parts.append(_validator(line, view, room, bright))
    elif is_mine:
        parts[-1] = Content.assemble(parts[-1], (_YOU, "$note"))
    return Content.styled(_GAP, "").join(parts)


def _size(tao: Tao, style: str) -> Content:
    figure = coarse(tao, decimals=3, per=1)
    if cells(str(figure)) > _SIZE:
        figure = coarse(tao, decimals=0, per=1)
    space = " " * max(_SIZE - cells(str(figure)), 0)
    return Content.assemble(space, (figure.plain, style), (figure.dim, style or "$muted"))


def _price(price: Price | None, style: str, *, is_past: bool = False) -> Content:
    if price is None:
        return Content.styled(f"{NOTHING:<{_PRICE}}", "$dim")
    cell = of_figure(fine(price, decimals=6, width=_PRICE), style)
    if is_past:
        cell = cell._replace(dim_style=style)
    return cell.drawn(_PRICE, is_left=True)


def _validator(line: TradeLine, view: TapeView, room: int, bright: str) -> Content:
    trade = line.trade
    first, *others = trade.hotkeys
    name = view.names.get(first) or shortened(first)
    more = f" +{len(others)}" if others else ""
    if not trade.is_mine(view.mine):
        return Content.assemble(
            Cell(name, style=bright).drawn(max(room - len(more), 1), is_left=True), (more, "$muted")
        )
    cut = cleaned(name, max(room - len(more) - len(_YOU), 1))
    return Content.assemble((cut, "bold $note"), (more, "$note"), (_YOU, "$note"))


def _unusual_line(line: TradeLine, times: int) -> Content:
    moved = move_percent(line.trade)
    words = Content.styled(" " * (_TIME + 4) + f"{count(times)} × the usual size", "$note")
    if moved is None:
        return words
    style = "$loss" if moved < 0 else "$gain" if moved > 0 else "$muted"
    sign = MINUS if moved < 0 else "+" if moved > 0 else ""
    return Content.assemble(words, ("   moved the price by ", "$muted"), (f"{sign}{percent(abs(moved))} %", style))


def _unread_line(line: UnreadBlocks, width: int) -> Content:
    """A dashed line with the number of the blocks at their place in time, and why, where that has room."""
    if line.count == 1:
        words = f" 1 block not read  {count(line.first)} "
    else:
        between = "and" if line.count == 2 else "to"
        words = f" {count(line.count)} blocks not read  {count(line.first)} {between} {count(line.last)} "
    reason = f" {cleaned(line.reason, width)} " if line.reason else ""
    before = _DASH * (_TIME - 1)
    room = width - cells(before + words + reason)
    if room < _LEAST_DASHES:
        reason, room = "", width - cells(before + words)
    return Content.assemble((before + words, "$note"), (reason, "$muted"), (_DASH * max(room, 0), "$note"))


def _clock(time_ms: int, *, seconds: bool = False) -> str:
    """A time of the chain by this machine's clock; – for one that is no date."""
    try:
        moment = datetime.fromtimestamp(time_ms / 1000).astimezone()
    except (OverflowError, OSError, ValueError):
        return _NO_TIME if seconds else NOTHING
    return f"{moment:%H:%M:%S}" if seconds else f"{moment:%H:%M}"
