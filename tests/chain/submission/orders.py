"""Orders of the practice account, unsigned and signed."""

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.trades.calls import Call
from tests.chain.conftest import Desk
from tests.chain.signing import signed
from tests.quoting import stake_call

TEN = Tao(10**10)
NO_LIMIT = Price(10**12)
LOWEST = Price(1)


async def a_stake(desk: Desk, limit: Price = NO_LIMIT) -> Call:
    return stake_call(1, await desk.hotkey(1), TEN, limit)


async def an_extrinsic(desk: Desk, order: Call) -> bytes:
    return signed(await desk.trading.prepare(order, ADDRESS), desk.facts)
