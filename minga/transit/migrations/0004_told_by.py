"""Which address told a trip's change or an alert: a full message ends its own address's only."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transit", "0003_informed_names_something")]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="told_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="transit.realtimesource",
            ),
        ),
        migrations.AddField(
            model_name="tripupdate",
            name="told_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="transit.realtimesource",
            ),
        ),
    ]
