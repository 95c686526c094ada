"""The room's pages."""

from django.urls import path

from minga.programme.champions import pages as champions
from minga.programme.citizen_tests import pages as campaigns
from minga.programme.core.pages import nodes, parts, programmes
from minga.programme.inventory import pages as inventory
from minga.programme.listening.urls import patterns as listening
from minga.programme.notes_import import pages as bringing
from minga.programme.open_data import pages as data
from minga.programme.vision.pages import roadmap, swot, visions

patterns = [
    # partners, interviews, challenges: some take the place of a general page below
    *listening,
    path("programme/", programmes.programmes, name="programmes"),
    path("programme/new/", parts.begin, name="begin"),
    path("programme/<slug:slug>/", programmes.programme, name="programme"),
    path("programme/<slug:slug>/desk/", programmes.desk, name="desk"),
    path(
        "programme/<slug:slug>/desk/<int:phase>/<slug:verb>/",
        programmes.phase_verb,
        name="phase_verb",
    ),
    path("programme/<slug:slug>/hold/<int:phase>/", parts.hold, name="hold"),
    path("programme/<slug:slug>/parts/<int:phase>/", parts.part, name="part"),
    path("programme/<slug:slug>/k/<slug:kind>/", nodes.nodes, name="nodes"),
    path("programme/<slug:slug>/k/<slug:kind>/add/", nodes.add, name="add"),
    path("programme/<slug:slug>/k/<slug:kind>/merge/", nodes.merge, name="merge"),
    path("n/<str:public_id>/", nodes.node, name="node"),
    path("n/<str:public_id>/edit/", nodes.edit, name="edit"),
    path("n/<str:public_id>/split/", parts.split, name="split"),
    path("n/<str:public_id>/thank/", parts.thank, name="thank"),
    path("n/<str:public_id>/<slug:verb>/", nodes.change_node, name="verb"),
    # concepts
    path("programme/<slug:slug>/bring/<str:code>/", bringing.bring, name="bring"),
    # the inventory
    path("programme/<slug:slug>/inventory/<slug:kind>/", inventory.inventory, name="inventory"),
    path(
        "programme/<slug:slug>/inventory/<slug:kind>.<slug:form>",
        inventory.sheet,
        name="inventory_sheet",
    ),
    # open data
    path("data/", data.data, name="data"),
    path("data/catalog.jsonld", data.catalogue, name="catalogue"),
    path("data/programme/<slug:slug>.json", data.data_programme, name="data_programme"),
    path("data/<str:code>.jsonld", data.data_set_document, name="data_set_document"),
    path("data/<str:code>/", data.data_set, name="data_set"),
    # citizen tests
    path("programme/<slug:slug>/test/<str:public_id>/", campaigns.campaign, name="campaign"),
    path(
        "programme/<slug:slug>/test/<str:public_id>/results/",
        campaigns.results,
        name="campaign_results",
    ),
    path(
        "programme/<slug:slug>/test/<str:public_id>/results.csv",
        campaigns.sheet,
        name="campaign_sheet",
    ),
    path(
        "programme/<slug:slug>/test/<str:public_id>/words/<str:answer>/",
        campaigns.words,
        name="campaign_words",
    ),
    # from strengths to visions, the roadmap, and who carries it on
    path("programme/<slug:slug>/swot/", swot.swot, name="swot"),
    path("programme/<slug:slug>/swot/<slug:verb>/", swot.change_swot, name="swot_verb"),
    path("programme/<slug:slug>/visions/", visions.visions, name="visions"),
    path("programme/<slug:slug>/visions/<slug:verb>/", visions.change_visions, name="visions_verb"),
    path("programme/<slug:slug>/champions/", champions.champions, name="champions"),
    path(
        "programme/<slug:slug>/champions/<slug:verb>/",
        champions.change_champions,
        name="champions_verb",
    ),
    path("programme/<slug:slug>/roadmap/", roadmap.roadmap, name="roadmap"),
    path("programme/<slug:slug>/roadmap/years/", roadmap.horizon, name="horizon"),
    path("programme/<slug:slug>/roadmap.svg", roadmap.picture, {"form": "svg"}, name="roadmap_svg"),
    path("programme/<slug:slug>/roadmap.pdf", roadmap.picture, {"form": "pdf"}, name="roadmap_pdf"),
    path("initiative/<str:public_id>/update/", roadmap.update, name="initiative_update"),
]
