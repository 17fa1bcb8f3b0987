"""The rate in use is remembered as it was typed with its time; a file is read again, and what is wrong is said."""

import stat
from decimal import Decimal
from pathlib import Path

import pytest

from dtao_tui.domain.exports.day_rates import NotRates
from dtao_tui.services.fiat_rates import FiatRates
from dtao_tui.settings_memory import LONGEST_RATE, RateMemory
from tests.fakes.waiting import ManualClock


def the_rates(folder: Path, clock: ManualClock | None = None) -> FiatRates:
    return FiatRates(RateMemory(folder / "rate.json"), clock or ManualClock())


async def test_it_is_off_until_one_is_typed_and_off_again_after_an_empty_one(tmp_path: Path) -> None:
    rates = the_rates(tmp_path)
    await rates.read()
    assert (rates.rate, rates.trouble, await rates.typed()) == (None, "", "")
    await rates.choose(" EUR 412.35")
    again = the_rates(tmp_path)
    await again.read()
    assert again.rate == rates.rate
    assert again.rate is not None
    assert (again.rate.rate, again.rate.at_ms) == (Decimal("412.35"), rates.now_ms)
    assert stat.S_IMODE((tmp_path / "rate.json").stat().st_mode) == 0o600
    await again.choose("  ")
    assert (again.rate, (tmp_path / "rate.json").exists()) == (None, False)


async def test_a_rate_keeps_the_time_at_which_it_was_typed(tmp_path: Path) -> None:
    clock = ManualClock()
    rates = the_rates(tmp_path, clock)
    await rates.choose("EUR 4")
    clock.date += 2 * 86_400
    await rates.read()
    assert rates.rate is not None
    assert rates.rate.is_stale(rates.now_ms)


async def test_a_file_is_read_again_and_one_that_is_gone_is_told(tmp_path: Path) -> None:
    file, rates = tmp_path / "eur.csv", the_rates(tmp_path)
    file.write_text("date,EUR\n2020-01-01,4\n")
    await rates.choose(f"'{file}'")
    file.write_text("date,USD\n2020-01-01,5\n")
    await rates.read()
    assert rates.rate is not None
    assert (rates.rate.currency, rates.rate.rate) == ("USD", Decimal(5))
    file.unlink()
    await rates.read()
    assert rates.rate is None
    assert "cannot be read: No such file" in rates.trouble


async def test_what_is_no_rate_changes_nothing(tmp_path: Path) -> None:
    rates = the_rates(tmp_path)
    await rates.choose("EUR 4")
    for wrong in ("EUR", str(tmp_path), str(tmp_path / "none.csv"), "x" * 5_000):
        with pytest.raises(NotRates):
            await rates.choose(wrong)
    assert await rates.typed() == "EUR 4"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"schema": 1}',
        '{"schema": 2, "text": "EUR 4", "at_ms": 1}',
        '{"schema": 1, "text": 4, "at_ms": 1}',
        '{"schema": 1, "text": "EUR 4", "at_ms": -1}',
        '{"schema": 1, "text": "EUR 4", "at_ms": 1e99}',
        f'{{"schema": 1, "text": "{"x" * (LONGEST_RATE + 1)}", "at_ms": 1}}',
    ],
)
def test_a_file_that_is_not_ours_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "rate.json").write_text(text)
    assert RateMemory(tmp_path / "rate.json").load() is None
