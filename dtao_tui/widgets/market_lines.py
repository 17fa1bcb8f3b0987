"""What the border of the market says: how many subnets, on which network, and their sums."""

from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.figures import Figure, coarse, count, fine
from dtao_tui.domain.market import WEIGHT_PARTS, Snapshot
from dtao_tui.widgets.lines import digits


def market_title(network: str, shown: int | None, whole: int | None) -> Content:
    """Subnets, how many of them, and the network's name."""
    parts = [Content.styled("Subnets", "bold")]
    if shown is not None and whole is not None:
        number = count(whole) if shown == whole else f"{count(shown)} of {count(whole)}"
        parts.append(Content.styled(f"  {number}", "$muted"))
    parts.append(Content.styled(f"  on {network}", "$muted"))
    return Content.assemble(*parts)


def market_footer(snapshot: Snapshot, *, is_narrow: bool) -> Content:
    """The sum of prices, the emission per block, the TAO in pools and the TAO weight."""
    weight = Figure(f"{Decimal(snapshot.tao_weight) / WEIGHT_PARTS:.3f}")
    sums = (
        ("prices", fine(snapshot.price_sum, decimals=3), "τ"),
        ("emission", fine(snapshot.emission_sum, decimals=3), "τ/block"),
        ("pools" if is_narrow else "in pools", coarse(snapshot.tao_in_pools), "kτ"),
        ("τ weight" if is_narrow else "TAO weight", weight, ""),
    )
    return Content("  ").join(_sum(*part) for part in sums)


def _sum(label: str, figure: Figure, unit: str) -> Content:
    return Content.assemble((f"{label} ", "$muted"), digits(figure), (f" {unit}" if unit else "", "$dim"))
