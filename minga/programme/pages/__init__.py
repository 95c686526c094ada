"""The room's pages: a programme, what it made, and where each thing comes from."""
