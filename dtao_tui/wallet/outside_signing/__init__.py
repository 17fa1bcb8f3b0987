"""Orders that another device signs: their payload goes out as frames of QR codes or as a file, a signature comes back.

Callers are `services` and screens' composition. The modules only frame, write and read what passes to the device: the
signer's process lays orders out and verifies signatures. No key and no secret is here, and nothing here sends.
"""
