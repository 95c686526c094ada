"""The addresses of the room transit, all under /move/."""

from django.urls import URLPattern, path

from minga.transit.pages import (
    alerts,
    board,
    data,
    drawing,
    feeds,
    layers,
    lines,
    moving,
    planning,
    riding,
    sharing,
    sheet,
)

patterns: list[URLPattern] = [
    # what runs now
    path("", moving.move, name="move"),
    path("near/", moving.near, name="near"),
    path("lines/", lines.lines, name="lines"),
    path("lines/<str:line>/", lines.line, name="line"),
    path("places/<str:stop>/", board.place, name="place"),
    path("board/<str:stop>/", board.board, name="board"),
    path("lines.geojson", layers.network, name="network"),
    path("vehicles.geojson", layers.vehicles, name="vehicles"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/write/", alerts.write, name="alert_write"),
    path("alerts/<str:public_id>/", alerts.change, name="alert_change"),
    path("alerts/<str:public_id>/close/", alerts.close, name="alert_close"),
    # the feeds
    path("feeds/", feeds.feeds, name="feeds"),
    path("feeds/uploads/<int:number>/dismiss/", feeds.dismiss, name="feed_dismiss"),
    path("feeds/<slug:slug>/realtime/", feeds.realtime, name="feed_realtime"),
    path("feeds/<slug:slug>/<int:number>/<str:verb>/", feeds.verb, name="feed_verb"),
    # lines drawn here
    path("draw/", drawing.lines, name="draw"),
    path("draw/new/", drawing.new, name="draw_new"),
    path("draw/publish/", drawing.publish, name="draw_publish"),
    path("draw/gtfs.zip", drawing.feed, name="draw_feed"),
    path("draw/lines/<slug:code>/", drawing.line, name="draw_line"),
    path("draw/lines/<slug:code>/erase/", drawing.erase, name="draw_erase"),
    # plans
    path("plan/", planning.plan, name="plan"),
    path("plan/sheet/<str:token>/", sheet.sheet, name="plan_sheet"),
    # the alarm
    path("ride/", riding.page, name="ride"),
    path("ride/lines.json", riding.lines, name="ride_lines"),
    path("ride/lines/<str:code>.json", riding.line, name="ride_line"),
    path("ride/lines/<str:code>/buses.json", riding.buses, name="ride_buses"),
    path("ride/begin", riding.begin, name="ride_begin"),
    path("ride/notices", riding.notices, name="ride_notices"),
    path("ride/do/<str:verb>", riding.verb, name="ride_verb"),
    # a phone as the bus's position
    path("share/", sharing.share, name="share"),
    path("share/begin", sharing.begin, name="share_begin"),
    path("share/here", sharing.here, name="share_here"),
    path("share/end", sharing.end, name="share_end"),
]
timetables: list[URLPattern] = [path("<slug:slug>.zip", data.feed_zip, name="feed_zip")]
"""Under /data/gtfs/."""
