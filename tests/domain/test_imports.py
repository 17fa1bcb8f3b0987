"""The domain stands alone."""

import pkgutil
import subprocess
import sys

import dtao_tui.domain

FOREIGN = ("textual", "rich", "bittensor", "bittensor_core", "keyring", "websockets", "typer", "asyncio")


def test_importing_the_domain_brings_in_no_screen_and_no_sdk() -> None:
    modules = [module.name for module in pkgutil.walk_packages(dtao_tui.domain.__path__, "dtao_tui.domain.")]
    program = f"import sys, {', '.join(modules)}; print(*sorted(sys.modules), sep='\\n')"

    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()

    assert "dtao_tui.domain.pools.pool" in loaded
    assert not {name.split(".")[0] for name in loaded} & set(FOREIGN)
