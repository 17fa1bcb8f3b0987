"""Networks by name: the endpoints the SDK knows, pinned chains, and addresses that are refused."""

import pytest
from bittensor import settings as sdk

from dtao_tui.ports.networks import (
    ARCHIVES,
    ENDPOINTS,
    FINNEY,
    FINNEY_GENESIS,
    TEST_GENESIS,
    NetworkKind,
    host_of,
    kind_of,
    network_of,
    shown,
)
from dtao_tui.settings import NotASetting

SOME_GENESIS = "0x" + "ab" * 32


def test_the_public_endpoints_are_those_the_sdk_knows() -> None:
    for name in ("finney", "test", "local"):
        assert ENDPOINTS[name] == (sdk.NETWORKS[name], *sdk.default_fallback_endpoints(name))
        assert ARCHIVES.get(name, ()) == tuple(sdk.default_archive_endpoints(name))


def test_mainnets_genesis_is_the_one_the_sdk_pins() -> None:
    assert sdk.FINNEY_GENESIS_HASH == FINNEY_GENESIS


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("practice", NetworkKind.PRACTICE),
        ("test", NetworkKind.TEST),
        ("finney", NetworkKind.MAINNET),
        ("local", NetworkKind.LOCAL),
        ("wss://node.example", NetworkKind.CUSTOM),
    ],
)
def test_each_name_has_its_word_for_the_band(name: str, kind: NetworkKind) -> None:
    assert kind_of(network_of(name).name) is kind


def test_a_public_endpoint_of_mainnet_is_mainnet_with_its_pinned_chain() -> None:
    network = network_of("wss://entrypoint-finney.opentensor.ai:443/")
    assert (network.name, network.genesis) == ("finney", FINNEY_GENESIS)


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(
        NotASetting, match="no network “mainet”; known are archive, devnet, finney, local, practice, test"
    ):
        network_of("mainet")


def test_settings_replace_the_endpoints_but_not_the_pinned_chain() -> None:
    network = network_of("test", {"test": ("ws://127.0.0.1:9000",)})
    assert network.endpoints == ("ws://127.0.0.1:9000",)
    assert network.genesis == TEST_GENESIS


def test_replaced_endpoints_do_not_fall_back_to_public_archives() -> None:
    assert network_of("finney").archives
    assert network_of("finney", {"finney": ("ws://127.0.0.1:9000",)}).archives == ()


def test_local_is_where_the_environment_says() -> None:
    assert network_of("local", environment={"BT_CHAIN_ENDPOINT": "ws://127.0.0.1:1234"}).endpoints == (
        "ws://127.0.0.1:1234",
    )
    assert network_of("local", environment={}).endpoints == ("ws://127.0.0.1:9944",)


@pytest.mark.parametrize(
    "url",
    [
        "ws://node.example:9944",
        "ws://192.168.1.5:9944",
        "ws://127.0.0.1.evil.example",
        "ws://localhost.evil.example:80",
    ],
)
def test_another_machine_is_never_reached_in_the_clear(url: str) -> None:
    with pytest.raises(NotASetting, match="only wss://"):
        network_of(url)


@pytest.mark.parametrize("url", ["ws://127.0.0.1:1", "ws://localhost:1", "ws://[::1]:9944", "ws://127.8.9.1"])
def test_this_machine_may_be_reached_in_the_clear(url: str) -> None:
    assert network_of(url).endpoints == (url,)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(NotASetting, match="name or password") as refused:
        network_of("wss://user:hunter2@node.example")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("url", ["wss://", "wss://host:99999", "wss://ho st", "wss://h\x1b[31m", "wss://" + "a" * 600])
def test_a_malformed_address_is_refused(url: str) -> None:
    with pytest.raises(NotASetting):
        network_of(url)


def test_a_foreign_chain_is_objected_to() -> None:
    assert "does not serve test" in str(network_of("test").objection_to(SOME_GENESIS))
    assert network_of("test").objection_to(TEST_GENESIS) is None


def test_a_practice_node_that_claims_to_be_mainnet_is_objected_to() -> None:
    assert network_of("practice").objection_to(FINNEY_GENESIS)
    assert network_of("practice").objection_to(SOME_GENESIS) is None


def test_an_address_that_serves_mainnet_is_called_mainnet() -> None:
    assert network_of("ws://127.0.0.1:9").name_with(FINNEY_GENESIS) == "finney"
    assert network_of("local").name_with(TEST_GENESIS) == "test"
    assert network_of("local").name_with(SOME_GENESIS) == "local"


def test_only_host_and_port_of_an_address_are_shown() -> None:
    assert host_of("wss://u:p@node.example:443/key?x=1") == "node.example:443"


@pytest.mark.parametrize(
    "text",
    [
        "wss://user:hunter2@node.example:443",
        "wss://user:hunter2@node.example:99999999",
        "wss://user:hunter2@[::1",
        "wss://node.example:x/key/hunter2",
        "ws://node.example/hunter2",
        "http://node.example/hunter2",
        "wss://node.example /hunter2",
        "wss://node.example?key=hunter2" + "x" * 600,
        "wss://\x1b]0;evil\x07/hunter2",
    ],
)
def test_no_key_in_an_address_is_repeated_where_it_is_refused(text: str) -> None:
    with pytest.raises(NotASetting) as told:
        network_of(text)
    assert "hunter2" not in str(told.value)
    assert str(told.value).isprintable()


def test_an_address_is_shown_without_its_path() -> None:
    genesis = "0x" + "12" * 32
    assert network_of("wss://node.example:443/v1/hunter2?a=b").name_with(genesis) == "wss://node.example:443"
    assert network_of("ws://127.0.0.1:9944").name_with(genesis) == "ws://127.0.0.1:9944"
    assert shown("finney") == "finney"


def test_two_more_names_of_btcli_are_understood() -> None:
    archive = network_of("archive")
    assert (archive.name, archive.genesis) == (FINNEY, FINNEY_GENESIS)
    assert archive.endpoints == ARCHIVES[FINNEY]
    assert network_of("devnet").endpoints == ("wss://dev.chain.opentensor.ai:443",)
    assert network_of("devnet").genesis is None
