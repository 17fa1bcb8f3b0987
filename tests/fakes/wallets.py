"""Wallets, passwords and a faucet in memory."""

from collections.abc import Sequence
from pathlib import Path

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.ledger_path import LedgerPath
from dtao_tui.ports.errors import AddressDiffers, KeyringTrouble, WalletTrouble
from dtao_tui.ports.keyring_states import KeyringState
from dtao_tui.ports.wallet import Imported
from tests.fakes.values import BOB, CHARLIE, OTHER_HOTKEY, a_proxied_account, an_account


class FakePasswords:
    """A keyring in memory."""

    def __init__(self, state: KeyringState = KeyringState.READY) -> None:
        self.answer = state
        self.kept: dict[str, str] = {}
        self.recalls = 0
        self.trouble: KeyringTrouble | None = None
        """What writing into it ends with."""

    async def state(self) -> KeyringState:
        return self.answer

    async def remember(self, address: str, password: str) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.kept[address] = password

    async def recall(self, address: str) -> str | None:
        self.recalls += 1
        return self.kept.get(address)

    async def forget(self, address: str) -> None:
        self.kept.pop(address, None)

    async def remembers(self, address: str) -> bool:
        return address in self.kept


PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk"


class FakeWallets:
    """Wallets in memory; created ones get the addresses of `spare_addresses` in turn."""

    def __init__(self, accounts: Sequence[Account] = (), folder: Path = Path("wallets")) -> None:
        self.known = list(accounts)
        self.folder = folder
        self.spare_addresses = [CHARLIE, BOB, OTHER_HOTKEY]
        self.created: list[tuple[str, str, str]] = []
        self.true_address = ""
        """The address that a JSON's key really has, where the JSON lies about it."""

    def accounts(self) -> tuple[Account, ...]:
        return tuple(self.known)

    def name_trouble(self, name: str) -> str | None:
        if not name.strip():
            return "A wallet needs a name."
        return "There is a wallet of this name already." if name in [a.name for a in self.known] else None

    def password_trouble(self, password: str) -> str | None:
        return "A password needs at least twelve characters." if len(password) < 12 else None

    def new_phrase(self, words: int = 24) -> str:
        return " ".join((PHRASE.split() * 2)[:words])

    def wrong_words(self, phrase: str) -> tuple[int, ...]:
        return tuple(number for number, word in enumerate(phrase.split(), 1) if word not in PHRASE.split())

    def phrase_trouble(self, phrase: str) -> str | None:
        return None if len(phrase.split()) in (12, 24) else "A phrase has 12 or 24 words."

    def address_trouble(self, address: str) -> str | None:
        is_address = len(address) == 48 and address.startswith("5")
        return None if is_address else "This is not an address: it has 48 letters and digits and begins with 5."

    async def create(self, name: str, phrase: str, password: str) -> Account:
        trouble = self.name_trouble(name)
        if trouble:
            raise WalletTrouble(trouble)
        account = an_account(name, self.spare_addresses.pop(0))
        self.created.append((name, phrase, password))
        self.known.append(account)
        return account

    async def create_from_json(
        self, name: str, text: str, text_password: str, password: str, confirmed_address: str = ""
    ) -> Imported:
        if self.true_address and confirmed_address != self.true_address:
            raise AddressDiffers(self.true_address, "")
        return Imported(await self.create(name, text, password))

    def throw_away(self, name: str) -> None:
        self.known = [account for account in self.known if account.name != name]

    def watch(self, name: str, address: str, proxy: str = "", scheme: str = "") -> Account:
        trouble = self.address_trouble(address)
        if trouble:
            raise WalletTrouble(trouble)
        kind = AccountKind.ELSEWHERE if scheme else AccountKind.WATCH
        account = Account(name, address, kind, is_ed25519=scheme == "ed25519")
        if proxy:
            account = a_proxied_account(name, address, proxy)
            self.unwatch(address)
        self.known.append(account)
        return account

    def add_ledger(self, name: str, address: str, path: LedgerPath) -> Account:
        account = Account(name, address, AccountKind.LEDGER, is_ed25519=True, ledger=path)
        self.known.append(account)
        return account

    def unwatch(self, address: str) -> None:
        kinds = (AccountKind.WATCH, AccountKind.PROXIED, AccountKind.ELSEWHERE, AccountKind.LEDGER)
        self.known = [a for a in self.known if a.kind not in kinds or a.address != address]


class FakeFaucet:
    """A faucet that writes down what it gave."""

    def __init__(self) -> None:
        self.given: list[tuple[str, Tao]] = []

    async def give(self, address: str, amount: Tao) -> None:
        self.given.append((address, amount))
