"""What concerns everything has no row at all: rows that name nothing said the same."""

from typing import Any

from django.db import migrations, models


def forget_empty_rows(apps: Any, schema_editor: Any) -> None:
    """An alert with a row that names nothing concerned everything, whatever else it named."""
    informed = apps.get_model("transit", "Informed").objects.using(schema_editor.connection.alias)
    of_everything = informed.filter(line="", stop="", trip_id="").values_list("alert_id", flat=True)
    informed.filter(alert_id__in=list(of_everything)).delete()


class Migration(migrations.Migration):
    dependencies = [("transit", "0002_alert_parts")]

    operations = [
        migrations.RunPython(forget_empty_rows, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="informed",
            constraint=models.UniqueConstraint(
                fields=["alert", "line", "stop", "direction", "trip_id"],
                condition=models.Q(day=None),
                name="informed_once_each_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="informed",
            constraint=models.CheckConstraint(
                condition=~models.Q(line="", stop="", trip_id=""), name="informed_names_something"
            ),
        ),
    ]
