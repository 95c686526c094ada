"""The shell's own pages: home, accounts, privacy. Thin: read the request, ask, render."""
