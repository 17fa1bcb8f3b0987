"""Wallets on screen: accounts, making and restoring them, the recovery phrase, unlocking.

The app, tickets and the palette open them. Secrets leave the fields at once and go to the signer's process. No screen
here keeps, prints or copies a secret.
"""
