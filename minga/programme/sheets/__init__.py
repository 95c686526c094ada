"""Spreadsheets that officials live with: reading strangers' files, writing safe ones."""
