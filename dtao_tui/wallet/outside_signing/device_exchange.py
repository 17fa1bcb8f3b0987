"""`ports.outside_signing.OutsideDevices`: frames of QR codes, files in one folder, signatures as text."""

import json
from pathlib import Path

from bittensor_core import verify

from dtao_tui import private_files
from dtao_tui.foreign_files import decoded, looks_like_path, pasted_path
from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.ports.outside_signing import BroughtSignature, LaidOutOrder
from dtao_tui.wallet import file_checks
from dtao_tui.wallet.outside_signing import order_file, signature_text, uos_frames

_LARGEST_FILE = 64 * 1024
_LONGEST_PATH = 1024
_UNVERIFIED = (
    "This signature is not one of this account over this order. Perhaps the device signed another order, or with "
    "another key."
)


class DeviceExchange:
    """Passes orders to devices that are not connected."""

    def __init__(self, folder: Path) -> None:
        """Orders are written into the folder, which is made when it is needed."""
        self._folder = folder

    def frames(self, order: LaidOutOrder, most_bytes: int, *, with_proof: bool) -> tuple[bytes, ...]:
        """The order as the contents of QR codes, each of at most this many bytes."""
        return uos_frames.frames_of(uos_frames.whole(order, with_proof=with_proof), most_bytes)

    def write(self, order: LaidOutOrder) -> Path:
        """Write the order to a file (0600) that is named by its account and its nonce. Raises WalletTrouble."""
        path = self._folder / f"{order.unsigned.signer[:8]}-{order.unsigned.nonce}-{order.unsigned.era_block}.json"
        try:
            private_files.make_folder(self._folder)
            private_files.replace(path, json.dumps(order_file.document_of(order), indent=1).encode())
        except OSError as error:
            raise WalletTrouble(f"{path} cannot be written: {error.strerror}.") from error
        return path

    def read(self, text: str, order: LaidOutOrder) -> BroughtSignature:
        """The signature in a text, or in the file that it names, once it verifies. Raises WalletTrouble."""
        brought = signature_text.signature_in(_content(text.strip()), order.scheme)
        for scheme in brought.schemes:
            if verify(order.payload, brought.signature, order.unsigned.signer, scheme):
                return BroughtSignature(brought.signature, (scheme,))
        raise WalletTrouble(_UNVERIFIED)


def _content(text: str) -> str:
    """The text, or what the file holds where the text is a path. Raises WalletTrouble."""
    if len(text) > _LONGEST_PATH or not looks_like_path(text):
        return text
    try:
        return decoded(file_checks.read_small(pasted_path(text), _LARGEST_FILE))
    except (file_checks.UnreadableFile, OSError, ValueError, RuntimeError) as error:
        raise WalletTrouble("There is no such file that can be read.") from error
