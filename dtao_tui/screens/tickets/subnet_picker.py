"""The list of subnets, to choose where stake goes."""

from collections.abc import Sequence

from textual.content import Content

from dtao_tui.domain.formatting import coarse, fine
from dtao_tui.domain.market import Snapshot, Subnet, matching
from dtao_tui.domain.text import cells
from dtao_tui.screens.tickets.filtered_picker import FilteredPicker
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.text_lines import digits

NETUID_CELLS = 5
NAME_CELLS = 24
PRICE_CELLS = 12
POOL_CELLS = 12


class SubnetPicker(FilteredPicker):
    """Gives back the netuid of the chosen subnet as text, or None."""

    title_word = "Subnets"
    placeholder = "number, name or symbol"

    def __init__(
        self,
        parts: AppContext,
        snapshot: Snapshot,
        left: int,
        chosen: int | None,
        filter_text: str = "",
        title: str = "",
    ) -> None:
        """`left` is the subnet that stake leaves; it is not offered."""
        super().__init__(parts, None if chosen is None else str(chosen), filter_text, title)
        self._subnets = [subnet for subnet in snapshot.subnets.values() if subnet.netuid != left]

    def header(self) -> Content:
        """The columns' names with their units."""
        return Content.styled(
            f"  {'#':>{NETUID_CELLS}} {'Subnet':<{NAME_CELLS}}{'Price τ':>{PRICE_CELLS}}{'In pool kτ':>{POOL_CELLS}}",
            "$muted",
        )

    def rows(self, text: str) -> Sequence[tuple[str, Content]]:
        """The subnets that the text names, as the market's filter does; the deepest pool first."""
        ordered = sorted(matching(self._subnets, text), key=lambda subnet: (-subnet.pool.tao_in.rao, subnet.netuid))
        return [(str(subnet.netuid), self._row(subnet)) for subnet in ordered]

    def no_row(self) -> str:
        """Nothing fits."""
        return "No subnet fits."

    def _row(self, subnet: Subnet) -> Content:
        is_chosen = str(subnet.netuid) == self._chosen
        symbol = Content.styled(subnet.symbol, "$lead")
        name = Content.assemble(symbol, (f" {subnet.name}", "bold" if is_chosen else ""))
        shown = name.truncate(NAME_CELLS - 1, ellipsis=True)
        price, pool = digits(fine(subnet.price, decimals=6)), digits(coarse(subnet.pool.tao_in))
        return Content.assemble(
            ("● " if is_chosen else "  ", "$lead"),
            (f"{subnet.netuid:>{NETUID_CELLS}} ", "$muted"),
            shown,
            " " * max(NAME_CELLS - cells(shown.plain), 0),
            " " * max(PRICE_CELLS - price.cell_length, 0),
            price,
            " " * max(POOL_CELLS - pool.cell_length, 0),
            pool,
        )
