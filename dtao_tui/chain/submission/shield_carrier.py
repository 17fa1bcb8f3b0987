"""The extrinsic that carries a sealed order, as far as its fee is concerned. The signer composes and signs it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.chain.runtime.runtime_names import CARRY
from dtao_tui.chain.submission import extrinsic_sender
from dtao_tui.domain.amounts import Tao
from dtao_tui.ports.extrinsics import Unsigned

if TYPE_CHECKING:
    from dtao_tui.chain.runtime.runtime_client import RuntimeClient

SEALED_BYTES = 1146
"""By how many bytes a sealed order is longer: the signer's `ADDED_BYTES`."""


async def fee(client: "RuntimeClient", unsigned: Unsigned) -> Tao | None:
    """The network's fee of the carrier of this order, or None where the chain gives none. Raises ChainTrouble.

    It depends on the length of what is carried and not on its content.
    """
    with reading("an unsigned order"):
        size = len(extrinsic_sender.unsigned_bytes(client, unsigned)) + SEALED_BYTES
        call = client.codec.compose_call(*CARRY, {"ciphertext": bytes(size)})
    return await extrinsic_sender.estimated_fee(client, replace(unsigned, call=call))
