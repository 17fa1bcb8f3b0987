"""The settings file: each setting has its types and its sentence."""

from dataclasses import fields
from pathlib import Path

import pytest

from dtao_tui.settings import Settings
from dtao_tui.settings_file import RULES, UnusableSettings, settings_in


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_a_file_can_set_all_settings_and_no_others() -> None:
    assert set(RULES) == {field.name for field in fields(Settings)} - {"places", "stays_read_only", "named_by"}


def test_no_file_sets_nothing(path: Path) -> None:
    assert settings_in(path) == {}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_that_another_system_saved_is_read(path: Path, encoding: str) -> None:
    path.write_bytes('network = "finney"\r\ncalm = true\r\n'.encode(encoding))
    assert settings_in(path) == {"network": "finney", "calm": True}


def test_all_settings_are_read_by_their_types(path: Path) -> None:
    path.write_text(
        """
        network = "finney"
        wallet = "trader"
        keyring = "off"
        lock_after_minutes = 60
        tolerance = "0.5"
        theme = "nord"
        calm = true
        [endpoints]
        finney = ["wss://a.example:443", "ws://127.0.0.1:9944"]
        """
    )
    assert settings_in(path) == {
        "network": "finney",
        "wallet": "trader",
        "keyring": "off",
        "lock_after_minutes": 60,
        "tolerance": "0.5",
        "theme": "nord",
        "calm": True,
        "endpoints": {"finney": ("wss://a.example:443", "ws://127.0.0.1:9944")},
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "colour = 1",
            "“colour”, which is not a setting. Known are: calm, cost_method, endpoints, exit_impact, history_max_size, "
            "keyring, keys, limits, lock_after_minutes, mev_shield, network, noted_move, noted_share, read_only, "
            "theme, tolerance, wallet.",
        ),
        ("calm = 1", "“calm” to 1; it has to be true or false."),
        ("network = 3", "“network” to 3; it has to be a text in quotes."),
        ("tolerance = 2.5", "“tolerance” to 2.5; it has to be a text in quotes."),
        ("keyring = true", "“keyring” to True; it has to be a text in quotes."),
        ('keyring = "plain"', "“keyring” to 'plain'; it is either “auto” or “off”."),
        ("lock_after_minutes = '5'", "“lock_after_minutes” to '5'; it has to be a whole number."),
        ("history_max_size = 3", "“history_max_size” to 3; it can be 4 MiB to 1,048,576 MiB."),
        ("history_max_size = '1 GiB'", "“history_max_size” to '1 GiB'; it has to be a whole number of MiB."),
        ("exit_impact = 0.25", "“exit_impact” to 0.25; it has to be a whole number."),
        ("noted_move = 0", "“noted_move” to 0; it can be 1 to 100 per cent."),
        ("noted_share = 101", "“noted_share” to 101; it can be 1 to 100 per cent."),
        ("noted_share = '50'", "“noted_share” to '50'; it has to be a whole number."),
        ("lock_after_minutes = 0", "“lock_after_minutes” to 0; it can be 1 to 60."),
        (f"lock_after_minutes = {10**30}", f"“lock_after_minutes” to {10**30}; it can be 1 to 60."),
        *(
            (text, "“endpoints”; each network there needs a list of ws:// or wss:// addresses.")
            for text in (
                "endpoints = 1",
                "[endpoints]\ntest = 'ws://x'",
                "[endpoints]\ntest = []",
                "[endpoints]\ntest = ['wss://x', 'http://x']",
                "[endpoints]\ntest = ['see ws://x']",
            )
        ),
    ],
)
def test_what_is_wrong_with_a_setting_is_said(path: Path, text: str, sentence: str) -> None:
    path.write_text(text)
    with pytest.raises(UnusableSettings) as told:
        settings_in(path)
    assert str(told.value) == f"{path} sets {sentence}"


def test_a_file_that_is_not_text_is_said(path: Path) -> None:
    path.write_bytes(b"theme = '\xff'")
    with pytest.raises(UnusableSettings, match=r"cannot be read: .*utf-8"):
        settings_in(path)


def test_the_line_of_a_mistake_is_named(path: Path) -> None:
    path.write_text("calm = true\nnetwork = \n")
    with pytest.raises(UnusableSettings, match="line 2"):
        settings_in(path)


def test_keys_are_read_by_whole_ids_however_they_are_written(path: Path) -> None:
    path.write_text('[keys]\n"list.filter" = "f"\nlist.sort = ["z", "f5"]\nquit = "Q"\n')
    assert settings_in(path) == {"keys": {"list.filter": ("f",), "list.sort": ("z", "f5"), "quit": ("Q",)}}
    path.write_text("[keys]\nquit = 3\n")
    with pytest.raises(UnusableSettings, match="each id of a command there needs a key"):
        settings_in(path)
