"""One view: reads the JSON, inserts a row in a transaction, answers its id."""

import json

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

from bench.floor.models import Row
from minga.ground.write_lock import write_lock


def insert(request: HttpRequest) -> JsonResponse:
    """The whole application. The turn at the writer is the same as Minga's."""
    told = json.loads(request.body)
    with write_lock(), transaction.atomic():
        row = Row.objects.create(text=told["text"])
    return JsonResponse({"id": row.pk}, status=201)


urlpatterns = [path("api/v1/reports", insert)]
