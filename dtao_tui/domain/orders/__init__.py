"""Orders that were signed: their record, their states and transitions, nonces, eras and clocks.

Execution and records call it. A state changes only by the table of transitions. It never decides what is signed, and
it never writes or sends anything.
"""
