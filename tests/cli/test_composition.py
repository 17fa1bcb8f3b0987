"""The parts are joined as the settings say."""

from pathlib import Path

from bittensor_core import Keypair, serialized_keypair_to_keyfile_data

from dtao_tui.cli.composition import joined
from dtao_tui.settings import Settings, places_of, prepare
from tests.wallet.conftest import PHRASE, write_wallet
from tests.wallet.signer.orders import the_chain

NETWORK = "ws://127.0.0.1:1"


async def test_a_key_locks_after_as_many_idle_minutes_as_the_settings_say(tmp_path: Path) -> None:
    places = places_of({"DTAO_TUI_HOME": str(tmp_path)})
    prepare(places)
    key = Keypair.create_from_mnemonic(PHRASE)
    data = bytes(serialized_keypair_to_keyfile_data(key))
    write_wallet(places.wallets / "plain", data, key.ss58_address)
    with joined(Settings(places=places, network=NETWORK, lock_after_minutes=9)) as parts:
        await parts.session.send_chain_facts(the_chain(NETWORK))
        try:
            await parts.session.unlock("unused")
            left = parts.session.seconds_left()
        finally:
            await parts.session.lock()
    assert left is not None
    assert 8 * 60 < left <= 9 * 60
