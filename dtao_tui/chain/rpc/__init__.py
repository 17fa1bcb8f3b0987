"""The connection to an endpoint: dialling, verification by genesis hash, requests, subscriptions, time-outs.

The rest of the chain layer calls it. Every frame is bounded and gated; a lost connection raises at once. It never
decodes a value and never trusts a length that the endpoint sends.
"""
