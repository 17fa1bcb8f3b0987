"""QR codes as rows of half blocks, and which size of code fits into a number of cells."""

from collections.abc import Sequence
from dataclasses import dataclass

BORDER = 2
"""Light modules around a code. The standard asks for four; phones read two, and a terminal's own edge is not light."""

CAPACITY = (
    *(17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858),
    *(929, 1003, 1091, 1171, 1273, 1367, 1465, 1528, 1628, 1732, 1840, 1952, 2068, 2188, 2303, 2431, 2563, 2699),
    *(2809, 2953),
)
"""Bytes by version from 1 to 40, at the lowest error correction (ISO/IEC 18004, byte mode)."""

_LARGEST_USED = 20
"""Beyond this version a phone has to be held too close to see all modules of a terminal's code."""

_UPPER, _LOWER, _BOTH, _NONE = "▀", "▄", "█", " "


@dataclass(frozen=True, slots=True)
class QrSize:
    """A size of codes."""

    version: int

    @property
    def cells(self) -> int:
        """Columns that a code takes, its border included."""
        return 17 + 4 * self.version + 2 * BORDER

    @property
    def rows(self) -> int:
        """Rows that it takes."""
        return -(-self.cells // 2)

    @property
    def most_bytes(self) -> int:
        """What a code of this size holds."""
        return CAPACITY[self.version - 1]


def largest_size(columns: int, rows: int) -> QrSize | None:
    """The largest size of codes that fits, or None where not even the smallest does."""
    sizes = (QrSize(version) for version in range(_LARGEST_USED, 0, -1))
    return next((size for size in sizes if size.cells <= columns and size.rows <= rows), None)


def rows_of(data: bytes, size: QrSize) -> tuple[str, ...]:
    """The code of this content as text, one character for two modules; light modules are drawn. Takes about 20 ms.

    Raises ValueError where the content is too long for the size.
    """
    # Loaded here, in the thread that computes: nothing else needs it.
    from qrcode import QRCode
    from qrcode.constants import ERROR_CORRECT_L
    from qrcode.exceptions import DataOverflowError
    from qrcode.util import MODE_8BIT_BYTE, QRData

    code = QRCode(version=size.version, error_correction=ERROR_CORRECT_L, border=BORDER)
    code.add_data(QRData(data, mode=MODE_8BIT_BYTE), optimize=0)
    try:
        code.make(fit=False)
    except DataOverflowError as error:
        raise ValueError("The content is too long for this size of QR code.") from error
    return drawn(code.get_matrix())


def drawn(modules: Sequence[Sequence[bool]]) -> tuple[str, ...]:
    """A matrix of dark modules as rows of half blocks in which light is drawn and dark is left out."""
    empty = [True] * len(modules[0])
    pairs = (
        (upper, modules[at + 1] if at + 1 < len(modules) else empty) for at, upper in enumerate(modules) if at % 2 == 0
    )
    return tuple("".join(map(_half_block, upper, lower)) for upper, lower in pairs)


def _half_block(is_upper_dark: bool, is_lower_dark: bool) -> str:  # two modules of one column
    match is_upper_dark, is_lower_dark:
        case False, False:
            return _BOTH
        case False, True:
            return _UPPER
        case True, False:
            return _LOWER
        case _:
            return _NONE
