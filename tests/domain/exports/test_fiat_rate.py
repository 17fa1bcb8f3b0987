"""One rate: typed either way round, or the newest day of a file; after a day it is stale."""

from decimal import Decimal

import pytest

from dtao_tui.domain.exports.day_rates import NotRates, rates_in
from dtao_tui.domain.exports.fiat_rate import STALE_MS, is_typed_rate, newest_rate, typed_rate

DAY_MS = 86_400_000


@pytest.mark.parametrize("text", ["EUR 412.35", "eur412.35", " 412.35 EUR ", "412.35eur"])
def test_a_rate_is_typed_either_way_round(text: str) -> None:
    rate = typed_rate(text, 5)
    assert (rate.currency, rate.rate, rate.at_ms) == ("EUR", Decimal("412.35"), 5)
    assert rate.value_of(2_500_000_000) == Decimal("1030.88")


@pytest.mark.parametrize(
    "text", ["", "EUR", "412.35", "EUR -4", "EUR 1e9", "EUR 0", "EUR 4 USD", "€ 4", "/home/me/rates.csv"]
)
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(NotRates, match=r"is no rate, such as EUR 412\.35"):
        typed_rate(text, 5)


def test_a_path_is_no_typed_rate() -> None:
    assert is_typed_rate("EUR 4")
    assert not is_typed_rate("rates.csv")


def test_a_rate_is_stale_after_a_day() -> None:
    rate = typed_rate("EUR 4", 1_000)
    assert not rate.is_stale(1_000 + STALE_MS)
    assert rate.is_stale(1_001 + STALE_MS)


def test_the_newest_day_that_has_begun_counts_until_a_day_after_its_end() -> None:
    rates = rates_in("date,EUR\n1970-01-02,2\n1970-01-03,3\n1970-01-09,9\n")
    during = newest_rate(rates, 2 * DAY_MS + 5)
    assert (during.rate, during.at_ms, during.is_of_day) == (Decimal(3), 2 * DAY_MS + 5, True)
    after = newest_rate(rates, 4 * DAY_MS)
    assert (after.at_ms, after.is_stale(4 * DAY_MS), after.is_stale(4 * DAY_MS + 1)) == (3 * DAY_MS, False, True)
    with pytest.raises(NotRates, match="no rate of today or of a day before"):
        newest_rate(rates, 5)
