"""Orders that a device signs: as QR codes or a file for one elsewhere, or by a child process that asks a Ledger here.

Callers are `services` and the composition in `cli`. The modules only frame, write, read and pass on: the signer's
process lays orders out and verifies signatures. No key and no secret is here, and nothing here sends.
"""
