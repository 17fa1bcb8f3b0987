"""Wrong passwords make the next try wait."""

from dtao_tui.wallet.password_throttle import PasswordThrottle
from tests.wallet.conftest import Turning


def test_the_pause_doubles_from_one_second_to_thirty() -> None:
    clock = Turning()
    attempts = PasswordThrottle(clock)
    pauses = []
    for _ in range(12):
        attempts.failed("a")
        before = clock.now
        while attempts.wait("a") is not None:
            clock.now += 0.5
        pauses.append(clock.now - before)
    assert pauses == [0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30]


def test_accounts_wait_on_their_own_and_success_forgets() -> None:
    clock = Turning()
    attempts = PasswordThrottle(clock)
    for _ in range(6):
        attempts.failed("a")
    assert attempts.wait("a") == "6 wrong passwords. The next try is possible in 2 s."
    assert attempts.wait("b") is None
    attempts.succeeded("a")
    assert attempts.wait("a") is None
    attempts.failed("a")
    assert attempts.wait("a") is None
