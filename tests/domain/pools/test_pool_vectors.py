"""Every recorded swap, to the rao; and those of each file in the folder that DTAO_VECTORS names."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.pools import pool as pools
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.pools.side import Side

OWN_VECTORS = Path(__file__).parents[2] / "vectors"
NETUID = 7

Case = dict[str, Any]


def cases_of(folder: Path) -> Iterator[Any]:
    for path in sorted(folder.glob("**/*.json")):
        for number, case in enumerate(json.loads(path.read_text())["cases"]):
            yield pytest.param(case, id=f"{path.stem}-{number}-{case['kind']}")


def named_folder() -> Path | None:
    return Path(os.environ["DTAO_VECTORS"]) if os.environ.get("DTAO_VECTORS") else None


def named_cases() -> list[Any]:
    folder = named_folder()
    return [] if folder is None else list(cases_of(folder))


def the_pool_of(case: Case) -> Pool:
    state = case["pool"]
    return Pool(
        netuid=NETUID,
        mechanism=state["mechanism"],
        tao_in=Tao(state["tao_in"]),
        alpha_in=Alpha(state["alpha_in"], NETUID),
        quote_weight=state["quote_weight"],
        fee_rate=state["fee_rate"],
    )


def a_price(pool: Pool, case: Case) -> Case:
    return {"price_rao": pool.price.rao}


def a_simulated_buy(pool: Pool, case: Case) -> Case:
    return {"result": asdict(pool.simulate(Side.BUY, Tao(case["amount"])))}


def a_simulated_sale(pool: Pool, case: Case) -> Case:
    return {"result": asdict(pool.simulate(Side.SELL, Alpha(case["amount"], NETUID)))}


def a_buy(pool: Pool, case: Case) -> Case:
    bought = pool.trade(Side.BUY, Tao(case["amount"]), limit_of(case))
    return {"net_in": bought.net.rao, "fee": bought.fee.rao, "out": bought.received.rao}


def a_sale(pool: Pool, case: Case) -> Case:
    sold = pool.trade(Side.SELL, Alpha(case["amount"], NETUID), limit_of(case))
    return {"net_in": sold.net.rao, "fee": sold.fee.rao, "out": sold.received.rao}


def the_largest_buy(pool: Pool, case: Case) -> Case:
    return {"max_amount": pool.largest(Side.BUY, Price(case["limit_price_rao"])).rao}


def the_largest_sale(pool: Pool, case: Case) -> Case:
    return {"max_amount": pool.largest(Side.SELL, Price(case["limit_price_rao"])).rao}


def limit_of(case: Case) -> Price | None:
    return Price(case["limit_price_rao"]) if "limit_price_rao" in case else None


DEEDS: dict[str, Callable[[Pool, Case], Case]] = {
    "price": a_price,
    "sim_buy": a_simulated_buy,
    "sim_sell": a_simulated_sale,
    "buy": a_buy,
    "buy_limit": a_buy,
    "sell": a_sale,
    "sell_limit": a_sale,
    "max_buy": the_largest_buy,
    "max_sell": the_largest_sale,
}
GIVEN = {"pool", "kind", "amount", "limit_price_rao"}


def check(case: Case) -> None:
    deed = DEEDS[case["kind"]]
    if "error" in case:
        with pytest.raises(getattr(pools, case["error"])):
            deed(the_pool_of(case), case)
        return
    expected = {key: value for key, value in case.items() if key not in GIVEN}
    assert expected
    assert deed(the_pool_of(case), case) == expected


@pytest.mark.parametrize("case", cases_of(OWN_VECTORS))
def test_a_recorded_swap_comes_out_to_the_rao(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", named_cases() or [pytest.param(None, id="none")])
def test_a_swap_of_the_named_folder_comes_out_to_the_rao(case: Case | None) -> None:
    if named_folder() is None:
        return
    assert case is not None, f"DTAO_VECTORS names {named_folder()}, which holds no case"
    check(case)


def test_every_kind_of_case_is_recorded() -> None:
    recorded = {parameter.values[0]["kind"] for parameter in cases_of(OWN_VECTORS)}

    assert recorded == set(DEEDS)
