from dataclasses import replace
from decimal import Decimal

from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Tao
from dtao_tui.domain.market import root_share
from tests.fakes import a_pool, a_snapshot, a_subnet


def a_market(root_tao: int, alpha: int, weight: str) -> object:
    root = a_subnet(0, pool=replace(a_pool(0), tao_in=Tao(root_tao * RAO_PER_TAO)))
    pool = replace(a_pool(7), alpha_in=Alpha(0, 7))
    subnet = a_subnet(7, pool=pool, alpha_out=Alpha(alpha * RAO_PER_TAO, 7))
    return a_snapshot(subnets=[root, subnet], tao_weight=int(Decimal(weight) * 2**64))


def test_root_takes_its_weighted_tao_over_that_and_all_alpha() -> None:
    assert root_share(a_market(6_000_000, 3_000_000, "0.5"), 7) == 50


def test_root_takes_less_as_alpha_is_emitted() -> None:
    early, late = a_market(6_000_000, 1_000_000, "0.18"), a_market(6_000_000, 9_000_000, "0.18")
    assert root_share(early, 7) > root_share(late, 7) > 0


def test_root_itself_and_a_subnet_that_is_gone_have_no_such_share() -> None:
    assert root_share(a_snapshot(), 0) is None
    assert root_share(a_snapshot(), 99) is None


def test_the_share_is_not_known_where_the_chain_tells_no_tao_weight() -> None:
    assert root_share(a_snapshot(tao_weight=None), 7) is None
