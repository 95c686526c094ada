"""Addresses of the stakeholder map, of interviews and of the challenge bank."""

from django.urls import path

from minga.programme.listening.pages import challenges, interviews, proposals
from minga.programme.partners import pages

PLACE = "programme/<slug:slug>/"
patterns = [
    path(f"{PLACE}partners/", pages.partners, name="partners"),
    path(f"{PLACE}partners/place/", pages.place, name="place_stake"),
    path(f"{PLACE}partners/import/", pages.take, name="take_partners"),
    path(f"{PLACE}partners/<int:stake>/buy-in/", pages.buy_in, name="buy_in"),
    path(f"{PLACE}partners/export/<str:form>", pages.sheet, name="partners_sheet"),
    # the challenge bank; its list and form take the place of the general ones
    path(f"{PLACE}k/challenge/", challenges.bank, name="challenges"),
    path(f"{PLACE}k/challenge/add/", challenges.add, name="add_challenge"),
    path(f"{PLACE}k/challenge/export.<slug:form>", challenges.sheet, name="challenges_sheet"),
    path(f"{PLACE}k/challenge/like/", challenges.like, name="challenges_like"),
    path(f"{PLACE}k/challenge/alike/", challenges.alike, name="challenges_alike"),
    path(f"{PLACE}k/challenge/merge/", challenges.merge, name="merge_challenges"),
    path("n/<str:public_id>/challenge/<slug:verb>/", challenges.act, name="challenge_verb"),
    # citizens propose
    path(f"{PLACE}propose/", proposals.propose, name="propose"),
    path(f"{PLACE}proposed/<str:public_id>/<str:token>/", proposals.proposed, name="proposed"),
    path(
        f"{PLACE}proposed/<str:public_id>/<str:token>/<slug:verb>/",
        proposals.change_proposed,
        name="proposed_verb",
    ),
    path("find/challenge/", proposals.find_challenge, name="find_challenge"),
    path(f"{PLACE}decided/", proposals.decided, name="decided"),
    # interviews
    path(f"{PLACE}interviews/record/", interviews.record, name="interviews_record"),
    path(f"{PLACE}interviews/ready/", interviews.ready, name="interviews_ready"),
    path(f"{PLACE}interviews/send/", interviews.send, name="interviews_send"),
    path(f"{PLACE}interviews/guide/", interviews.guide, name="guide_builder"),
    path("n/<str:public_id>/statement/", interviews.statement, name="note_statement"),
]
