"""`dtao-tui import`: reads a file of orders or fills, checks all of it, and takes what is new, whole or not at all."""

import json
from collections.abc import Sequence
from pathlib import Path

from dtao_tui import private_files
from dtao_tui.cli.console import Stopped, answer, complain
from dtao_tui.domain.imports.document_fields import Fields, NotOurDocument
from dtao_tui.domain.imports.import_plan import ImportPlan, WhatIsHere, plan_of_fills, plan_of_orders
from dtao_tui.domain.imports.told_orders import GENESIS, GENESIS_WORDS, MOST_ORDERS, ORDER_ID, told_orders
from dtao_tui.foreign_files import decoded
from dtao_tui.output.json_documents import SCHEMA
from dtao_tui.ports.record_stores import ImportTrouble, JournalTrouble, NotesTrouble
from dtao_tui.records.orders.import_book import ImportBook
from dtao_tui.records.orders.journal import Journal
from dtao_tui.records.orders.note_book import NoteBook
from dtao_tui.services.clock import SystemClock
from dtao_tui.settings import Settings

MOST_BYTES = 64 * 2**20
"""Of a file."""

_MOST_TOLD = 50
"""Things that were not taken, told one by one."""


def import_file(settings: Settings, path: Path, *, is_dry: bool) -> None:
    """Take what is new of a file and say what was taken, what was not, and why. Raises Stopped; then nothing was."""
    book = ImportBook(settings.places.imports)
    try:
        plan = _plan(settings, book, _document(path))
        if (plan.orders or plan.notes) and not is_dry:
            book.add(plan.orders, plan.notes, SystemClock().wall())
    except NotOurDocument as error:
        raise Stopped(f"Nothing was imported from {path}. {error}") from error
    except (ImportTrouble, JournalTrouble, NotesTrouble) as trouble:
        raise Stopped(f"Nothing was imported. {trouble}") from trouble
    finally:
        book.close()
    if book.notice:
        complain(book.notice)
    _tell(plan, is_dry=is_dry)


def _document(path: Path) -> Fields:
    """The document of a file. Raises Stopped, and NotOurDocument."""
    try:
        document = json.loads(decoded(private_files.read(path, MOST_BYTES, follow=True, any_owner=True)))
    except OSError as error:
        raise Stopped(f"{path} cannot be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise NotOurDocument("It is no JSON.") from error
    fields = Fields(document, "")
    if fields.whole("schema", 2**31) != SCHEMA:
        raise NotOurDocument(f"Its schema must be {SCHEMA}; a newer program may read it.")
    return fields


def _plan(settings: Settings, book: ImportBook, document: Fields) -> ImportPlan:
    # The SDK is imported for its check of addresses, which a refused file does not need.
    from dtao_tui.wallet.addresses import address_trouble

    if document.has("orders"):
        told = told_orders(document, address_trouble)
        chains = {each.order.genesis for each in told}
        return plan_of_orders(told, _here(settings, book, [each.order.id for each in told], chains))
    if document.has("fills"):
        asked = [_asked(fill) for fill in document.rows("fills", MOST_ORDERS)]
        return plan_of_fills(
            document, _here(settings, book, [each for each, _ in asked], {chain for _, chain in asked})
        )
    raise NotOurDocument("It has neither orders nor fills, as export orders --json and export fills --json write them.")


def _asked(fill: Fields) -> tuple[str, str]:
    """The order of a fill, and its chain."""
    return fill.form("order_id", ORDER_ID, "the id of an order"), fill.form("genesis", GENESIS, GENESIS_WORDS)


def _here(settings: Settings, book: ImportBook, ids: list[str], chains: set[str]) -> WhatIsHere:
    """What this machine knows of these orders. Raises JournalTrouble, NotesTrouble and ImportTrouble."""
    journal, notes, wanted = Journal(settings.places.journal), NoteBook(settings.places.notes), set(ids)
    try:
        own = {order.id: order for chain in chains for order in journal.orders(chain) if order.id in wanted}
        return WhatIsHere(
            journal=own,
            older=frozenset(journal.ids() & wanted - set(own)),
            imported={each: order for each in ids if (order := book.order(each)) is not None},
            written_notes={note.order_id: note.text for note in notes.notes()},
            imported_notes={note.order_id: note for note in book.notes()},
        )
    finally:
        journal.close()
        notes.close()


def _tell(plan: ImportPlan, *, is_dry: bool) -> None:
    done = "Would be imported" if is_dry else "Imported"
    lines = [f"{done}: {_count(plan.orders, 'order')} and {_count(plan.notes, 'note')}."]
    known = sum(not each.is_new for each in plan.skipped)
    if known:
        lines.append(f"Here already: {known:,}.")
    others = [each for each in plan.skipped if each.is_new]
    lines += [f"Not taken: {each.what}: {each.why}." for each in others[:_MOST_TOLD]]
    if len(others) > _MOST_TOLD:
        lines.append(f"Not taken: {len(others) - _MOST_TOLD:,} more.")
    if plan.orders:
        lines.append("They are shown in Activity of their network, and are never followed, counted or signed.")
    answer("\n".join(lines))


def _count(things: Sequence[object], word: str) -> str:
    return f"{len(things):,} {word}{'' if len(things) == 1 else 's'}"
