"""Orders that were signed: `order` is the fold of `order_events` by the table in `order_transitions`.

Beside it: the nonce of the next order (`nonce_choice`), how long one is valid (`eras`), and how much time has passed by
this machine's clocks. Execution and records call it. It never decides what is signed, writes nothing and sends nothing.
"""
