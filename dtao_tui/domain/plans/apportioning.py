"""Apportioning: one amount divided by weights, so that the parts add up to it to the rao."""

from collections.abc import Sequence


def apportioned(whole: int, weights: Sequence[int]) -> tuple[int, ...]:
    """The whole in parts as the weights are to each other, by largest remainders; the first of equals gets a unit more.

    No part differs from its exact share by a whole unit, and a weight of zero gets nothing. Raises ValueError for a
    negative number, and for weights of nothing.
    """
    total = sum(weights)
    if whole < 0 or total <= 0 or min(weights) < 0:
        raise ValueError("an amount is divided by weights above zero")
    parts = [whole * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(whole * weights[place] % total))
    for place in by_remainder[: whole - sum(parts)]:
        parts[place] += 1
    return tuple(parts)


def divided(whole: int, count: int) -> tuple[int, ...]:
    """The whole in this many parts that differ by one unit at most, the larger first."""
    return apportioned(whole, (1,) * count)
