"""A Ledger through a child process for each request; implements `ports.ledger.Ledger`."""

from collections.abc import Mapping

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.ledger_path import LedgerPath
from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.ports.outside_signing import LaidOutOrder
from dtao_tui.processes.child_process import ChildTimedOut, ChildTrouble, answer, isolated
from dtao_tui.wallet.message_frames import UnreadableFrame, frame_of
from dtao_tui.wallet.outside_signing import ledger_troubles
from dtao_tui.wallet.outside_signing.ledger_messages import (
    ANSWERS,
    AnyLedgerAnswer,
    AnyLedgerRequest,
    DeviceAddress,
    DeviceFailed,
    DeviceSignature,
    OtherKey,
    ReadAddress,
    SignOnDevice,
)

PROCESS = "dtao_tui.wallet.outside_signing.ledger_process"
READING_SECONDS = 20.0
APPROVAL_SECONDS = 300.0

_NO_PROOF = (
    "This chain proves no description of itself (CheckMetadataHash), and a Ledger's Polkadot app signs nothing without."
)
_SILENT = "The Ledger gave no answer. Leave what it shows, unlock it, open its Polkadot app, and try again."
_TOO_LATE = "Nothing was approved on the Ledger in time. Reject there what it still shows."


class LedgerClient:
    """Asks a Ledger, each time by a process of its own: one that hangs is killed and blocks nothing."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        """The environment is that of the process, by default an empty one."""
        self._environment = dict(environment or {})

    async def address(self, path: LedgerPath) -> str:
        """The address at a path; see `ports.ledger.Ledger`. Raises WalletTrouble."""
        return await self._address(ReadAddress(path.account, path.index, is_shown=False), READING_SECONDS, _SILENT)

    async def approved_address(self, path: LedgerPath) -> str:
        """The same, approved on the device. Raises WalletTrouble."""
        return await self._address(ReadAddress(path.account, path.index, is_shown=True), APPROVAL_SECONDS, _TOO_LATE)

    async def signature(self, order: LaidOutOrder, path: LedgerPath, seconds: float) -> str:
        """The signature of an order; see `ports.ledger.Ledger`. Raises WalletTrouble."""
        if not order.proof:
            raise WalletTrouble(_NO_PROOF)
        signer = str(order.unsigned.signer)
        payload = order.unsigned.call + order.in_extrinsic + order.in_signature_only
        request = SignOnDevice(path.account, path.index, signer, payload, order.proof)
        match await self._asked(request, seconds, _TOO_LATE):
            case DeviceSignature(signature):
                return bytes(signature).hex()
            case OtherKey(address):
                raise WalletTrouble(
                    f"This Ledger has another key at {path}: {shortened(address)}, not {shortened(signer)}. Connect "
                    "the one that the account was read from; a passphrase on the device makes other keys, too."
                )
        raise WalletTrouble(_SILENT)

    async def _address(self, request: ReadAddress, seconds: float, late: str) -> str:
        match await self._asked(request, seconds, late):
            case DeviceAddress(address):
                return address
        raise WalletTrouble(_SILENT)

    async def _asked(self, request: AnyLedgerRequest, seconds: float, late: str) -> AnyLedgerAnswer:
        try:
            command = isolated(PROCESS, needs=("bittensor_core", "msgspec"))
            said = ANSWERS.read(await answer(command, frame_of(request), seconds, self._environment))
        except ChildTimedOut as error:
            raise WalletTrouble(late) from error
        except (ChildTrouble, UnreadableFrame) as error:
            raise WalletTrouble(ledger_troubles.LOST) from error
        if isinstance(said, DeviceFailed):
            raise WalletTrouble(ledger_troubles.sentence_of(said))
        return said
