"""QR codes are drawn module by module, in the largest size that fits, with light modules drawn as light."""

import pytest
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_L
from qrcode.util import MODE_8BIT_BYTE, QRData

from dtao_tui.widgets.qr.qr_code import BORDER, CAPACITY, QrSize, largest_size, rows_of

LIGHT_ABOVE, LIGHT_BELOW = "█▀", "█▄"


def modules_in(rows: tuple[str, ...]) -> list[list[bool]]:
    """The dark modules that a phone sees in these characters, white on black."""
    lines = [[[c not in LIGHT_ABOVE for c in row], [c not in LIGHT_BELOW for c in row]] for row in rows]
    return [line for pair in lines for line in pair]


@pytest.mark.parametrize("version", [1, 6, 12])
def test_the_characters_show_the_modules_of_the_code(version: int) -> None:
    size = QrSize(version)
    content = bytes(at % 251 for at in range(size.most_bytes))
    code = QRCode(version=version, error_correction=ERROR_CORRECT_L, border=BORDER)
    code.add_data(QRData(content, mode=MODE_8BIT_BYTE), optimize=0)
    code.make(fit=False)
    rows = rows_of(content, size)
    seen = modules_in(rows)
    assert seen[: size.cells] == code.get_matrix()
    assert {len(row) for row in rows} == {size.cells}
    assert len(rows) == size.rows


@pytest.mark.parametrize("version", range(1, 41))
def test_a_size_holds_what_it_says_and_not_a_byte_more(version: int) -> None:
    # As by the standard's table of bits: four for the mode, eight or sixteen for the length.
    from qrcode.util import BIT_LIMIT_TABLE  # only this test reads it

    bits = BIT_LIMIT_TABLE[ERROR_CORRECT_L][version]
    assert CAPACITY[version - 1] == (bits - 4 - (8 if version < 10 else 16)) // 8


def test_more_than_a_size_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        rows_of(bytes(CAPACITY[0] + 1), QrSize(1))


@pytest.mark.parametrize(
    ("columns", "rows", "version"), [(46, 23, 6), (80, 24, 6), (86, 35, 12), (126, 44, 16), (25, 13, 1), (500, 500, 20)]
)
def test_the_largest_size_that_fits_is_taken(columns: int, rows: int, version: int) -> None:
    assert largest_size(columns, rows) == QrSize(version)


def test_without_room_there_is_no_code() -> None:
    assert largest_size(24, 50) is None
    assert largest_size(80, 12) is None
