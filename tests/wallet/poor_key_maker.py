"""The key maker on a machine that gives it too little memory."""

from dtao_tui.wallet import key_maker


def main() -> None:
    key_maker.MEMORY_LIMIT = 256 * 1024 * 1024
    key_maker.main()
