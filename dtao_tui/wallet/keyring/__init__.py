"""Coldkey passwords in the system keyring, through a child process that may hang or be killed.

The wallet's user side calls `keyring_store`. Only real backends are used, and what was written is read back. It never
opens a dialog by itself and never prints a secret.
"""
