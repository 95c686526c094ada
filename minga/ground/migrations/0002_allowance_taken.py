"""A sender's last minute as moments: limits hold exactly in every minute."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ground", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="allowance", name="taken", field=models.BinaryField(null=True)
        ),
    ]
