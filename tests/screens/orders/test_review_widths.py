"""Review at each width: what is signed is there whole, addresses and numbers included."""

from pathlib import Path

import pytest

from dtao_tui.screens.orders.call_lines import Names
from dtao_tui.screens.orders.review_sheet import ReviewSheet
from tests import reviewing
from tests.fakes import HOTKEY, a_holding, a_snapshot, a_stake
from tests.screens.orders.reviews import a_review

NAMES = Names({HOTKEY: "RoundTable with a name of many words"}, {})


async def lines_at(tmp_path: Path, width: int, kind: str = "stake") -> list[str]:
    holding = a_holding(stakes=(a_stake(7, "120"),))
    world = await reviewing.connected(tmp_path, snapshot=a_snapshot(holdings=(holding,)))
    sheet = ReviewSheet(await a_review(world, kind=kind), 0, NAMES)
    return sheet.text_at(width).plain.splitlines()


@pytest.mark.parametrize("width", [45, 55, 56, 76, 110])
async def test_no_line_is_cut_and_no_number_broken(tmp_path: Path, width: int) -> None:
    lines = await lines_at(tmp_path, width, "unstake")
    assert [line for line in lines if len(line) > width] == []
    whole = " ".join(" ".join(lines).split())
    assert "SubtensorModule.remove_stake_limit decoded from the bytes to sign" in whole
    assert "5DAAnrj7 VHTznn2A WBemMuyB wZWs6FNF jdyVXUeY um3PTXFy" in whole
    assert [line for line in lines if "amount" in line] == ["amount        10.500 000 000 γ"]
    assert sum("10.500 000 000" in line for line in lines) == 1


async def test_both_columns_stand_side_by_side_where_they_have_room(tmp_path: Path) -> None:
    [received] = [line for line in await lines_at(tmp_path, 76) if "you get" in line]
    assert received.count("γ") == 2


async def test_what_differs_at_worst_is_below_where_they_have_none(tmp_path: Path) -> None:
    lines = await lines_at(tmp_path, 55)
    labels = [line[:14].strip() for line in lines]
    assert [label for label in labels if "at worst" in label or label == "pool fee"] == [
        "at worst",
        "pool fee",
        "at worst",
    ]
    assert labels[labels.index("pool fee") + 1] == "network fee"
