"""The tolerance last used on each chain, the validator last chosen on each subnet, and the chart are kept."""

import json
from pathlib import Path

import pytest

from dtao_tui.settings_memory import (
    LARGEST_FILE,
    LARGEST_TABLES,
    MOST_CHAINS,
    MOST_SUBNETS,
    ChartMemory,
    RememberedTable,
    TableMemory,
    ThemeMemory,
    ToleranceMemory,
    ValidatorMemory,
)
from tests.fakes import HOTKEY, OTHER_HOTKEY

ONE, OTHER = "0x" + "ab" * 32, "0x" + "cd" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tolerances.json"


def test_each_chain_has_its_own_and_the_last_one_counts(path: Path) -> None:
    memory = ToleranceMemory(path)
    assert memory.tolerance(ONE) is None
    memory.remember(ONE, "0.8")
    memory.remember(OTHER, "5")
    memory.remember(ONE, "1.25")
    again = ToleranceMemory(path)
    assert (again.tolerance(ONE), again.tolerance(OTHER)) == ("1.25", "5")
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_chain_that_was_not_used_for_longest_gives_way(path: Path) -> None:
    memory = ToleranceMemory(path)
    chains = [f"0x{number:064x}" for number in range(MOST_CHAINS + 1)]
    for genesis in chains:
        memory.remember(genesis, "1")
    assert [memory.tolerance(genesis) for genesis in chains] == [None, *["1"] * MOST_CHAINS]


@pytest.mark.parametrize(("genesis", "tolerance"), [("practice", "1"), (ONE, "1 %"), (ONE, ""), (ONE, "0.123456")])
def test_what_is_no_tolerance_of_a_chain_is_not_kept(path: Path, genesis: str, tolerance: str) -> None:
    with pytest.raises(ValueError, match="not a tolerance"):
        ToleranceMemory(path).remember(genesis, tolerance)
    assert not path.exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"schema": 2, "tolerances": {}}',
        '{"schema": 1, "tolerances": 7}',
        f'{{"schema": 1, "tolerances": {{"{ONE}": 7}}}}',
        f'{{"schema": 1, "tolerances": {{"{ONE}": "[bold]"}}}}',
        "[" * 10_000,
        " " * (LARGEST_FILE + 1),
    ],
)
def test_a_damaged_file_counts_as_empty_and_is_replaced(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o600)
    memory = ToleranceMemory(path)
    assert memory.tolerance(ONE) is None
    memory.remember(ONE, "3")
    assert memory.tolerance(ONE) == "3"


def test_a_table_is_remembered_beside_others(tmp_path: Path) -> None:
    memory = TableMemory(tmp_path / "tables.json")
    market = RememberedTable("moves", ("price", "flow"), "change_24h", False, ("depth>5k", "held"))
    memory.remember("market", market)
    memory.remember("portfolio", RememberedTable(sort_by="share"))
    again = TableMemory(tmp_path / "tables.json")
    assert (again.table("market"), again.table("portfolio").sort_by) == (market, "share")
    assert again.table("wallets") == RememberedTable()
    assert (tmp_path / "tables.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"schema": 2, "tables": {}}', '{"schema": 1, "tables": 7}', "[" * 9_000]
)
def test_tables_that_cannot_be_read_are_told_and_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tables.json"
    path.write_text(text)
    memory = TableMemory(path)
    with pytest.raises(ValueError, match="columns, order and filters"):
        memory.table("market")
    memory.remember("market", RememberedTable("moves"))
    assert memory.table("market").column_set == "moves"


def test_a_part_of_a_table_that_is_of_another_kind_counts_as_not_remembered(tmp_path: Path) -> None:
    told = {
        "column_set": 7,
        "columns": ["price", "[red]", 3, "x" * 99],
        "sort_by": None,
        "filters": ["", "a" * 301, "held", 1],
    }
    path = tmp_path / "tables.json"
    path.write_text(json.dumps({"schema": 1, "tables": {"market": told, "../x": told}}))
    assert TableMemory(path).table("market") == RememberedTable("", ("price",), "", True, ("held",))


def test_the_chart_is_remembered(tmp_path: Path) -> None:
    memory = ChartMemory(tmp_path / "chart.json")
    assert memory.load() == ("", False)
    memory.remember("7d", has_candles=True)
    assert ChartMemory(tmp_path / "chart.json").load() == ("7d", True)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"schema": 2}', b'{"schema": 1, "range": 5}', b"\xff" * 99])
def test_a_chart_that_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "chart.json").write_bytes(content)
    assert ChartMemory(tmp_path / "chart.json").load() == ("", False)


def test_the_theme_is_remembered(tmp_path: Path) -> None:
    memory = ThemeMemory(tmp_path / "theme.json")
    assert memory.load() == ""
    memory.remember("desk-day")
    assert ThemeMemory(tmp_path / "theme.json").load() == "desk-day"


@pytest.mark.parametrize("content", [b"", b"[]", b'{"schema": 1, "theme": 5}', b'{"schema": 1, "theme": "[x]"}'])
def test_a_theme_that_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "theme.json").write_bytes(content)
    assert ThemeMemory(tmp_path / "theme.json").load() == ""


def test_a_validator_is_remembered_for_its_subnet_and_not_for_another_of_its_number(tmp_path: Path) -> None:
    memory = ValidatorMemory(tmp_path / "validators.json")
    memory.remember(ONE, 7, 1_000, HOTKEY)
    memory.remember(ONE, 3, 1_000, OTHER_HOTKEY)
    again = ValidatorMemory(tmp_path / "validators.json")
    assert (again.validator(ONE, 7, 1_000), again.validator(ONE, 3, 1_000)) == (HOTKEY, OTHER_HOTKEY)
    assert (again.validator(ONE, 7, 1_001), again.validator(OTHER, 7, 1_000)) == (None, None)
    assert (tmp_path / "validators.json").stat().st_mode & 0o777 == 0o600


def test_of_many_subnets_the_one_that_was_not_used_for_longest_gives_way(tmp_path: Path) -> None:
    path = tmp_path / "validators.json"
    kept = {f"{ONE}/{number}/{10**9}": HOTKEY for number in range(MOST_SUBNETS)}
    path.write_text(json.dumps({"schema": 1, "validators": kept}))
    memory = ValidatorMemory(path)
    memory.remember(ONE, 0, 10**9, OTHER_HOTKEY)
    memory.remember(OTHER, 65_535, 10**9, HOTKEY)
    found = [memory.validator(ONE, 0, 10**9), memory.validator(ONE, 1, 10**9), memory.validator(OTHER, 65_535, 10**9)]
    assert found == [OTHER_HOTKEY, None, HOTKEY]
    assert path.stat().st_size < LARGEST_TABLES


@pytest.mark.parametrize("text", ["", "[]", '{"schema": 1, "validators": 7}', '{"schema": 2, "validators": {}}', None])
def test_a_damaged_file_of_validators_counts_as_empty_and_what_is_none_is_not_kept(
    tmp_path: Path, text: str | None
) -> None:
    path = tmp_path / "validators.json"
    path.write_text(json.dumps({"schema": 1, "validators": {f"{ONE}/7/1": "[b]no hotkey"}}) if text is None else text)
    memory = ValidatorMemory(path)
    assert memory.validator(ONE, 7, 1) is None
    for genesis, hotkey in (("practice", HOTKEY), (ONE, "5Hot"), (ONE, HOTKEY + "0")):
        with pytest.raises(ValueError, match="not a validator"):
            memory.remember(genesis, 7, 1, hotkey)
    memory.remember(ONE, 7, 1, HOTKEY)
    assert memory.validator(ONE, 7, 1) == HOTKEY
