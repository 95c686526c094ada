"""The addresses of the room transit, all under /move/."""

from django.urls import URLPattern, path

from minga.transit.alarm.pages import ride
from minga.transit.alerts import pages as alerts
from minga.transit.editor import pages as drawing
from minga.transit.feeds.pages import desk, open_data
from minga.transit.network_pages import lines, map_layers, overview, stop_board
from minga.transit.planning.pages import plan, sheet
from minga.transit.realtime import pages as realtime
from minga.transit.sharing import pages as sharing

patterns: list[URLPattern] = [
    # what runs now
    path("", overview.move, name="move"),
    path("near/", overview.near, name="near"),
    path("lines/", lines.lines, name="lines"),
    path("lines/<str:line>/", lines.line, name="line"),
    path("places/<str:stop>/", stop_board.place, name="place"),
    path("board/<str:stop>/", stop_board.board, name="board"),
    path("lines.geojson", map_layers.network, name="network"),
    path("vehicles.geojson", map_layers.vehicles, name="vehicles"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/write/", alerts.write, name="alert_write"),
    path("alerts/<str:public_id>/", alerts.change, name="alert_change"),
    path("alerts/<str:public_id>/close/", alerts.close, name="alert_close"),
    # the feeds
    path("feeds/", desk.feeds, name="feeds"),
    path("feeds/uploads/<int:number>/dismiss/", desk.dismiss, name="feed_dismiss"),
    path("feeds/<slug:slug>/realtime/", realtime.realtime, name="feed_realtime"),
    path("feeds/<slug:slug>/<int:number>/<str:verb>/", desk.verb, name="feed_verb"),
    # lines drawn here
    path("draw/", drawing.lines, name="draw"),
    path("draw/new/", drawing.new, name="draw_new"),
    path("draw/publish/", drawing.publish, name="draw_publish"),
    path("draw/gtfs.zip", drawing.feed, name="draw_feed"),
    path("draw/lines/<slug:code>/", drawing.line, name="draw_line"),
    path("draw/lines/<slug:code>/erase/", drawing.erase, name="draw_erase"),
    # plans
    path("plan/", plan.plan, name="plan"),
    path("plan/sheet/<str:token>/", sheet.sheet, name="plan_sheet"),
    # the alarm
    path("ride/", ride.page, name="ride"),
    path("ride/lines.json", ride.lines, name="ride_lines"),
    path("ride/lines/<str:code>.json", ride.line, name="ride_line"),
    path("ride/lines/<str:code>/buses.json", ride.buses, name="ride_buses"),
    path("ride/begin", ride.begin, name="ride_begin"),
    path("ride/notices", ride.notices, name="ride_notices"),
    path("ride/do/<str:verb>", ride.verb, name="ride_verb"),
    # a phone as the bus's position
    path("share/", sharing.share, name="share"),
    path("share/begin", sharing.begin, name="share_begin"),
    path("share/here", sharing.here, name="share_here"),
    path("share/end", sharing.end, name="share_end"),
]
timetables: list[URLPattern] = [path("<slug:slug>.zip", open_data.feed_zip, name="feed_zip")]
"""Under /data/gtfs/."""
