"""A city may name auditors."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="membership",
            name="role_is_known",
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("operator", "operator"),
                    ("officer", "officer"),
                    ("lead", "lead"),
                    ("member", "member"),
                    ("facilitator", "facilitator"),
                    ("programme_lead", "programme_lead"),
                    ("transit_operator", "transit_operator"),
                    ("auditor", "auditor"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "operator",
                            "officer",
                            "lead",
                            "member",
                            "facilitator",
                            "programme_lead",
                            "transit_operator",
                            "auditor",
                        ],
                    )
                ),
                name="role_is_known",
            ),
        ),
    ]
