"""QR codes drawn in characters: half blocks, two modules high, so that a phone reads them from the terminal.

Screens hand the bytes of each code over; the package qrcode computes them in a thread. Nothing here knows what they
mean, and nothing here copies or sends them.
"""
