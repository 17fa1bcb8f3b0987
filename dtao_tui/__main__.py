"""`python -m dtao_tui` is the same as the script `dtao-tui`."""

from dtao_tui.cli import main

if __name__ == "__main__":
    main()
