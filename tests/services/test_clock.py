"""The system's time as the services see it."""

import sys
import time

import pytest

from dtao_tui.services.clock import SystemClock


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the time asleep apart")
def test_time_goes_on_while_the_machine_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "clock_gettime", lambda clock: 500.0 if clock == time.CLOCK_BOOTTIME else 1.0)
    monkeypatch.setattr(time, "monotonic", lambda: 1.0)
    assert SystemClock().now() == 500.0
