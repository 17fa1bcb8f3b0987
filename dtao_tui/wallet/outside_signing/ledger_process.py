"""Child process that talks to a Ledger by `LedgerDevice` of the SDK's core; it answers one request and is killed.

Its calls block until a person has pressed a button, and nothing but the end of their process stops them. What
`bittensor.LedgerSigner` 11.3 does is done here, and a test holds that the device gets the same bytes. That class itself
would load the whole SDK, take the chain's metadata again, and make the digest and the proof a second time, which the
signer has made from metadata that it has checked.
"""

import os

import bittensor_core
from bittensor_core import LedgerError, ss58_encode

from dtao_tui.processes.bootstrap import Pipe
from dtao_tui.wallet.message_frames import frame_of
from dtao_tui.wallet.outside_signing.ledger_messages import (
    REQUESTS,
    AnyLedgerRequest,
    DeviceAddress,
    DeviceFailed,
    DeviceSignature,
    LedgerAnswer,
    OtherKey,
    ReadAddress,
    SignOnDevice,
)

SS58_FORMAT = 42


def main() -> None:
    """Answer until the pipe ends."""
    pipe = Pipe()
    while (question := pipe.next()) is not None:
        pipe.answer(frame_of(answer(REQUESTS.read(question))))
    os._exit(0)


def answer(request: AnyLedgerRequest) -> LedgerAnswer:
    """What the device says to a request."""
    # A build of the core for a system without USB lacks it.
    device_of_core = getattr(bittensor_core, "LedgerDevice", None)
    if device_of_core is None:
        return DeviceFailed("never", "")
    try:
        device = device_of_core()
    except LedgerError as error:
        return DeviceFailed("connecting", str(error))
    try:
        return _asked(device, request)
    except LedgerError as error:
        return DeviceFailed("asking", str(error))


def _asked(device: "bittensor_core.LedgerDevice", request: AnyLedgerRequest) -> LedgerAnswer:
    match request:
        case ReadAddress():
            return DeviceAddress(_address(device, request, is_shown=request.is_shown))
        case SignOnDevice():
            found = _address(device, request, is_shown=False)
            if found != request.address:
                return OtherKey(found)
            signed = device.sign(request.payload, request.proof, request.account, request.index)
            return DeviceSignature(bytes(signed))


def _address(device: "bittensor_core.LedgerDevice", request: AnyLedgerRequest, *, is_shown: bool) -> str:
    """The address of the device's public key; the text that the device sends beside it is not used."""
    key, _ = device.address(request.account, request.index, SS58_FORMAT, is_shown)
    return str(ss58_encode(bytes(key), SS58_FORMAT))
