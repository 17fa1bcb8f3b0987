"""The table of checks that come before a signature. An operation names those that apply to it."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import SingleIntent
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.preflight import (
    amount_checks,
    answer_checks,
    funds_checks,
    movement_check,
    operation_checks,
    proxy_checks,
    spending_check,
    subnet_checks,
    validator_checks,
)

NEEDS_AMOUNT = frozenset(
    {
        "least_stake",
        "least_unstake",
        "least_move",
        "least_swap",
        "least_transfer",
        "least_payment",
        "lockable",
        "limit",
        "movement",
        "pool_part",
        "share",
        "stays",
        "fee_in_alpha",
        "chain",
        "lock",
    }
)
"""The checks that say nothing of an order without an amount."""

OF_PROXIES = ("proxy_scope", "proxy_permission", "proxy_fee")
"""The checks of every operation that a proxy signs; what it cannot do at all comes before anything else."""

AT_SIGNING = ("account", "same_subnet", "fresh")
"""The checks that a review does not settle: they are run again when it is confirmed, after those of proxies."""

FOR_ALL = ("spending",)
"""The checks of every operation, behind its own, both times."""

CheckFunction = Callable[[SingleIntent, Quote | None, Circumstances], Check | None]
"""None where it does not apply, or cannot be judged yet."""

CHECKS: Mapping[str, CheckFunction] = MappingProxyType(
    {
        "free_tao": funds_checks.free_tao,
        "fee_in_tao": funds_checks.fee_in_tao,
        "fee_in_alpha": funds_checks.fee_in_alpha,
        "own_stake": funds_checks.own_stake,
        "stays": funds_checks.stays,
        "root_hold": funds_checks.root_hold,
        "lock": funds_checks.lock,
        "least_stake": amount_checks.least_stake,
        "least_unstake": amount_checks.least_unstake,
        "least_move": amount_checks.least_move,
        "limit": amount_checks.limit,
        "movement": movement_check.movement,
        "pool_part": amount_checks.pool_part,
        "share": amount_checks.concentration,
        "open": subnet_checks.is_open,
        "transfers": subnet_checks.transfers,
        "removal": subnet_checks.removal,
        "curve": subnet_checks.curve,
        "same_subnet": subnet_checks.same_subnet,
        "hotkey": validator_checks.hotkey,
        "another_hotkey": validator_checks.another_hotkey,
        "permit": validator_checks.permit,
        "another_subnet": operation_checks.another_subnet,
        "least_swap": operation_checks.least_swap,
        "least_transfer": operation_checks.least_transfer,
        "least_payment": operation_checks.least_payment,
        "recipient": operation_checks.recipient,
        "positions": operation_checks.positions,
        "claimable": operation_checks.claimable,
        "lockable": operation_checks.lockable,
        "perpetual": operation_checks.perpetual,
        "fresh": answer_checks.fresh,
        "account": answer_checks.account,
        "chain": answer_checks.chain,
        "second": answer_checks.second,
        "proxy_scope": proxy_checks.scope,
        "proxy_permission": proxy_checks.permission,
        "proxy_fee": proxy_checks.fee,
        "proxy_deposit": proxy_checks.deposit,
        "new_proxy": proxy_checks.is_new,
        "old_proxy": proxy_checks.is_there,
        "spending": spending_check.spending,
    }
)


def run(
    names: Iterable[str], intent: SingleIntent, quote: Quote | None, circumstances: Circumstances
) -> tuple[Check, ...]:
    """The checks of these names, as far as they apply and can be judged."""
    found = (CHECKS[name](intent, quote, circumstances) for name in names)
    return tuple(check for check in found if check is not None)
