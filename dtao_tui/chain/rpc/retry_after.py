"""How long to stay away from an endpoint that refuses requests because there were too many."""

import time

from dtao_tui.ports.errors import AskedToWait

USUAL_WAIT_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 300.0
"""An endpoint may ask for more, and is asked again after so long all the same."""


def asked_to_wait(host: str, why: str, told: "list[str] | None" = None) -> AskedToWait:
    """The endpoint serves others before us; `told` are the values of its Retry-After."""
    seconds = _bounded(told[0] if told else "")
    sentence = f"{host} gets too many requests from here and asked to wait {seconds:.0f} s ({why})."
    return AskedToWait(sentence, seconds)


def _bounded(told: str) -> float:
    """Seconds to wait by a Retry-After, which holds seconds or a date; never longer than we are ready to."""
    told = told.strip()[:64]
    if told.isascii() and told.isdigit():
        seconds = float(told)
    else:
        # Only a date needs the mail library.
        from email.utils import parsedate_to_datetime

        try:
            seconds = parsedate_to_datetime(told).timestamp() - time.time()
        except (ValueError, TypeError, IndexError, OverflowError):
            return USUAL_WAIT_SECONDS
    return min(max(seconds, 1.0), LONGEST_WAIT_SECONDS)
