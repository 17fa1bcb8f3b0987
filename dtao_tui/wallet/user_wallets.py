"""Lists, creates, imports, watches and deletes the user's wallets; implements `ports.wallet.Wallets`."""

import os
import re
from collections.abc import Callable
from pathlib import Path

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.ledger_path import LedgerPath
from dtao_tui.ports.errors import AddressDiffers, WalletTrouble
from dtao_tui.ports.wallet import Imported
from dtao_tui.processes import child_process
from dtao_tui.wallet import available_memory, disposable, file_checks, phrases, wallet_files, wallet_folder
from dtao_tui.wallet.addresses import address_trouble, as_ours
from dtao_tui.wallet.key_maker import NotMade, check_backup
from dtao_tui.wallet.key_maker_messages import (
    ANSWERS,
    KeyDiffers,
    KeyFilesMade,
    KeyFromBackup,
    KeyFromPhrase,
    KeyNotMade,
    KeyRequest,
)
from dtao_tui.wallet.message_frames import UnreadableFrame, frame_of
from dtao_tui.wallet.watchlist import Watchlist

KEY_MAKER = "dtao_tui.wallet.key_maker"
SHORTEST_PASSWORD = 12
FEWEST_CHARACTERS = 5

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._ -]{0,62}[A-Za-z0-9._-])?", re.ASCII)
_MAKING_SECONDS = 90.0


class WalletFolder:
    """The btcli wallet folder and the watched addresses. Encryption runs in a child process."""

    def __init__(
        self,
        folder: Path,
        watched: Path,
        free_memory: Callable[[], int | None] = available_memory.available,
        *,
        is_practice: bool = False,
    ) -> None:
        """With `is_practice`, wallets that get a new key can be deleted again."""
        self._folder = folder
        self._is_practice = is_practice
        self._new_phrases = disposable.NewPhrases()
        self._watchlist = Watchlist(watched)
        self._free_memory = free_memory

    @property
    def folder(self) -> Path:
        """The folder that holds the wallets."""
        return self._folder

    def accounts(self) -> tuple[Account, ...]:
        """The accounts in the folder and the watched ones; a broken wallet is one account in trouble."""
        return (*wallet_folder.found_in(self._folder), *self._watchlist.accounts())

    def name_trouble(self, name: str) -> str | None:
        """The sentence that says why a new wallet cannot have this name, or None."""
        if not name:
            return "Type a name for the wallet."
        if phrases.looks_like_phrase(name):
            return "This looks like a recovery phrase, and anyone can see a name: take it out, and type a short one."
        if not _NAME.fullmatch(name):
            return "A name begins with a letter or digit and has up to 64 letters, digits, spaces, dots, - or _."
        if os.path.lexists(self._folder / name):
            return f"There is a wallet named “{name}” already; it is never overwritten. Choose another name."
        return None

    def password_trouble(self, password: str) -> str | None:
        """The sentence that says why this password is too weak for a new wallet, or None."""
        if not password.strip():
            return "A wallet needs a password."
        if len(password) < SHORTEST_PASSWORD:
            return f"The password needs at least {SHORTEST_PASSWORD} characters; this one has {len(password)}."
        if len(set(password)) < FEWEST_CHARACTERS:
            return f"The password needs at least {FEWEST_CHARACTERS} different characters."
        if not password.isprintable():
            return "The password holds a line break or another character that cannot be typed again."
        return None

    def new_phrase(self, words: int = 24) -> str:
        """A new recovery phrase of 12 or 24 words; nothing is written."""
        phrase = phrases.new_phrase(words)
        self._new_phrases.add(phrases.normalised(phrase))
        return phrase

    def wrong_words(self, phrase: str) -> tuple[int, ...]:
        """The positions, counted from 1, of words that are not in the BIP-39 list."""
        return phrases.wrong_words(phrase)

    def phrase_trouble(self, phrase: str) -> str | None:
        """The sentence that says what is wrong with a phrase, repeating none of its words, or None."""
        return phrases.phrase_trouble(phrase)

    def address_trouble(self, address: str) -> str | None:
        """The sentence that says why this is not an address of this chain, or None."""
        return address_trouble(address)

    async def create(self, name: str, phrase: str, password: str) -> Account:
        """Write an encrypted wallet from a phrase. Raises WalletTrouble; an existing wallet is never touched."""
        self._check(name, password, phrases.phrase_trouble(phrase))
        plain = phrases.normalised(phrase)
        made = await self._made(KeyFromPhrase(password, plain))
        if isinstance(made, KeyDiffers):
            raise WalletTrouble("The key could not be made. Nothing was written.")
        return self._placed(name, made, for_practice=self._is_practice and plain in self._new_phrases)

    async def create_from_json(
        self, name: str, text: str, text_password: str, password: str, confirmed_address: str = ""
    ) -> Imported:
        """Write an encrypted wallet from a polkadot-js JSON. Raises WalletTrouble.

        If the key has another address than the JSON claims, AddressDiffers is raised and nothing is written, unless
        `confirmed_address` is the key's own address.
        """
        try:
            claimed = as_ours(check_backup(text))
        except NotMade as error:
            raise WalletTrouble(str(error)) from error
        self._check(name, password, None if text_password else "Type the password of the backup.")
        wanted = confirmed_address or claimed
        made = await self._made(KeyFromBackup(password, text, text_password, wanted))
        if isinstance(made, KeyDiffers):
            raise AddressDiffers(made.address, claimed)
        account = self._placed(name, made)
        return Imported(account, None if account.address == claimed else claimed)

    def watch(self, name: str, address: str, proxy: str = "", scheme: str = "") -> Account:
        """Add a watched address, with its staking proxy or the scheme of its key elsewhere. Raises WalletTrouble."""
        return self._watchlist.add(name, address.strip(), proxy.strip(), scheme.strip())

    def add_ledger(self, name: str, address: str, path: LedgerPath) -> Account:
        """Add an address whose key is in a Ledger at this path. Raises WalletTrouble."""
        return self._watchlist.add_ledger(name, address, path)

    def unwatch(self, address: str) -> None:
        """Remove a watched address. Raises WalletTrouble."""
        self._watchlist.remove(address)

    def throw_away_trouble(self, name: str) -> str | None:
        """The sentence that says why the wallet of this name may not be deleted, or None."""
        if not self._is_practice:
            return "Wallets are thrown away on the practice network alone."
        if not _NAME.fullmatch(name):
            return "There is no wallet of that name."
        return disposable.objection(self._folder / name)

    def throw_away(self, name: str) -> None:
        """Delete a wallet that was made for practice. Raises WalletTrouble for any other."""
        trouble = self.throw_away_trouble(name)
        if trouble is not None:
            raise WalletTrouble(trouble)
        disposable.throw_away(self._folder / name)

    def _check(self, name: str, password: str, other: str | None) -> None:
        shortage = available_memory.shortage(self._free_memory())
        for trouble in (self.name_trouble(name), other, self.password_trouble(password), shortage):
            if trouble is not None:
                raise WalletTrouble(trouble)
        if self._folder.exists() and (weakness := file_checks.weakness(self._folder / name)) is not None:
            raise WalletTrouble(f"{weakness} No key is written there.")

    async def _made(self, request: KeyRequest) -> KeyFilesMade | KeyDiffers:
        try:
            command = child_process.isolated(KEY_MAKER, needs=("bittensor_core", "msgspec"))
            frame = await child_process.answer(command, frame_of(request), _MAKING_SECONDS, environment={})
            made = ANSWERS.read(frame)
        except child_process.ChildEnded as error:
            raise WalletTrouble(
                "The key could not be made, most likely for want of memory. Nothing was written."
            ) from error
        except child_process.ChildTrouble as error:
            raise WalletTrouble(f"{error} Nothing was written.") from error
        except UnreadableFrame as error:
            raise WalletTrouble("What was typed holds characters that are none. Nothing was written.") from error
        if isinstance(made, KeyNotMade):
            raise WalletTrouble(made.sentence)
        return made

    def _placed(self, name: str, made: KeyFilesMade, *, for_practice: bool = False) -> Account:
        contents = {
            file_checks.COLDKEY: made.coldkey,
            file_checks.COLDKEYPUB: made.coldkeypub,
        }
        if for_practice:
            contents[file_checks.PRACTICE_MARK] = disposable.mark_of(made.address)
        try:
            wallet_files.place_folder(self._folder / name, contents)
        except FileExistsError as error:
            raise WalletTrouble(f"There is a wallet named “{name}” already; it was not touched.") from error
        except OSError as error:
            raise WalletTrouble(f"The wallet cannot be written in {self._folder}: {error.strerror}.") from error
        return Account(name, made.address, AccountKind.FILE, self._folder / name)
