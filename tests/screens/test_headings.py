"""The sorted column keeps its name and its arrow, and no footer runs into the account beside it, at every width."""

import re
from pathlib import Path

import pytest

from dtao_tui.widgets.tables.columns import ASCENDING, DESCENDING, Sorting, sortable
from dtao_tui.widgets.tables.subnet_columns import SUBNET_COLUMNS
from tests.fakes import a_world
from tests.screen import a_desk, seen, until_seen

WIDTHS = (60, 77, 78, 80, 99, 100, 120, 149, 150, 160, 200)
MODES = {"1": "Subnets", "2": "Holdings", "3": "Orders", "4": "Accounts"}
"""The keys of the modes, and a word of each screen."""

NAMES = {
    "netuid": ("#",),
    "name": ("Subnet",),
    "price": ("Price",),
    "change_1h": ("1 h",),
    "change_24h": ("24 h",),
    "change_7d": ("7 d",),
    "high": ("High",),
    "low": ("Low",),
    "volume": ("Volume",),
    "flow": ("Flow",),
    "volatility": ("Volat.",),
    "market_cap": ("Mkt cap", "Cap"),
    "emission": ("Emission", "Emit"),
    "tao_in": ("In pool", "Pool"),
    "alpha_in": ("In pool", "Pool"),
    "alpha_out": ("Staked",),
    "supply": ("Supply",),
    "epoch": ("Epoch",),
}


@pytest.mark.parametrize("width", WIDTHS)
async def test_the_sorted_column_keeps_its_name_and_arrow(tmp_path: Path, width: int) -> None:
    async with a_desk(a_world(tmp_path), size=(width, 24)) as pilot:
        for column in sortable(SUBNET_COLUMNS):
            by, names = column.key, NAMES[column.key]
            for sorting in (Sorting(by, is_descending=True), Sorting(by, is_descending=False)):
                pilot.app.screen.sort_by(sorting)
                await pilot.pause()
                heading = seen(pilot.app).splitlines()[2:4]
                arrow = DESCENDING if sorting.is_descending else ASCENDING
                assert sum(line.count(arrow) for line in heading) == 1, heading
                assert any(re.search(rf"(?<!\S){re.escape(name)}(?!\S)", heading[0]) for name in names), heading


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_footer_never_runs_into_the_account(tmp_path: Path, width: int) -> None:
    async with a_desk(a_world(tmp_path), size=(width, 24)) as pilot:
        for mode, words in MODES.items():
            await pilot.press(mode)
            await until_seen(pilot, words)
            foot = seen(pilot.app).splitlines()[-1]
            keys, account = re.split(r"(?:practice |(?<!\S)[\d,.]+ τ)", foot, maxsplit=1)
            assert keys.endswith("  "), foot
            assert account
