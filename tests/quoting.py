"""Short ways to quotes, calls and tickets of stakes and unstakes."""

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.pools.pool import Pool, Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.intents import Limits, Op, SingleIntent, Stake, Unstake
from dtao_tui.domain.trades.quotes import Quote, chain_answer
from dtao_tui.domain.trades.quoting import quote, quote_by_chain
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.ticket.ticket_draft import Ticket

NOBODY = ""


def side_of(pays: Tao | Alpha) -> Side:
    """TAO buys, alpha is sold."""
    return Side.BUY if isinstance(pays, Tao) else Side.SELL


def an_intent(pool: Pool, pays: Tao | Alpha) -> SingleIntent:
    """A stake of TAO or an unstake of alpha."""
    return Stake(pool.netuid, NOBODY, pays) if isinstance(pays, Tao) else Unstake(pool.netuid, NOBODY, pays)


def quoted(
    pool: Pool, pays: Tao | Alpha, tolerance: Tolerance | None = None, block: int = 1, network_fee: Tao | None = None
) -> Quote:
    """What it costs and brings. Raises PoolRefusal."""
    return quote(an_intent(pool, pays), {pool.netuid: pool}, tolerance or Tolerance(), block, network_fee)


def quoted_by_chain(
    pool: Pool, pays: Tao | Alpha, answer: Simulation, *, price: Price, tolerance: Tolerance, block: int
) -> Quote:
    """The same by the chain's simulation alone. Raises PoolRefusal."""
    return quote_by_chain(an_intent(pool, pays), answer, price=price, tolerance=tolerance, block=block)


def agrees(quote: Quote, simulation: Simulation) -> bool:
    """Whether the chain's simulation says the same as the quote's one leg, to the rao."""
    (leg,) = quote.legs
    return chain_answer(leg, simulation).agrees


def stake_call(netuid: int, hotkey: str, pays: Tao, limit: Price) -> Call:
    """The call of a stake within a limit."""
    return Stake(netuid, hotkey, pays).call(Limits((limit,)))


def unstake_call(netuid: int, hotkey: str, pays: Alpha, limit: Price, *, is_whole_position: bool = False) -> Call:
    """The call of an unstake within a limit."""
    return Unstake(netuid, hotkey, pays, is_whole_position).call(Limits((limit,)))


def a_ticket(op: str, subnet: SubnetId, hotkey: str | None, amount_text: str, tolerance_text: str) -> Ticket:
    """A ticket of an operation with one validator."""
    return Ticket(Op(op), subnet, {"hotkey": hotkey or ""}, amount_text, tolerance_text)
