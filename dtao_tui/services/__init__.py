"""What the app does over time: asyncio, no Textual."""
