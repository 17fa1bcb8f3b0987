"""A Ledger without a device: what stands for it sits below the SDK's own code, at the kernel's hidraw files.

`hidraw_border.c` is preloaded into the process that opens the device. From there reports of 64 bytes go over a socket
to `usb_device`, which joins them to APDUs, and `polkadot_app` answers those. The SDK's USB framing, its APDUs and its
errors are the real ones. Not real are the kernel, the device and its app, which here shows no order on any screen.
"""
