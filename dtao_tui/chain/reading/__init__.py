"""One block read in at most eight requests, its records as domain values, and a second endpoint to compare.

The adapters call it. Text is cleaned and lists are bounded here, at the border. Unknown stays unknown; nothing here
sends an extrinsic.
"""
