"""Lines of facts about one subnet: pool, epoch, owner, price impact, root's share, own holding."""

from dataclasses import dataclass
from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.depth.ladder import Rung
from dtao_tui.domain.depth.order_depth import OrderDepth
from dtao_tui.domain.formatting import MINUS, NOTHING, Figure, age, change, coarse, count, fine, percent
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.domain.history.past_prices import NO_PAST, PastPrices, Span
from dtao_tui.domain.history.price_series import PriceSeries
from dtao_tui.domain.market import ROOT_SHARE_SENTENCE, TAKE_PARTS, Subnet, Validator
from dtao_tui.domain.orders.own_fills import OwnFill
from dtao_tui.domain.pools.curve_kind import CurveKind
from dtao_tui.domain.portfolio import UNTOLD, Worth
from dtao_tui.domain.session_prices import Run
from dtao_tui.domain.text import cells
from dtao_tui.widgets.panels.impact_list import rung_lines
from dtao_tui.widgets.tables.cells import Cell, of_figure
from dtao_tui.widgets.text_lines import digits, group, labelled, wrapped

_LABEL_CELLS = 10
_BRIEF_CELLS = 8
_TAKE_CELLS, _WEIGHT_CELLS = 7, 11
_BESIDE_NAME_CELLS = _TAKE_CELLS + _WEIGHT_CELLS
_MOST_VALIDATORS = 4
_LADDER_CELLS = 40
_WEIGHT_SCALE = 10**18
_MILLION = 10**6
_BIG_HAIRCUT = Decimal(4)
_CHANGE_STYLES = {1: "$gain", -1: "$loss", 0: "$dim"}


@dataclass(frozen=True, slots=True)
class SubnetView:
    """A subnet at one block, and what goes with it."""

    subnet: Subnet
    run: Run
    block_seconds: float
    rungs: tuple[Rung, ...] | None = None
    """None where the pool's curve is not computed here."""

    depth: OrderDepth | None = None
    """Of stakes; None likewise, and where every order trades at one price."""

    root_share: Decimal | None = None
    held: Alpha | None = None
    worth: Worth | None = None
    """None where nothing is held."""

    validators: tuple[Validator, ...] | None = None
    """Largest stake weight first; None where they are not wanted, empty until they are known."""

    tao_weight: int | None = None
    locked: Alpha | None = None
    """What of it cannot be sold now; None where that is not known."""

    past: PastPrices = NO_PAST
    series: PriceSeries | None = None
    """What was recorded in the range that is shown; None where nothing was, and the session stands for it."""

    backfilled_from: str = ""
    """The host of the archive that a part of the record was read from, where its name is known."""

    can_backfill: bool = False
    """Whether an archive of this network is known that can be asked for what was not recorded."""

    chart_range: ChartRange = ChartRange.DAY
    has_candles: bool = False
    """Whether the chart draws candles where there are any."""

    fills: tuple[OwnFill, ...] = ()
    """What the orders of the journal traded here, oldest first."""

    recorded_since: int | None = None
    """When the record of the subnet begins, in milliseconds since 1970; None where that is not known."""

    has_emitted: bool = True
    """Whether the emission that the chain tells is that of a block."""


def title_of(subnet: Subnet) -> Content:
    """Netuid, symbol and name, for a border."""
    return Content.assemble((str(subnet.netuid), "$muted"), " ", (subnet.symbol, "$lead"), " ", (subnet.name, "bold"))


def price_line(view: SubnetView, width: int, *, with_range: bool = False) -> Content:
    """The price in bold, its move over the time that is shown, and between which prices it has been."""
    unit, series = f"τ per {view.subnet.symbol}", view.series
    if series is None:
        return moved_line(view.subnet.price, unit, view.run.change, view.run.low_and_high, width, with_range=with_range)
    # A day's change is told from a sample near its begin, or not at all; the chart may begin later.
    told = view.past.change(Span.DAY, view.subnet.price) if view.chart_range is ChartRange.DAY else series.change
    about = "≈" if series.is_story or series.is_backfilled else ""
    ends = series.low_and_high
    line = moved_line(view.subnet.price, unit, told, ends, width, with_range=with_range, about=about)
    if with_range and view.chart_range is ChartRange.DAY and view.past.volume is not None:
        volume = digits(coarse(Tao(view.past.volume), decimals=2))
        longer = Content.assemble(line, ("   vol ", "$muted"), volume, (" kτ", "$dim"))
        return longer if longer.cell_length <= width else line
    return line


def moved_line(
    now: Price,
    unit: str,
    moved_by: float | None,
    ends: tuple[Price, Price] | None,
    width: int,
    *,
    with_range: bool = False,
    about: str = "",
) -> Content:
    """A price or a ratio in bold, its move, and between which values it has been; `about` precedes uncertain ones."""
    price = fine(now, width=9)
    moved = change(moved_by)
    words = f"{moved.arrow} {moved.text} %" if moved.arrow else moved.text
    move = Content.styled(words, _CHANGE_STYLES[moved.direction])
    head = Content.assemble((str(price), "bold $bright"), (f" {unit}", "$muted"))
    if with_range and ends:
        low, high = (f"{about}{fine(end, width=9)}" for end in ends)
        aside = Content.assemble(("low ", "$muted"), low, ("   high ", "$muted"), high)
        whole = Content.assemble(head, "  ", move, " " * 6, aside)
        if whole.cell_length <= width:
            return whole
    if head.cell_length + 1 + move.cell_length > width:
        head = Content.styled(str(price), "bold $bright")
    space = width - cells(head.plain) - cells(move.plain)
    return Content.assemble(head, " " * max(space, 1), move)


def chart_note(run: Run) -> Content:
    """What the chart's prices are of: the session, or less where another subnet had the number at its begin."""
    since = run.subnet.registered_at if run.subnet else None
    if not run.took_over or since is None:
        return Content.styled("session", "$muted")
    return Content.styled(f"another subnet since block {count(since)}", "$note")


def brief_lines(view: SubnetView) -> list[Content]:
    """Pool, epoch, and what is mine, in few cells."""
    subnet = view.subnet
    lines = []
    if subnet.has_pool:
        left = _time_to_epoch(view)
        epoch = Content.assemble(
            str(subnet.blocks_since_last_step), (f"/{subnet.tempo}", "$dim"), f" · {left or 'due'}"
        )
        lines += [labelled("Pool", _reserves(subnet, " · "), _BRIEF_CELLS), labelled("Epoch", epoch, _BRIEF_CELLS)]
    if view.held:
        held = Content.assemble(digits(fine(view.held, decimals=3)), (f" {subnet.symbol}", "$dim"))
        lines += [labelled("Mine", held, _BRIEF_CELLS)]
        if view.locked:
            locked = Content.assemble((str(fine(view.locked, decimals=3)), "$note"), (f" {subnet.symbol}", "$dim"))
            lines += [labelled("Locked", locked, _BRIEF_CELLS)]
        lines += [labelled("Exit", _brief_exit(view.worth), _BRIEF_CELLS)]
    return lines


def _brief_exit(worth: Worth | None) -> Content:
    if worth is None or worth.exit is None:
        return Content.styled(NOTHING, "$dim")
    return Content.assemble((str(fine(worth.exit, decimals=3)), "bold $bright"), (" τ", "$dim"))


def pool_lines(view: SubnetView) -> list[Content]:
    """Reserves and weight."""
    subnet = view.subnet
    if not subnet.has_pool:
        staked = Content.assemble(digits(coarse(subnet.alpha_out)), (" kτ, one to one", "$muted"))
        return [labelled("Staked", staked, _LABEL_CELLS)]
    lines = [
        labelled("Pool", _reserves(subnet, "  ·  "), _LABEL_CELLS),
        _curve_line(subnet),
    ]
    if not subnet.is_open:
        lines.append(Content.styled("not open for staking yet", "$note"))
    if not subnet.curve_is_known:
        lines.append(Content.styled("not computed here: not traded here", "$note"))
    return lines


def _curve_line(subnet: Subnet) -> Content:
    """The weight where the chain keeps one; else which curve the pool follows, as far as it is known."""
    if subnet.curve is CurveKind.WEIGHTED:
        weight = Decimal(subnet.pool.quote_weight) / _WEIGHT_SCALE
        return labelled("Weight", Content.assemble(f"{weight:.3f}", ("  τ side", "$dim")), _LABEL_CELLS)
    style = "$muted" if subnet.curve is CurveKind.CONSTANT_PRODUCT else "$note"
    return labelled("Curve", Content.styled(subnet.curve.value, style), _LABEL_CELLS)


def _reserves(subnet: Subnet, between: str) -> Content:
    tao, alpha = digits(coarse(subnet.pool.tao_in)), digits(coarse(subnet.pool.alpha_in))
    return Content.assemble(tao, (f" kτ{between}", "$dim"), alpha, (f" k{subnet.symbol}", "$dim"))


def epoch_line(view: SubnetView) -> Content:
    """Blocks since the last epoch, and how long until the next."""
    subnet = view.subnet
    left = _time_to_epoch(view)
    told = f"   {left} left" if left else "   due"
    value = Content.assemble(str(subnet.blocks_since_last_step), (f"/{subnet.tempo}", "$dim"), (told, "$muted"))
    return labelled("Epoch", value, _LABEL_CELLS)


def _time_to_epoch(view: SubnetView) -> str:
    """How long until the next epoch; empty where it is due, or has been put off."""
    blocks = view.subnet.tempo - view.subnet.blocks_since_last_step
    return age(blocks * view.block_seconds) if blocks > 0 else ""


def owner_line(view: SubnetView) -> Content:
    """Who owns it, and since which block."""
    owner = shortened(view.subnet.owner_coldkey) or "none"
    block = view.subnet.registered_at
    since = f" since {count(block) if block < _MILLION else f'{block / _MILLION:.1f} M'}" if block else ""
    return labelled("Owner", Content.assemble(owner, (since, "$dim")), _LABEL_CELLS)


def size_lines(view: SubnetView) -> list[Content]:
    """Emission, market cap, stake and supply."""
    subnet, symbol = view.subnet, view.subnet.symbol
    sizes = (
        ("Emission", fine(subnet.emission, decimals=4) if view.has_emitted else Figure("", NOTHING), "τ per block"),
        ("Mkt cap", coarse(subnet.market_cap, decimals=2), "kτ"),
        ("Staked", coarse(subnet.alpha_out), f"k{symbol}"),
        ("Supply", coarse(subnet.supply), f"k{symbol}"),
    )
    return [
        labelled(label, Content.assemble(digits(figure), (f" {unit}", "$dim")), _LABEL_CELLS)
        for label, figure, unit in sizes
    ]


def impact_lines(view: SubnetView, width: int) -> list[Content]:
    """The ladder of round sizes under its title."""
    if view.rungs is None:
        return []
    return [group("Price impact", width), *rung_lines(view.rungs, view.subnet.symbol, min(width, _LADDER_CELLS))]


def root_lines(view: SubnetView, width: int) -> list[Content]:
    """The share that root takes here, and what becomes of it."""
    if view.root_share is None:
        return []
    share = Content.assemble(percent(view.root_share), (" %", "$dim"), (" of the dividends", "$muted"))
    return [
        group("Root", width),
        labelled("Share", share, _LABEL_CELLS),
        *(Content.styled(line, "$muted") for line in wrapped(ROOT_SHARE_SENTENCE, width)),
    ]


def validator_lines(view: SubnetView, width: int) -> list[Content]:
    """The largest validators: name, take and stake weight."""
    if view.validators is None:
        return []
    heads = f"{'Take %':>{_TAKE_CELLS}}{f'Weight k{view.subnet.symbol}':>{_WEIGHT_CELLS}}"
    lines = [group("Validators", width), Content.styled(f"{heads:>{width}}", "$muted")]
    for validator in view.validators[:_MOST_VALIDATORS]:
        take = percent(100 * validator.take / TAKE_PARTS, decimals=1)
        weight = of_figure(coarse(validator.stake_weight(view.tao_weight))).drawn(_WEIGHT_CELLS, is_left=False)
        name = Cell(validator.name or shortened(validator.hotkey)).drawn(width - _BESIDE_NAME_CELLS, is_left=True)
        lines.append(Content.assemble(name, f"{take:>{_TAKE_CELLS}}", weight))
    if not view.validators:
        lines.append(Content.styled("none is known yet", "$muted"))
    # The room is kept while they are asked for, so that nothing below jumps.
    return lines + [Content("")] * (_MOST_VALIDATORS - len(lines) + 2)


def mine_lines(view: SubnetView, width: int) -> list[Content]:
    """What the chosen account holds, its value at the price, and what selling it would pay."""
    title = group("Mine", width)
    if not view.held:
        return [title, Content.styled("nothing staked here", "$muted")]
    symbol = view.subnet.symbol
    held = [_mine("Held", fine(view.held, decimals=3), symbol)]
    if view.locked:
        beside = held[0] + Content.styled(f"   {fine(view.locked, decimals=3)} locked", "$note")
        below = _mine("Locked", fine(view.locked, decimals=3), symbol, "$note")
        held = [beside] if beside.cell_length <= width else [*held, below]
    if view.worth is None or view.worth.spot is None:
        return [title, *held, _mine("Exit", NOTHING, "")]
    spot = _mine("Spot", fine(view.worth.spot, decimals=3), "τ")
    if view.worth.exit is None:
        why = "  locks not told" if view.worth.reason == UNTOLD else "  not computed here"
        return [title, *held, spot, _mine("Exit", NOTHING, why)]
    cut = view.worth.haircut_percent
    style = "$note" if cut is not None and cut > _BIG_HAIRCUT else "$muted"
    haircut = f"   {MINUS}{percent(cut)} %" if cut and cut > 0 else ""
    return [
        title,
        *held,
        spot,
        Content.assemble(_mine("Exit", fine(view.worth.exit, decimals=3), "τ", "bold $bright"), (haircut, style)),
    ]


def _mine(label: str, figure: object, unit: str, style: str = "") -> Content:
    text = str(figure)
    space = " " * max(10 - cells(text), 0)
    return labelled(label, Content.assemble(space, (text, style), (f" {unit}", "$dim")), _LABEL_CELLS)
