"""Steps of a typed number: ↑ and ↓ in a field change its second significant digit and keep what stands behind it."""

import re
from decimal import Decimal

_NUMBER = re.compile(r"\s*(\d[\d,]*\.?\d*|\.\d+)(\s*(?:[^\d.\s].*)?)")
FINEST = Decimal("1e-9")
"""One rao: no step is finer."""

FIRST = "1"
"""What ↑ writes into an empty field."""


def stepped(text: str, step: int) -> str | None:
    """The text with its number one step larger (1) or smaller (-1): "12.5" is "13.5", "2 %" is "1.9 %".

    None where there is no number to step, or where nothing would be left of it. A step is one of the second significant
    digit; going down through a power of ten it is as fine as it was below: 10 is 9.9.
    """
    if not text.strip():
        return FIRST if step > 0 else None
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    number = Decimal(found[1].replace(",", ""))
    if not number:
        return FIRST + found[2] if step > 0 else None
    places = number.adjusted() - 1
    if step < 0 and number - Decimal(1).scaleb(places) < Decimal(1).scaleb(number.adjusted()):
        places -= 1
    changed = number + step * max(Decimal(1).scaleb(places), FINEST)
    return f"{changed.normalize():f}{found[2]}" if changed > 0 else None
