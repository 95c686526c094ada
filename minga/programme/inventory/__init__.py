"""The inventory of technology and data sets, as spreadsheets in and out."""
