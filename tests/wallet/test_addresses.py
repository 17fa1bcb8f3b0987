"""What is wrong with a text that should be an address, and which system it belongs to."""

import pytest
from bittensor_core import ss58_encode
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.wallet.addresses import CHAINS, address_trouble

KEY = bytes(range(32))
OURS = ss58_encode(KEY, 42)


def test_an_address_of_this_chain_has_no_trouble() -> None:
    assert address_trouble(OURS) is None


@pytest.mark.parametrize(("prefix", "chain"), CHAINS.items())
def test_an_address_of_another_chain_is_told_by_its_name(prefix: int, chain: str) -> None:
    trouble = address_trouble(ss58_encode(KEY, prefix))
    assert trouble is not None
    assert trouble.startswith(f"This is an address of {chain};")
    assert "begins with 5" in trouble


@given(key=st.binary(min_size=32, max_size=32), prefix=st.sampled_from([1, 3, 9, 41, 63, 65, 4242, 16_000]))
def test_an_unknown_chain_is_told_by_its_prefix(key: bytes, prefix: int) -> None:
    trouble = address_trouble(ss58_encode(key, prefix))
    assert trouble is not None
    assert CHAINS.get(prefix, f"prefix {prefix})") in trouble or "checksum" in trouble


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0x" + KEY.hex(), OURS),
        (KEY.hex().upper(), OURS),
        ("0x" + "aB" * 20, "Ethereum"),
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "Bitcoin"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "Bitcoin"),
        (OURS[:-1] + ("a" if OURS[-1] != "a" else "b"), "mistyped"),
        (OURS[:46], "mistyped"),
        (OURS[:20], "has 48 characters, this has 20."),
        (f"{OURS[:4]}…{OURS[-4:]}", "all of its 48 characters are needed"),
        (OURS + "\u200b", "nothing but letters and digits"),
        ("", "Type or paste"),
    ],
)
def test_other_texts_are_told_for_what_they_are(text: str, said: str) -> None:
    trouble = address_trouble(text)
    assert trouble is not None
    assert said in trouble
