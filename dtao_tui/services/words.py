"""Amounts as they stand in sentences."""

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.figures import exact

_LEAST_DECIMALS = 3


def said(amount: Tao | Alpha, symbol: str = "α") -> str:
    """The exact amount with its unit, without zeros at the end: "1,250.500 τ"."""
    whole, _, decimals = exact(amount).partition(".")
    kept = decimals.rstrip("0 ").ljust(_LEAST_DECIMALS, "0")
    return f"{whole}.{kept} {'τ' if isinstance(amount, Tao) else symbol}"
