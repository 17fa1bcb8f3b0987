"""The rate by which totals are also told in a currency: off until a person types one, or names a file of rates."""

import asyncio
from pathlib import Path

from dtao_tui import private_files
from dtao_tui.domain.exports.day_rates import MOST_BYTES, DayRates, NotRates, rates_in
from dtao_tui.domain.exports.fiat_rate import FiatRate, is_typed_rate, newest_rate, typed_rate
from dtao_tui.foreign_files import decoded, pasted_path
from dtao_tui.ports.chain import Clock
from dtao_tui.settings_memory import RateMemory, TypedRate


class FiatRates:
    """The rate in use. What was typed is remembered with its time, a file by its path, and read again when asked."""

    def __init__(self, memory: RateMemory, clock: Clock) -> None:
        self._memory = memory
        self._clock = clock
        self.rate: FiatRate | None = None
        """None while it is off, and where the file cannot be read."""

        self.trouble = ""
        """Why there is no rate though one was wanted, as a sentence."""

    @property
    def now_ms(self) -> int:
        """This machine's clock, in milliseconds since 1970."""
        return round(self._clock.wall() * 1000)

    async def typed(self) -> str:
        """What is remembered as it was typed; empty while it is off."""
        remembered = await asyncio.to_thread(self._memory.load)
        return remembered.text if remembered else ""

    async def read(self) -> None:
        """Read what is remembered, and the file that it names."""
        remembered = await asyncio.to_thread(self._memory.load)
        self.rate, self.trouble = None, ""
        if remembered is None:
            return
        try:
            self.rate = await asyncio.to_thread(_rate_of, remembered, self.now_ms)
        except NotRates as error:
            self.trouble = str(error)

    async def choose(self, text: str) -> None:
        """Take a rate or the path of a file from now on, or with an empty text none. Raises NotRates, and OSError."""
        typed = TypedRate(text.strip(), self.now_ms) if text.strip() else None
        if typed is not None:
            await asyncio.to_thread(_rate_of, typed, self.now_ms)
        await asyncio.to_thread(self._memory.remember, typed)
        await self.read()


def rates_of_file(path: Path) -> DayRates:
    """The rates of a user's file. Raises NotRates with a sentence that names it."""
    try:
        return rates_in(decoded(private_files.read(path, MOST_BYTES, follow=True, any_owner=True)))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror or error if isinstance(error, OSError) else "it is not UTF-8"
        raise NotRates(f"The rates {path} cannot be read: {reason}.") from error
    except NotRates as error:
        raise NotRates(f"The rates {path} cannot be read. {error}") from error


def _rate_of(typed: TypedRate, now_ms: int) -> FiatRate:
    if is_typed_rate(typed.text):
        return typed_rate(typed.text, typed.at_ms)
    try:
        path = pasted_path(typed.text)
    except (ValueError, RuntimeError) as error:
        raise NotRates(str(error)) from error
    return newest_rate(rates_of_file(path), now_ms)
