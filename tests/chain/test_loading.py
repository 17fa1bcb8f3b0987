"""What importing and using the chain layer loads: never the SDK's package, and its codec for a connection alone."""

import subprocess
import sys

import pytest


def _modules_after(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        "ports.chain",
        "ports.networks",
        "chain.chain_market",
        "chain.chain_trading",
        "chain.submission.extrinsic_sender",
        "chain.reading.translate",
    ],
)
def test_importing_the_chain_loads_neither_the_sdk_nor_textual(module: str) -> None:
    loaded = _modules_after(f"import dtao_tui.{module}")
    assert not {"bittensor", "bittensor_core", "websockets", "textual"} & loaded


def test_a_connection_loads_the_codec_and_websockets_and_not_the_sdk() -> None:
    loaded = _modules_after("import dtao_tui.chain.runtime.runtime_client, dtao_tui.chain.submission.extrinsic_watch")
    assert {"bittensor_core", "websockets"} <= loaded
    assert not {"bittensor", "textual", "eth_account", "eth_abi", "pydantic"} & loaded
