from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="node", name="erased_at", field=models.DateTimeField(null=True)
        ),
    ]
