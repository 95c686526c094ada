"""The addresses of conversations, under /opinions/."""

from django.urls import path

from minga.participation.conversations.pages import leading, public

patterns = [
    path("", public.conversations, name="conversations"),
    path("new/", leading.new, name="new"),
    path("<slug:slug>/", public.conversation, name="conversation"),
    path("<slug:slug>/answer/", public.answer, name="answer"),
    path("<slug:slug>/say/", public.say, name="say"),
    path("<slug:slug>/erase/", public.erase, name="erase"),
    path("<slug:slug>/result/", public.result, name="result"),
    path("<slug:slug>/log/", public.log, name="log"),
    path("<slug:slug>/export/<slug:part>.csv", public.export, name="export"),
    path("<slug:slug>/moderation/", leading.moderation, name="moderation"),
    path("<slug:slug>/moderation/<slug:verb>/", leading.verb, name="verb"),
]
