"""Settings: what the file and the environment say, and the sentence for what they should not."""

import os
from pathlib import Path

import pytest

from dtao_tui.settings import NotASetting, load, places_of, prepare


def home_with(tmp_path: Path, text: str) -> dict[str, str]:
    folder = tmp_path / "home" / "config"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text(text, encoding="utf-8")
    return {"DTAO_TUI_HOME": str(tmp_path / "home")}


def test_without_anything_the_practice_network_is_chosen(tmp_path: Path) -> None:
    assert load({"DTAO_TUI_HOME": str(tmp_path)}).network == "practice"


def test_everything_lies_under_the_home_that_is_named(tmp_path: Path) -> None:
    places = places_of({"DTAO_TUI_HOME": str(tmp_path)})
    paths = (places.config, places.state, places.cache, places.wallets, places.journal, places.practice, places.log)
    assert all(path.is_relative_to(tmp_path) for path in paths)


def test_the_wallet_folder_of_btcli_wins_over_the_home(tmp_path: Path) -> None:
    places = places_of({"DTAO_TUI_HOME": str(tmp_path), "BT_WALLET_PATH": str(tmp_path / "keys")})
    assert places.wallets == tmp_path / "keys"


def test_the_environment_of_btcli_chooses_network_and_wallet(tmp_path: Path) -> None:
    settings = load({"DTAO_TUI_HOME": str(tmp_path), "BT_NETWORK": "finney", "BT_WALLET": "trader"})
    assert (settings.network, settings.wallet) == ("finney", "trader")


def test_the_command_line_wins_over_the_environment(tmp_path: Path) -> None:
    settings = load({"DTAO_TUI_HOME": str(tmp_path), "BT_NETWORK": "finney"})
    assert settings.choosing(network="test").network == "test"
    assert settings.choosing(network=None).network == "finney"


def test_the_file_is_read_and_its_endpoints_kept_in_order(tmp_path: Path) -> None:
    env = home_with(tmp_path, 'lock_after_minutes = 9\n[endpoints]\ntest = ["ws://127.0.0.1:1", "wss://b.example"]\n')
    settings = load(env)
    assert settings.lock_after_minutes == 9
    assert settings.endpoints == {"test": ("ws://127.0.0.1:1", "wss://b.example")}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("colour = 1", "not a setting"),
        ("calm = 1", "has to be true or false"),
        ("wallet = 3", "has to be a text in quotes"),
        ("tolerance = 2", "has to be a text in quotes"),
        ("lock_after_minutes = 61", "1 to 60"),
        ("lock_after_minutes = true", "has to be a whole number"),
        ("lock_after_minutes = 5.0", "has to be a whole number"),
        ('keyring = "plain"', "auto"),
        ('endpoints = "ws://x"', "list of ws://"),
        ('[endpoints]\ntest = ["http://x"]', "list of ws://"),
        ("network = ", "cannot be read"),
        ("x = " + "[" * 5000, "cannot be read"),
        ("#" * 70_000, "64 KiB"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(NotASetting, match=word):
        load(home_with(tmp_path, text))


def test_the_folders_are_closed_to_others(tmp_path: Path) -> None:
    places = places_of({"DTAO_TUI_HOME": str(tmp_path / "new")})
    prepare(places)
    modes = {folder.stat().st_mode & 0o777 for folder in (places.config, places.state, places.cache)}
    assert modes == {0o700}


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotASetting, match="cannot be made"):
        prepare(places_of({"DTAO_TUI_HOME": str(tmp_path / "file")}))


def test_settings_in_a_pipe_are_not_waited_for(tmp_path: Path) -> None:
    environment = home_with(tmp_path, "")
    (tmp_path / "home" / "config" / "settings.toml").unlink()
    os.mkfifo(tmp_path / "home" / "config" / "settings.toml")
    with pytest.raises(NotASetting, match="it is a named pipe"):
        load(environment)


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_settings_that_others_may_change_are_not_obeyed(tmp_path: Path, mode: int) -> None:
    environment = home_with(tmp_path, "theme = 'desk-night'")
    (tmp_path / "home" / "config" / "settings.toml").chmod(mode)
    with pytest.raises(NotASetting, match=rf"changed by other users \(mode {mode:04o}\).*chmod go-w"):
        load(environment)


def test_settings_may_be_a_link_and_open_to_read(tmp_path: Path) -> None:
    environment = home_with(tmp_path, "")
    elsewhere = tmp_path / "dotfiles.toml"
    elsewhere.write_text("lock_after_minutes = 7")
    elsewhere.chmod(0o644)
    (tmp_path / "home" / "config" / "settings.toml").unlink()
    (tmp_path / "home" / "config" / "settings.toml").symlink_to(elsewhere)
    assert load(environment).lock_after_minutes == 7


@pytest.mark.parametrize("variable", ["DTAO_TUI_HOME", "BT_WALLET_PATH"])
def test_a_folder_of_nobody_is_said(tmp_path: Path, variable: str) -> None:
    with pytest.raises(NotASetting, match=variable):
        load({"DTAO_TUI_HOME": str(tmp_path), variable: "~nobody-of-that-name/x"})


def test_an_empty_name_of_a_network_is_not_the_usual_one(tmp_path: Path) -> None:
    assert load({"DTAO_TUI_HOME": str(tmp_path)}).choosing(network="").network == ""


def test_folders_that_others_could_read_are_closed(tmp_path: Path) -> None:
    places = places_of({"DTAO_TUI_HOME": str(tmp_path / "new")})
    places.state.mkdir(parents=True, mode=0o755)
    places.state.chmod(0o777)
    prepare(places)
    assert places.state.stat().st_mode & 0o777 == 0o700
