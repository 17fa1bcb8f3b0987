"""TAO that accounts hold: deposits, transfers and fees, with the existential deposit of 500 rao (pallet-balances)."""

from dtao_tui.practice.pallets.registry import CannotPayFee, Context, DispatchFailure, Storage, View, call
from dtao_tui.practice.state.storage import Value

EXISTENTIAL_DEPOSIT = 500
"""Rao that an account must hold to exist."""

ACCOUNT = "System.Account"
ISSUANCE = "Balances.TotalIssuance"
_SUBTENSOR_ISSUANCE = "SubtensorModule.TotalIssuance"


def free(view: View, who: bytes) -> int:
    """The free rao of an account."""
    balance = _data(view, who)["free"]
    return balance if isinstance(balance, int) else 0


def reducible(view: View, who: bytes) -> int:
    """The rao that can leave an account that must survive (`reducible_balance`, Preserve)."""
    return max(free(view, who) - max(EXISTENTIAL_DEPOSIT, _frozen(view, who)), 0)


def expendable(view: View, who: bytes) -> int:
    """The rao that can leave an account that may end (`reducible_balance`, Expendable).

    A reserved deposit keeps an account alive, and so its existential deposit in place.
    """
    return reducible(view, who) if _data(view, who)["reserved"] else max(free(view, who) - _frozen(view, who), 0)


def set_free(storage: Storage, who: bytes, rao: int) -> None:
    """Write the free balance; an account without any is removed unless it has signed before."""
    account, data = _account(storage, who), {**_data(storage, who), "free": rao}
    if rao == 0 and account["nonce"] == 0 and data["reserved"] == 0:
        storage.drop(ACCOUNT, who)
        return
    providers = 1 if rao else 0
    storage.put(ACCOUNT, who, value={**account, "providers": providers, "data": data})


def mint(storage: Storage, who: bytes, rao: int) -> None:
    """Create TAO on an account."""
    if rao:
        set_free(storage, who, free(storage, who) + rao)
        storage.add(ISSUANCE, amount=rao)


def reserve(storage: Storage, who: bytes, rao: int) -> None:
    """Reserve TAO as a deposit or, with negative rao, release it. Raises DispatchFailure for too little."""
    left = free(storage, who) - rao
    if rao > 0 and left < EXISTENTIAL_DEPOSIT:
        raise DispatchFailure("Balances", "InsufficientBalance")
    data = _data(storage, who)
    held = data["reserved"] if isinstance(data["reserved"], int) else 0
    account = {**_account(storage, who), "data": {**data, "reserved": held + rao}}
    storage.put(ACCOUNT, who, value=account)
    set_free(storage, who, left)


def move(context: Context, source: bytes, target: bytes, rao: int) -> None:
    """Move TAO as the pallets do among themselves: the source may end, and only the amount is checked.

    Raises DispatchFailure when the source has less. A target below the existential deposit loses the dust.
    """
    storage = context.storage
    if rao == 0 or source == target:
        return
    if free(storage, source) < rao:
        raise DispatchFailure("Token", "FundsUnavailable")
    set_free(storage, source, free(storage, source) - rao)
    _credit(context, target, rao)
    context.emit("Balances", "Transfer", source, target, rao)


def withdraw_fee(context: Context, who: bytes, fee: int) -> None:
    """Take a transaction's fee; the payer keeps the existential deposit. Raises CannotPayFee."""
    if reducible(context.storage, who) < fee:
        raise CannotPayFee
    set_free(context.storage, who, free(context.storage, who) - fee)
    context.emit("Balances", "Withdraw", who, fee)


def give_back_fee(context: Context, who: bytes, rao: int) -> None:
    """Give back a part of a fee that was taken, which the chain tells even where it is nothing."""
    if rao:
        _credit(context, who, rao)
    context.emit("Balances", "Deposit", who, rao)


def recycle(storage: Storage, who: bytes, rao: int) -> None:
    """Destroy TAO of an account (`recycle_tao`): it is emitted again one day."""
    set_free(storage, who, free(storage, who) - rao)
    lower_issuance(storage, rao)


def lower_issuance(storage: Storage, rao: int) -> None:
    """Count TAO that no account holds any more as not issued."""
    for item in (ISSUANCE, _SUBTENSOR_ISSUANCE):
        storage.put(item, value=max(storage.number(item) - rao, 0))


@call("Balances.transfer_keep_alive")
def transfer_keep_alive(context: Context, dest: bytes, value: int) -> None:
    """Send TAO; the account keeps the existential deposit."""
    _transfer(context, dest, value, keeps_alive=True)


@call("Balances.transfer_allow_death")
def transfer_allow_death(context: Context, dest: bytes, value: int) -> None:
    """Send TAO; a rest below the existential deposit is lost."""
    _transfer(context, dest, value, keeps_alive=False)


@call("Balances.transfer_all")
def transfer_all(context: Context, dest: bytes, keep_alive: bool) -> None:
    """Send all TAO, without the existential deposit if the account is to survive."""
    source = signer_of(context)
    whole = reducible(context.storage, source) if keep_alive else expendable(context.storage, source)
    _transfer(context, dest, whole, keeps_alive=keep_alive)


def signer_of(context: Context) -> bytes:
    """The signer. Raises DispatchFailure for work that nobody signed."""
    if context.signer is None:
        raise DispatchFailure("System", "CallFiltered")
    return context.signer


def _transfer(context: Context, dest: bytes, value: int, *, keeps_alive: bool) -> None:
    source = signer_of(context)
    storage = context.storage
    left = free(storage, source) - value
    if left < 0:
        raise DispatchFailure("Token", "FundsUnavailable")
    if value > expendable(storage, source):
        raise DispatchFailure("Token", "Frozen")
    if keeps_alive and left < EXISTENTIAL_DEPOSIT:
        raise DispatchFailure("Token", "NotExpendable")
    if free(storage, dest) + value < EXISTENTIAL_DEPOSIT:
        raise DispatchFailure("Token", "BelowMinimum")
    if source != dest:
        set_free(storage, source, left)
        _lose_dust(context, source)
        _credit(context, dest, value)
    context.emit("Balances", "Transfer", source, dest, value)


def _credit(context: Context, who: bytes, rao: int) -> None:
    is_new = free(context.storage, who) == 0
    set_free(context.storage, who, free(context.storage, who) + rao)
    if is_new and free(context.storage, who) >= EXISTENTIAL_DEPOSIT:
        context.emit("System", "NewAccount", who)
        context.emit("Balances", "Endowed", who, rao)
    _lose_dust(context, who)


def _lose_dust(context: Context, who: bytes) -> None:
    """Remove an account below the existential deposit, and its rest with it."""
    dust = free(context.storage, who)
    if dust >= EXISTENTIAL_DEPOSIT:
        return
    set_free(context.storage, who, 0)
    if dust:
        context.storage.add(ISSUANCE, amount=-dust)
        context.emit("Balances", "DustLost", who, dust)
    context.emit("System", "KilledAccount", who)


def _frozen(view: View, who: bytes) -> int:
    """The rao of the free balance that a lock holds, beyond what deposits cover."""
    frozen, reserved = _data(view, who)["frozen"], _data(view, who)["reserved"]
    return max(frozen - reserved, 0) if isinstance(frozen, int) and isinstance(reserved, int) else 0


def _account(view: View, who: bytes) -> dict[str, Value]:
    account = view.get(ACCOUNT, who)
    if not isinstance(account, dict):
        raise TypeError(f"{ACCOUNT} holds no account: {account!r}")
    return account


def _data(view: View, who: bytes) -> dict[str, Value]:
    data = _account(view, who)["data"]
    if not isinstance(data, dict):
        raise TypeError(f"{ACCOUNT} holds no balances: {data!r}")
    return data
