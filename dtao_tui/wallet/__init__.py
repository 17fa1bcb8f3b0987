"""Accounts and secrets."""
