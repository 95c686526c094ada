"""A city's open-data catalogue: for people, and as DCAT-AP for other catalogues."""
