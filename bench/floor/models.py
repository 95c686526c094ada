"""One table."""

from django.db import models


class Row(models.Model):
    """One row per request."""

    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.text
