"""Who acted: the institution of `by`. Filled in where the person belongs to one alone."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_institutions(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Whoever belongs, or belonged, to several has acted for one of them: that is not guessed."""
    entries = apps.get_model("reports", "Entry").objects
    of_person: dict[int, set[int]] = {}
    members = apps.get_model("people", "Membership").objects
    for person, organisation in members.values_list("person_id", "organisation_id"):
        of_person.setdefault(person, set()).add(organisation)
    for person in entries.exclude(by=None).order_by().values_list("by_id", flat=True).distinct():
        institutions = of_person.get(person, set())
        if len(institutions) == 1:
            entries.filter(by_id=person).update(organisation_id=institutions.pop())


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("reports", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.organisation",
            ),
        ),
        migrations.RunPython(name_institutions, migrations.RunPython.noop),
    ]
