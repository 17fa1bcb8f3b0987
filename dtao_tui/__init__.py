"""dtao-tui: a keyboard-driven terminal desk for Bittensor stakers. This page is the map of the code.

Layers, each importing only what stands below it (import contracts in `pyproject.toml` hold that):

    cli                                       arguments; joins the parts
    app                                       modes, keys, theme
    screens                                   compose, watch, mediate
    widgets | output                          what is drawn | what is printed and exported
    training                                  drills on the practice network
    services                                  what runs over time
    execution                                 signed orders
    trading                                   priced and checked intents
    chain | wallet | practice | records       adapters behind Protocols
    ports                                     those Protocols, their values and errors
    domain                                    integers and frozen values
    settings | styling | palettes             what a person can set, style sheets, colours
    processes                                 child processes; private, foreign files; locks; the settings file

Each folder says in its `__init__` what lives there, who may call it, and what it never does.

Where to begin:

    a column of the market     a `Column` in `widgets.tables.subnet_columns` and the widths that show it; its value in
                               `domain`, read from the chain in `chain.reading.translate`
    an operation               an `Op` and a dataclass beside those of `domain.operations`, a row in `operation_rows`,
                               a rule in `wallet.signer.calls.signing_rules` (a list of the signer's own, which a test
                               holds equal), its layout in `wallet.signer.calls.call_table`; for events that are new
                               here, a reader in `domain.trades.flows`; what counts as its fill, in
                               `domain.trades.settlement`
    a check before signing     a function in `trading.preflight`, its name in `check_table.CHECKS` there, named by rows
                               of operations; in `AT_SIGNING` too, if it must hold again at the confirmation
    a kind of plan             a `PlanKind` in `domain.plans.plan` and a planner in `trading.plans`, which gives intents
                               in order to `trading.plans.plan_draft`; `services.plans` carries out any of them
    an error of the chain      a row in `chain.error_sentences`: what happened, and the key that helps next
    a btcli command to copy    a row in `domain.copying.btcli_options`, where btcli has one of its own for a call
    a chart                    a `LineDrawing` in `widgets.charts`, put on a panel in `widgets.panels`, with colours in
                               `styles/`; prices come from `domain.session_prices`, depth from `domain.depth.pool_depth`
    a key                      a row of `widgets.keys.key_table`, its place in `widgets.keys.shown_keys`, and a method
                               of that action on the screen; a reserved row waits for its command;
                               `widgets.keys.changed_keys` has the keys that settings change
    a setting                  a field of `settings.Settings`, a rule in `settings_file.RULES`, a row of
                               `services.user_settings.known_settings`; what its change does at once, in
                               `screens.user_settings.setting_effects`; `settings_writer` writes the file
    a network                  `ports.networks`; a pinned genesis hash also in `wallet.signer.signed_bytes`
    what a block sets off      `services.hub`, joined in `services.context`
    what happened in a block   an interest in `services.block_events.events_follower`, and subscribers of what it tells
    what the market did        a column of `domain.history.bar_frames`, filled by `domain.history.block_samples`,
                               stored by `records.history`, told by `domain.history.past_prices`; read later from an
                               archive by `services.backfill`, over `chain.archive`
    what an alert may ask      a `FilterField` of `domain.filters.filter_fields`, or of trades in
                               `domain.alerts.alert_conditions`; when it fires, `domain.alerts.alert_states`
    what a validator yields    `domain.epoch_growth` makes it of recorded epochs; `services.yields` records them
    what happened to money     a reader of an event in `domain.ledger.event_movements`, its kind in
                               `domain.ledger.ledger_entries`; `services.ledger` follows, `records.ledger` stores
    an export                  rows in `output.exports`, a word in `cli.exports`; what transactions have cost comes from
                               `domain.exports`
    a field of an import       `domain.imports.told_orders`, which reads what `output.order_text` writes
    a trade on the tape        `domain.tape.tape_trades` reads it, `services.block_events.market_tape` keeps it,
                               `records.history.tape_rows` records it, `widgets.tape` draws it
    something the user keeps   a schema in `records`, opened by `records.database`

Three journeys:

1. A block, from the socket to a cell. `chain.rpc.rpc_connection` hears a head -> `chain.chain_market` has
   `chain.reading.block_reader` ask for that block in at most eight requests -> `chain.reading.translate` makes domain
   values, text cleaned by `domain.text` -> `services.feed` yields a `Snapshot` -> `services.hub` hands it to its
   subscribers in order: reconciliation of orders, price watch, session prices, the recorder, `app` -> the screen on
   top shows it -> `widgets.tables.keyed_table` draws the rows that changed.
2. An order, from a field to finality. `widgets.trade.ticket` -> `screens.tickets.ticket_dock` ->
   `services.trading_desk` -> `trading.ticket.ticket_draft` makes an intent of it, `trading.assessment` quotes it
   (`domain.trades.quoting`) and checks it at each key -> the chain's simulation, a second endpoint
   (`trading.safeguards`), the composed bytes as the signer itself reads them -> confirmed by typing in
   `screens.orders.review_screen` -> `execution.executor`: signed once (`wallet.signer.signed_bytes`), written down
   (`records.orders.journal`), rehearsed (`chain.submission.rehearsal_call`), sent -> `execution.tracking` and, after
   any doubt, `execution.reconciliation` until its end is proven.
3. A password, from a key press to the signer. `widgets.inputs.secret_field` -> `screens.wallets.unlock_screen` ->
   `services.session` -> `wallet.signer.signer_client` -> a pipe -> `wallet.signer.signer_process`, which opens the key
   file, keeps the key, and is killed to lock.

Words, each for one thing in code, on screens and in texts:

    subnet        a netuid and the block at which it was registered: numbers are given to others
    alpha, TAO    amounts in whole rao, in types that refuse to mix (`domain.amounts`)
    reserve       what a pool holds of one side; weight is the pool's exponent, not a share
    price impact  what my size does to the price; tolerance is what I accept; the limit price is what the chain enforces
    exit value    what selling now would pay; haircut is spot value minus exit value
    sellable      what is neither locked nor held; a rest is what a sale leaves, and may be swept
    sample        the pools of one final block, as they are recorded; bar: what the samples of a stretch of
                  time come to, by the chain's clock; frame: the bars of all subnets; tier: one length of bars
    tape          the trades of anyone through a pool, as the events of blocks tell them; a block whose events were
                  not read is told at its place
    candle        a column of a chart whose first, highest, lowest and last price were recorded, by four samples or more
    story         the past that a practice world tells of itself, which never was on its chain; it is marked as one
    backfill      the past read later from an archive, an endpoint that keeps the state of old blocks, where nothing
                  was recorded; its bars are marked
    alert         a condition on subnets or trades that a person wants to be told of; firing: that it came true, as it
                  is kept; an alert that fired re-arms once the value went back
    snapshot      one block as it was read; quote: an intent priced at a snapshot; leg: one pool that it passes
    intent        what a person wants done (`domain.trades.intents`); operation: its kind, a row of
                  `domain.operations.operation_rows`, by which tickets are drawn and checks are chosen
    check         what must hold before a signature, with what was measured; a note has passed and must be known
    review        a quote with the bytes to be signed; order: a signed review; extrinsic: its bytes on the wire
    rehearsal     the chain's own runtime tried the signed bytes without carrying them out
    worth         the most TAO that an order takes from its owner (`domain.spending.order_worth`), as limits count it
    allowance     the spend limits of an account and what of them is used (`trading.spend_guard`)
    sealed        signed and encrypted by the signer for the chain's MEV shield (`wallet.signer.order_sealing`): the
                  carrier is the extrinsic that brings it onto the chain, the inner call is what is sealed in it; it is
                  opened when a block carries it out
    held          signed and not sent, because the rehearsal failed; the next order carries the same nonce
    unproven      signed, and nothing shows yet how it ended; the account waits
    event         what became of an order: events are appended (`domain.orders.order_events`), its state is their fold
    signer        the account that signs and pays the fee; the owner, or origin, is whose TAO and stake are moved
    proxy         a key that may trade a coldkey's stake (`domain.operations.staking_proxy`); the owner is then the
                  coldkey, the signer the proxy; a grant is the coldkey's permission on chain
    ratio         the price of one subnet's alpha in another's, which a swap is bounded by (`domain.pools.move_limit`);
                  its floor is what the chain lets through at worst, the pools' weights counted
    plan          orders that are shown and confirmed as one and carried out one by one, each a step with bounds; drift
                  is by how much a step's new quote differs from the confirmed one
    flow          what an account gained or lost of one asset; fill: what the events say was paid and received
    position      alpha at one hotkey on one subnet; a holding is all of a subnet
    elsewhere     a key on a device that is not connected: an order is laid out for it, and its signature is brought
    Ledger        a device at this machine whose key signs an order once a person has approved it there
    entry         one change of an account's money in the account ledger (`domain.ledger`), which has nothing to do
                  with the device; the statement sums entries up by part: flows, yield, costs, price, unexplained
    lot           units of alpha that came together, with what they have cost; assumed is a cost that is the price at
                  first sight
    practice      the network of the node on this machine, where money is worth nothing
"""

__version__ = "0.1.0"
