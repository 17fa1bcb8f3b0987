"""The SDK is heavy: nothing loads it before a connection is wanted, and its largest part not even then."""

import subprocess
import sys

import pytest


def _modules_after(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    ["ports.chain", "ports.networks", "chain.adapters", "chain.submission.extrinsic_sender", "chain.reading.translate"],
)
def test_importing_the_chain_loads_neither_the_sdk_nor_textual(module: str) -> None:
    loaded = _modules_after(f"import dtao_tui.{module}")
    assert not {"bittensor", "bittensor_core", "textual"} & loaded


def test_connecting_loads_the_sdk_without_its_ethereum_part() -> None:
    loaded = _modules_after("from dtao_tui.chain.rpc.network_connection import load_client\nload_client()")
    assert "bittensor" in loaded
    assert not {"eth_account", "eth_abi", "pydantic"} & loaded
