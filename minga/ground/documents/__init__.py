"""Papers: documents, tables and pictures that leave the screen, in Minga's own type and colours.

`sheet.Paper` is a PDF, `tables` are CSV and XLSX, `drawing` with `as_svg` and `as_pdf` a picture.
Nothing is imported here: what writes PDFs is large, and only who writes one shall load it.
"""
