"""Files of what the user keeps: orders (`orders` on `database`), the prices last seen, and locks on accounts.

Services call it by the Protocols of ports; only cli makes its objects. A record is on disk when a method returns. A
database of an older form is migrated step by step (`database_schema`), a newer one is refused, and only a damaged one
is moved aside. It never holds a secret and never asks the chain.
"""
