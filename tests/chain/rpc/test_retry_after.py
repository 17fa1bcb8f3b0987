"""How long an endpoint that wants fewer requests is left alone: as it asks, within reason."""

import time
from email.utils import formatdate

import pytest

from dtao_tui.chain.rpc import retry_after


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("40", 40),
        (" 7 ", 7),
        ("0", 1),
        ("999999999999", retry_after.LONGEST_WAIT_SECONDS),
        ("-5", retry_after.USUAL_WAIT_SECONDS),
        ("soon", retry_after.USUAL_WAIT_SECONDS),
        ("١٢", retry_after.USUAL_WAIT_SECONDS),
        ("Mon, 99 Foo 9999 99:99:99 GMT", retry_after.USUAL_WAIT_SECONDS),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 1),
    ],
)
async def test_the_wait_that_was_asked_for_is_kept_within_reason(told: str, seconds: float) -> None:
    assert retry_after.asked_to_wait("node.example", "HTTP 429", [told]).wait_seconds == seconds


async def test_a_wait_until_a_date_is_understood() -> None:
    trouble = retry_after.asked_to_wait("node.example", "HTTP 429", [formatdate(time.time() + 60, usegmt=True)])
    assert 50 < (trouble.wait_seconds or 0) <= 60
