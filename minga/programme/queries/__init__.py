"""What pages, API and exports of the programme read."""
