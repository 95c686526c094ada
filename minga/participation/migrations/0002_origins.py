"""Where seats joined from, as digests, and whether they count: one client is not a crowd."""

from django.db import migrations, models

NO_DIGEST = models.CharField(blank=True, default="", max_length=64)


class Migration(migrations.Migration):
    dependencies = [("participation", "0001_initial")]

    operations = [
        operation
        for model in ("seat", "opinionseat")
        for operation in (
            migrations.AddField(model, "counts", models.BooleanField(default=True)),
            migrations.AddField(model, "origin", NO_DIGEST, preserve_default=False),
            migrations.AddField(model, "device", NO_DIGEST, preserve_default=False),
        )
    ]
