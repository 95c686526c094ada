"""Lines of history that the reporter adds later."""

from django.db import migrations, models

KINDS = (
    *("state", "answer", "note", "placed", "hidden", "unhidden", "published"),
    *("reply", "fixed", "sorted"),
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_entry_organisation")]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(choices=[(kind, kind) for kind in KINDS], max_length=10),
        ),
    ]
