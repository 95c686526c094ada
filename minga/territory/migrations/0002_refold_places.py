"""The names of places, folded with the larger table of abbreviations."""

from typing import Any

from django.db import migrations

from minga.ground.actions import refold


def refold_places(apps: Any, schema_editor: Any) -> None:
    """Fold what was entered before."""
    rows = apps.get_model("territory", "Place").objects.using(schema_editor.connection.alias)
    refold(rows, ("name",), most=160)


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial")]

    operations = [migrations.RunPython(refold_places, migrations.RunPython.noop)]
