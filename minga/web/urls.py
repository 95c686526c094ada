"""Every address of the platform. Who may use each is in `policies.py`."""

from django.urls import include, path
from django.views.i18n import set_language

from minga.participation.conversations.urls import patterns as opinions
from minga.participation.urls import patterns as participation
from minga.programme.urls import patterns as programme
from minga.reports.urls import patterns as reports
from minga.transit.urls import patterns as transit
from minga.transit.urls import timetables
from minga.web.api import api
from minga.web.pages import (
    accounts,
    audit,
    colleagues,
    control,
    home,
    manifest,
    privacy,
    shell,
    system,
)

web = (
    [
        path("healthz", system.health, name="health"),
        path("manifest.webmanifest", manifest.manifest, name="manifest"),
        path("sw.js", system.worker, name="worker"),
        path("favicon.ico", manifest.favicon, name="favicon"),
        path("offline/", shell.offline, name="offline"),
        path("privacy/", privacy.privacy, name="privacy"),
        path("sign-in/", accounts.sign_in, name="sign_in"),
        path("sign-out/", accounts.sign_out, name="sign_out"),
        path("enter/<str:token>/", accounts.enter, name="enter"),
        path("audit/", audit.audit, name="audit"),
        path("account/", accounts.account, name="account"),
        path("account/end/", accounts.sign_out_everywhere, name="sign_out_everywhere"),
        path("account/members/<int:member>/end/", colleagues.end_access, name="end_access"),
        path("media/<str:token>", system.media, name="media"),
        path("published/<str:name>", system.published, name="published"),
        path("map-style/<slug:slug>.json", system.map_style, name="map_style"),
    ],
    "web",
)
live = (
    [
        path("public", system.may_listen, name="public"),
        path("control", system.may_listen, {"official": True}, name="control"),
        path("workshop/<str:code>", system.may_listen_in, name="workshop"),
    ],
    "live",
)
control_room = (
    [
        path("", control.room, name="room"),
        path("rows/", control.rows, name="rows"),
        path("points/", control.points, name="points"),
        path("file/", control.file, name="file"),
        path("<str:receipt>/", control.report, name="report"),
        path("<str:receipt>/links/", control.links, name="links"),
        path("<str:receipt>/<slug:verb>/", control.verb, name="verb"),
    ],
    "control",
)
urlpatterns = [
    path("api/v1/", api.urls),  # first: addresses are tried in order, and phones come here
    path("", home.home, name="home"),
    path("language/", set_language, name="set_language"),
    path("", include(web)),
    path("", include((reports, "reports"))),
    path("move/", include((transit, "transit"))),
    path("data/gtfs/", include((timetables, "timetables"))),
    path("", include((participation, "participation"))),
    path("opinions/", include((opinions, "opinions"))),
    path("", include((programme, "programme"))),
    path("control/", include(control_room)),
    path("live/", include(live)),
]
handler400 = "minga.web.errors.bad_request"
handler403 = "minga.web.errors.forbidden"
handler404 = "minga.web.errors.not_found"
handler500 = "minga.web.errors.failed"
