"""The account that every practice network funds. Its key is public: it is part of this program."""

NAME = "practice"

WORTHLESS_PUBLIC_SEED = bytes.fromhex("045700a0f1ac537f4b48b3f7ccab138b81444a8641b06f8af12849ec2a563dd4")
"""The sr25519 seed. Anything sent to this account on a network of value is anybody's."""

ADDRESS = "5CZyhhKDJVbJss4gBhxCMS5d3FLMKdP46WZWgSC1r7ymzWAY"
"""Its SS58 address (prefix 42)."""
