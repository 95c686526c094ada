"""A body may have a short name for where room is scarce."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_auditor"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="short_name",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
    ]
