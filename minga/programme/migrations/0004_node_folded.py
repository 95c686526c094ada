"""Beside each node its folded words, so that search finds them however they are typed."""

from typing import Any

from django.db import migrations

import minga.ground.search
from minga.ground.actions import refold


def fold_nodes(apps: Any, schema_editor: Any) -> None:
    """Fold what was written before."""
    nodes = apps.get_model("programme", "Node").objects.using(schema_editor.connection.alias)
    refold(nodes, ("title", "text"))


class Migration(migrations.Migration):
    dependencies = [("programme", "0003_outside_records")]

    operations = [
        migrations.AddField(
            model_name="node",
            name="folded",
            field=minga.ground.search.FoldedField(
                blank=True, db_default="", default="", editable=False, of=("title", "text")
            ),
        ),
        migrations.RunPython(fold_nodes, migrations.RunPython.noop),
    ]
