"""The clock by which a key locks itself: it goes on while the machine sleeps."""

import sys
import time
from pathlib import Path

import pytest

from dtao_tui.wallet.signer.idle_clock import IdleClock, Patience, boot_seconds
from tests.wallet.conftest import Turning

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the time asleep apart")


class Laptop:
    """A machine whose two clocks part while its lid is closed."""

    def __init__(self) -> None:
        self.awake = 100.0
        self.asleep = 0.0

    def time_of(self, clock: int) -> float:
        return self.awake + (self.asleep if clock == time.CLOCK_BOOTTIME else 0.0)


@LINUX
def test_a_key_left_alone_in_a_sleeping_laptop_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    laptop = Laptop()
    monkeypatch.setattr(time, "clock_gettime", laptop.time_of)
    monkeypatch.setattr(time, "monotonic", lambda: laptop.awake)
    idle = IdleClock(300, 3600)
    laptop.asleep = 299
    assert not idle.is_over
    laptop.asleep = 300
    assert idle.is_over


@LINUX
def test_the_clock_of_the_signer_is_the_one_that_counts_sleep() -> None:
    assert Patience().clock is boot_seconds


def test_touching_does_not_outlast_the_longest_time() -> None:
    now = [0.0]
    idle = IdleClock(300, 1000, lambda: now[0])
    for seconds in range(0, 1000, 100):
        now[0] = seconds
        idle.touch()
        assert not idle.is_over
    now[0] = 1000
    assert idle.is_over


def test_the_idle_clock_counts_from_the_last_touch_up_to_its_longest() -> None:
    clock = Turning()
    idle = IdleClock(300, 1000, clock)
    clock.now += 200
    idle.touch()
    assert idle.seconds_left() == 300
    clock.now += 250
    idle.touch()
    clock.now += 250
    idle.touch()
    assert idle.seconds_left() == 300
    clock.now += 250
    idle.touch()
    assert idle.seconds_left() == 50
    assert not idle.is_over
    clock.now += 50
    idle.touch()
    assert idle.seconds_left() == 0
    assert idle.is_over


@LINUX
def test_the_clock_counts_the_time_a_machine_slept() -> None:
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    assert boot_seconds() == pytest.approx(uptime, abs=1)
