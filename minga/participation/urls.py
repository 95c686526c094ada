"""The room's pages."""

from django.urls import path

from minga.participation.workshops.pages import (
    api_bridge,
    doors,
    joining,
    minutes,
    papers,
    running,
    wall,
)

patterns = [
    path("w/", joining.enter, name="enter"),
    path("workshops/", running.workshops, name="workshops"),
    path("w/<str:code>/", joining.room, name="room"),
    path("w/<str:code>/join/", joining.join, name="join"),
    path("w/<str:code>/note/", joining.note, name="note"),
    path("w/<str:code>/wall/", wall.wall, name="wall"),
    path("w/<str:code>/minutes.pdf", minutes.minutes, {"form": "pdf"}, name="minutes_pdf"),
    path("w/<str:code>/minutes.xlsx", minutes.minutes, {"form": "xlsx"}, name="minutes_xlsx"),
    path("w/<str:code>/minutes/", papers.paper, name="paper"),
    path("w/<str:code>/minutes/file.pdf", papers.paper_file, name="paper_file"),
    path("w/<str:code>/run/", running.run, name="run"),
    path("w/<str:code>/run/link/", running.renew_link, name="renew_link"),
    path("w/<str:code>/run/door/", running.choose_door, name="door"),
    path("w/<str:code>/run/codes/", doors.codes, name="codes"),
    path("w/<str:code>/api/", api_bridge.as_seat, name="seat_api"),
    path("w/<str:code>/api/<path:rest>", api_bridge.as_seat, name="seat_api"),
    path("w/<str:code>/run/api/", api_bridge.as_facilitator, name="run_api"),
    path("w/<str:code>/run/api/<path:rest>", api_bridge.as_facilitator, name="run_api"),
]
