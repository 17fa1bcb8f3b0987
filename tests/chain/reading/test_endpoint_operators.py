"""Endpoints of different operators: by registrable domain, by address, and on this machine by port."""

import pytest

from dtao_tui.chain.reading.endpoint_operators import operator_of, second_of
from dtao_tui.ports.networks import ENDPOINTS, FINNEY_GENESIS, TEST_GENESIS, network_of

OPENTENSOR = "wss://entrypoint-finney.opentensor.ai:443"
LATENT = "wss://lite.sub.latent.to:443"
SOME_GENESIS = "0x" + "ab" * 32


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("wss://entrypoint-finney.opentensor.ai:443", "wss://lite.chain.opentensor.ai:443"),
        ("wss://node.example", "wss://NODE.example.:9944/path"),
        ("wss://a.node.co.uk", "wss://b.node.co.uk"),
        ("wss://8.8.8.8:443", "wss://8.8.8.8:9944"),
        ("wss://[2001:db8::1]:443", "wss://[2001:0db8:0::1]:9944"),
        ("ws://127.0.0.1:9944", "ws://localhost:9944"),
    ],
)
def test_these_are_one_operators(one: str, other: str) -> None:
    assert operator_of(one) == operator_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (OPENTENSOR, LATENT),
        ("wss://alice.co.uk", "wss://bob.co.uk"),
        ("wss://alice.ngrok.io", "wss://bob.ngrok.io"),
        ("wss://x.up.railway.app", "wss://y.up.railway.app"),
        ("wss://8.8.8.8", "wss://8.8.4.4"),
        ("wss://opentensor.ai.evil.example", OPENTENSOR),
        ("ws://127.0.0.1:9944", "ws://127.0.0.1:9945"),
    ],
)
def test_these_are_not(one: str, other: str) -> None:
    assert operator_of(one) != operator_of(other)


@pytest.mark.parametrize("in_use", ENDPOINTS["finney"])
def test_each_public_endpoint_of_mainnet_is_compared_with_one_of_another_operator(in_use: str) -> None:
    second = second_of(network_of("finney"), FINNEY_GENESIS, in_use)
    assert second is not None
    assert operator_of(second) != operator_of(in_use)


def test_the_test_network_has_no_second() -> None:
    assert second_of(network_of("test"), TEST_GENESIS, ENDPOINTS["test"][0]) is None


def test_an_address_of_ones_own_is_compared_with_the_public_endpoints_of_its_chain() -> None:
    own = network_of("wss://node.example")
    assert second_of(own, FINNEY_GENESIS, "wss://node.example") == ENDPOINTS["finney"][0]
    assert second_of(own, TEST_GENESIS, "wss://node.example") == ENDPOINTS["test"][0]
    assert second_of(own, SOME_GENESIS, "wss://node.example") is None


def test_what_the_settings_name_comes_first() -> None:
    named = network_of("finney", {"finney": (OPENTENSOR, "wss://mine.example")})
    assert second_of(named, FINNEY_GENESIS, OPENTENSOR) == "wss://mine.example"
    assert second_of(named, FINNEY_GENESIS, "wss://mine.example") == OPENTENSOR


def test_the_settings_can_give_the_test_network_a_second() -> None:
    named = network_of("test", {"test": (ENDPOINTS["test"][0], "wss://mine.example")})
    assert second_of(named, TEST_GENESIS, ENDPOINTS["test"][0]) == "wss://mine.example"


def test_practice_is_compared_only_with_what_the_settings_name() -> None:
    assert second_of(network_of("practice"), SOME_GENESIS, "ws://127.0.0.1:5000") is None
    named = network_of("practice", {"practice": ("ws://127.0.0.1:9",)})
    assert second_of(named, SOME_GENESIS, "ws://127.0.0.1:5000") == "ws://127.0.0.1:9"
