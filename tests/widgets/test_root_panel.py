"""What the panel of root shows at a height."""

from decimal import Decimal

import pytest

from dtao_tui.domain.amounts import Alpha
from dtao_tui.widgets.panels.root_panel import RootView, root_panel_lines
from tests.fakes import HOTKEY, a_subnet

VIEW = RootView(
    a_subnet(0),
    tao_weight=None,
    mine={HOTKEY: Alpha.parse("900", 0)},
    names={HOTKEY: "RoundTable"},
    owed={},
    backed=tuple((a_subnet(netuid), Decimal(40 - netuid)) for netuid in range(1, 31)),
)


def texts(rows: int) -> list[str]:
    return [line.plain for line in root_panel_lines(VIEW, 60, rows)]


@pytest.mark.parametrize("rows", [9, 14, 22, 40])
def test_the_largest_shares_are_shown_and_how_many_there_are(rows: int) -> None:
    lines = texts(rows)
    shares = [line for line in lines if line.startswith(tuple(f"{netuid} " for netuid in range(1, 31)))]
    assert len(lines) <= rows
    assert shares[0].split()[0] == "1"
    assert f"{len(shares)} of 30" in next(line for line in lines if line.startswith("Root's share"))


def test_many_rows_show_more_subnets() -> None:
    assert sum("%" in line for line in texts(40)) > sum("%" in line for line in texts(22)) > 5
