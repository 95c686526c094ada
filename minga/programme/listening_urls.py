"""Addresses of the stakeholder map, of interviews and of the challenge bank."""

from django.urls import path

from minga.programme.pages import partners

PLACE = "programme/<slug:slug>/"
patterns = [
    path(f"{PLACE}partners/", partners.partners, name="partners"),
    path(f"{PLACE}partners/place/", partners.place, name="place_stake"),
    path(f"{PLACE}partners/import/", partners.take, name="take_partners"),
    path(f"{PLACE}partners/<int:stake>/buy-in/", partners.buy_in, name="buy_in"),
    path(f"{PLACE}partners/export/<str:form>", partners.sheet, name="partners_sheet"),
]
