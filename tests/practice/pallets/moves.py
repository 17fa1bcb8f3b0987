"""Arguments of calls that move stake, for tests."""

from dtao_tui.practice.state.storage import Value
from tests.practice.economy import Economy

HERE, THERE = 3, 4


def other_validator(economy: Economy) -> bytes:
    return economy.storage.raw("SubtensorModule.Keys", HERE, 1)


def swapping(economy: Economy, amount: int, **others: Value) -> dict[str, Value]:
    hotkey = economy.validator(HERE)
    between: dict[str, Value] = {"origin_netuid": HERE, "destination_netuid": THERE, "alpha_amount": amount}
    return {"hotkey": hotkey, **between, **others}
