"""The minutes of a workshop as documents: to print and sign (PDF), to work on (XLSX)."""

from minga.participation.workshops.papers.document import minutes_pdf, rows_of
from minga.participation.workshops.papers.spreadsheet import minutes_xlsx

__all__ = ["minutes_pdf", "minutes_xlsx", "rows_of"]
