"""The account that a ticket gives to."""

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.trading.ticket.recipient import recipient_of
from tests.fakes import ALICE, BOB

COLD = Account("cold", BOB, AccountKind.WATCH)


def no_trouble(_address: str) -> str | None:
    return None


def test_nothing_typed_is_no_trouble() -> None:
    found = recipient_of("  ", [COLD], lambda _: "never asked")
    assert (found.address, found.trouble, found.warning) == ("", "", "")


def test_blanks_around_an_address_are_left_out() -> None:
    assert recipient_of(f" {ALICE} ", [], no_trouble).address == ALICE


def test_what_is_no_address_names_no_account() -> None:
    found = recipient_of(ALICE, [COLD], lambda _: "This is not an address.")
    assert found.address == ""
    assert found.trouble == "This is not an address."


def test_an_address_of_wallets_has_its_name_and_no_warning() -> None:
    found = recipient_of(BOB, [COLD], no_trouble)
    assert (found.name, found.warning) == ("cold", "")


def test_an_address_with_the_ends_of_a_known_one_is_told_from_it() -> None:
    alike = BOB[:4] + ALICE[4:-4] + BOB[-4:]
    found = recipient_of(alike, [COLD], no_trouble)
    assert found.name == ""
    assert "begins and ends like cold" in found.warning


def test_one_end_alone_is_no_likeness() -> None:
    assert not recipient_of(BOB[:4] + ALICE[4:], [COLD], no_trouble).warning
