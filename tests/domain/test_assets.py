"""Assets: what amounts are counted in, and how that is written."""

import pytest

from dtao_tui.domain.amounts import Alpha, Tao, amount_of, as_alpha, as_tao
from dtao_tui.domain.assets import TAO, alpha_of
from dtao_tui.domain.pools.side import Side


@pytest.mark.parametrize("amount", [Tao(5), Alpha(5, 0), Alpha(5, 7)])
def test_an_amount_is_so_many_rao_of_its_asset(amount: Tao | Alpha) -> None:
    assert amount_of(amount.asset, amount.rao) == amount


def test_alpha_of_each_subnet_is_another_asset() -> None:
    assert Alpha(1, 7).asset == alpha_of(7) != alpha_of(8)
    assert Tao(1).asset == TAO != alpha_of(0)
    assert TAO.is_tao
    assert not alpha_of(0).is_tao


def test_assets_are_written_with_the_subnets_own_symbols() -> None:
    symbols = {7: "γ"}
    assert (TAO.symbol(symbols), alpha_of(7).symbol(symbols), alpha_of(8).symbol(symbols)) == ("τ", "γ", "α")


def test_an_amount_is_not_taken_for_another_asset() -> None:
    assert as_tao(Tao(1)) == Tao(1)
    assert as_alpha(Alpha(1, 7)) == Alpha(1, 7)
    with pytest.raises(TypeError):
        as_tao(Alpha(1, 7))
    with pytest.raises(TypeError):
        as_alpha(Tao(1))


def test_a_side_pays_one_asset_and_receives_the_other() -> None:
    assert (Side.BUY.pays(7), Side.BUY.receives(7)) == (TAO, alpha_of(7))
    assert (Side.SELL.pays(7), Side.SELL.receives(7)) == (alpha_of(7), TAO)
