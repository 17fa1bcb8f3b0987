"""Orders laid out for a key elsewhere, and the key that signs them."""

from bittensor_core import Keypair

from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.ports.outside_signing import SR25519, LaidOutOrder, Scheme
from dtao_tui.wallet.signer.signer_client import SignerClient
from tests.wallet.signer.orders import an_order, the_chain


def away_key(scheme: Scheme = SR25519) -> Keypair:
    return Keypair.create_from_uri("//Away", crypto_type=scheme)


async def a_laid_out_order(scheme: Scheme = SR25519) -> LaidOutOrder:
    """By a signer in this process (the fixture `in_this_process`)."""
    signer = SignerClient()
    await signer.send_chain_facts(the_chain())
    order = an_order(address=away_key(scheme).ss58_address, era_period=64)
    return await signer.lay_out(order, scheme, KnownNonces())
