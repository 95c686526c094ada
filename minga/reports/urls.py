"""The room's pages for citizens."""

from django.urls import path

from minga.reports.pages import file, public, receipt

patterns = [
    path("report/", file.file, name="file"),
    path("r/<str:receipt>/", receipt.receipt, name="receipt"),
    path("map/", public.report_map, name="map"),
    path("list/", public.report_list, name="list"),
    path("find/", public.find, name="find"),
]
