"""The names of stops, folded with the larger table of abbreviations."""

from typing import Any

from django.db import migrations

from minga.ground.actions import refold


def refold_stops(apps: Any, schema_editor: Any) -> None:
    """Fold what was entered before."""
    rows = apps.get_model("transit", "Stop").objects.using(schema_editor.connection.alias)
    refold(rows, ("name",), most=200)


class Migration(migrations.Migration):
    dependencies = [("transit", "0004_told_by")]

    operations = [migrations.RunPython(refold_stops, migrations.RunPython.noop)]
