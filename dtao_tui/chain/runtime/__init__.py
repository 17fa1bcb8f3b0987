"""The chain's description of itself: metadata and its cache, the bounded codec, names of calls and storage.

Reading and submission call it. A wrong shape becomes an error with a sentence here. It never lets one endpoint's
metadata serve another, and never decides what is signed.
"""
