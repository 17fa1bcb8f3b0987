"""Candles of line pieces: a heavy body between two light wicks, half a cell exact, one cell wide."""

from collections.abc import Iterator

HALVES = 2
"""Halves of a cell, one above the other."""

_NOTHING, _WICK, _BODY = 0, 1, 2
_PIECES = {
    (_WICK, _WICK): "│",
    (_BODY, _BODY): "┃",
    (_NOTHING, _WICK): "╷",
    (_WICK, _NOTHING): "╵",
    (_NOTHING, _BODY): "╻",
    (_BODY, _NOTHING): "╹",
    (_WICK, _BODY): "╽",
    (_BODY, _WICK): "╿",
}
"""By the upper and the lower half. Blocks have no sign for "wick above, body below"."""


def candle(high: int, low: int, body: tuple[int, int]) -> Iterator[tuple[int, str]]:
    """The pieces of a candle with their rows, from the top; all are in half cells from the top, the body's ends too."""
    top, bottom = body if body[0] <= body[1] else (body[1], body[0])
    first, last = min(high, top), max(low, bottom)

    def half(at: int) -> int:
        if at < first or at > last:
            return _NOTHING
        return _BODY if top <= at <= bottom else _WICK

    for row in range(first // HALVES, last // HALVES + 1):
        yield row, _PIECES[half(row * HALVES), half(row * HALVES + 1)]
