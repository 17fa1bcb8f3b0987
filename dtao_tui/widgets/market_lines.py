"""Border texts of the market table: number of subnets, network, order, and sums."""

from dataclasses import dataclass
from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.formatting import NOTHING, Figure, coarse, count, fine
from dtao_tui.domain.market import WEIGHT_PARTS, Snapshot
from dtao_tui.domain.text import cleaned
from dtao_tui.widgets.tables.subnet_columns import STAR
from dtao_tui.widgets.tables.table_strips import MARK
from dtao_tui.widgets.text_lines import digits


def market_title(
    network: str,
    shown: int | None,
    whole: int | None,
    sorted_at: int | None = None,
    no_filter: str = "",
    pace: str = "",
) -> Content:
    """Subnets, how many of them, and the network's name; and a past block, if the rows are in its order.

    `no_filter` says why what is typed is no filter, and stands in the place of these; `pace` is about epochs.
    """
    parts = [Content.styled("Subnets", "bold")]
    if shown is not None and whole is not None:
        number = count(whole) if shown == whole else f"{count(shown)} of {count(whole)}"
        parts.append(Content.styled(f"  {number}", "$muted"))
    if no_filter:
        return Content.assemble(*parts, ("  ✗ ", "$loss"), (no_filter, "$loss"))
    parts.append(Content.styled(f"  on {network}", "$muted"))
    if pace:
        parts.append(Content.styled(f"  {pace}", "$note"))
    if sorted_at is not None:
        parts.append(Content.styled(f"  order as of block {count(sorted_at)}", "$muted"))
    return Content.assemble(*parts)


def marked_count(marked: int) -> Content:
    """How many rows are marked; empty where none is."""
    return Content.assemble((MARK, "$lead"), f"{count(marked)} ", ("marked", "$muted")) if marked else Content("")


@dataclass(frozen=True, slots=True)
class FooterNotes:
    """What the lower border says besides the sums."""

    missing: str = ""
    """What has no room; it stands first."""

    filter: str = ""
    """The filter that is on, cut where it is longer than there is room for it alone."""

    watched: int = 0
    """Subnets on the list in use; left out where there is no room for all sums and it."""

    marked: int = 0


def market_footer(snapshot: Snapshot, room: int, notes: FooterNotes) -> Content:
    """The sum of prices, emission per block, TAO in pools, TAO weight and marked rows, within a number of cells.

    Short words come first; where even they do not fit, the sum of prices is left out, then TAO in pools, and where
    something is said, all sums.
    """
    marks = (marked_count(notes.marked),) if notes.marked else ()
    said = [Content.styled(notes.missing, "$note")] if notes.missing else []
    if notes.filter:
        taken = sum(part.cell_length + 2 for part in (*said, *marks))
        said.append(Content(cleaned(notes.filter, max(room - taken, 1))))
    stars = (watched_count(notes.watched),) if notes.watched else ()
    weight = _weight(snapshot.tao_weight)
    prices = _sum("prices", fine(snapshot.price_sum, decimals=3), "τ")
    emitted = fine(snapshot.emission_sum, decimals=3) if snapshot.has_emitted else Figure("", NOTHING)
    emission = _sum("emission", emitted, "τ/block")
    pools = coarse(snapshot.tao_in_pools)
    short = (emission, _sum("pools", pools, "kτ"), _sum("τ weight", weight, ""))
    whole = (prices, emission, _sum("in pools", pools, "kτ"), _sum("TAO weight", weight, ""))
    sums = ((*whole, *stars), whole, (prices, *short), short, (short[0], short[2]), *(((),) if said else ()))
    lines = [Content("  ").join([*said, *parts, *marks]) for parts in sums]
    return next((line for line in lines if line.cell_length <= room), lines[-1])


def watched_count(watched: int) -> Content:
    """How many subnets the list in use has."""
    return Content.assemble((STAR, "$note"), f" {count(watched)} ", ("watched", "$muted"))


def _weight(tao_weight: int | None) -> Figure:
    return Figure("", NOTHING) if tao_weight is None else Figure(f"{Decimal(tao_weight) / WEIGHT_PARTS:.3f}")


def _sum(label: str, figure: Figure, unit: str) -> Content:
    return Content.assemble((f"{label} ", "$muted"), digits(figure), (f" {unit}" if unit else "", "$dim"))
