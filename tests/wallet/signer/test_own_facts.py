"""What the signer, or a child, states for itself, on purpose, is what the rest of the program states."""

from bittensor import settings as sdk

from dtao_tui import settings
from dtao_tui.domain import amounts
from dtao_tui.ports import networks
from dtao_tui.practice.node import node_process
from dtao_tui.practice.runtime import metadata
from dtao_tui.processes import shared_daemon
from dtao_tui.wallet.signer import signed_bytes
from dtao_tui.wallet.signer.calls import call_reading, signing_rules


def test_the_signer_pins_the_same_chains() -> None:
    assert {name: f"0x{genesis}" for name, genesis in signed_bytes.PINNED_GENESIS.items()} == networks.GENESIS
    assert signed_bytes.PRACTICE == settings.PRACTICE


def test_addresses_and_numbers_have_one_format() -> None:
    assert call_reading.SS58_FORMAT == metadata.SS58_FORMAT == sdk.SS58_FORMAT
    assert signing_rules.U64_MAX == amounts.U64_MAX


def test_both_ends_of_the_node_s_pipe_know_the_same_line() -> None:
    assert shared_daemon.RELEASED == node_process.RELEASED
