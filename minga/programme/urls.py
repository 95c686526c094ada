"""The room's pages."""

from django.urls import path

from minga.programme.pages import nodes, programmes

patterns = [
    path("programme/", programmes.programmes, name="programmes"),
    path("programme/<slug:slug>/", programmes.programme, name="programme"),
    path("programme/<slug:slug>/desk/", programmes.desk, name="desk"),
    path(
        "programme/<slug:slug>/desk/<int:phase>/<slug:verb>/",
        programmes.phase_verb,
        name="phase_verb",
    ),
    path("programme/<slug:slug>/k/<slug:kind>/", nodes.nodes, name="nodes"),
    path("programme/<slug:slug>/k/<slug:kind>/add/", nodes.add, name="add"),
    path("programme/<slug:slug>/k/<slug:kind>/merge/", nodes.merge, name="merge"),
    path("n/<str:public_id>/", nodes.node, name="node"),
    path("n/<str:public_id>/edit/", nodes.edit, name="edit"),
    path("n/<str:public_id>/<slug:verb>/", nodes.verb, name="verb"),
]
