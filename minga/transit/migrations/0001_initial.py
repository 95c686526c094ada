"""The tables of the room, each with its constraints."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "__first__"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("credit", models.CharField(blank=True, max_length=300)),
                ("licence", models.CharField(blank=True, max_length=200)),
                ("hail_anywhere", models.BooleanField(default=False)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeds",
                        to="territory.city",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("city", "slug"), name="one_feed_each")
                ],
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("source", models.CharField(max_length=10)),
                ("state", models.CharField(default="open", max_length=10)),
                ("entity_id", models.CharField(blank=True, max_length=120)),
                ("report", models.CharField(blank=True, max_length=20)),
                ("category", models.CharField(blank=True, max_length=40)),
                ("cause", models.CharField(default="unknown_cause", max_length=24)),
                ("effect", models.CharField(default="unknown_effect", max_length=24)),
                ("words", models.JSONField(default=dict)),
                ("delay_s", models.PositiveIntegerField(default=0)),
                ("is_cut", models.BooleanField(default=False)),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField()),
                ("simulated", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alerts",
                        to="territory.city",
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alerts",
                        to="transit.feed",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("report", ""), _negated=True),
                        fields=("city", "report"),
                        name="one_alert_a_report",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("entity_id", ""), _negated=True),
                        fields=("feed", "entity_id"),
                        name="one_alert_an_entity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["staff", "report", "feed"])),
                        name="alert_source_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "closed"])),
                        name="alert_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True),
                            ("ends_at__gte", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="alert_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("starts_on", models.DateField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("imported_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("notices", models.JSONField(default=list)),
                ("checked", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="transit.feed",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("feed", "number"), name="one_feed_version_each")
                ],
            },
        ),
        migrations.CreateModel(
            name="Informed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.CharField(blank=True, max_length=120)),
                ("stop", models.CharField(blank=True, max_length=120)),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="informed",
                        to="transit.alert",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["line"], name="informed_by_line"),
                    models.Index(fields=["stop"], name="informed_by_stop"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("alert", "line", "stop"), name="informed_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=120)),
                ("route_id", models.CharField(max_length=120)),
                ("short_name", models.CharField(blank=True, max_length=60)),
                ("long_name", models.CharField(blank=True, max_length=240)),
                ("mode", models.PositiveSmallIntegerField()),
                ("colour", models.CharField(blank=True, max_length=6)),
                ("text_colour", models.CharField(blank=True, max_length=6)),
                ("operator", models.CharField(blank=True, max_length=160)),
                ("hailed", models.BooleanField(default=False)),
                ("position", models.PositiveIntegerField(default=0)),
                ("ways", models.JSONField(default=list)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="transit.feedversion",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("version", "code"), name="one_line_each"),
                    models.UniqueConstraint(
                        fields=("version", "route_id"), name="one_line_a_route"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Moving",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveBigIntegerField(default=0)),
                (
                    "city",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moving",
                        to="territory.city",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RealtimeSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=500)),
                ("is_on", models.BooleanField(default=False)),
                ("every_s", models.PositiveSmallIntegerField(default=30)),
                ("due_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("heard_at", models.DateTimeField(null=True)),
                ("stamped_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, max_length=40)),
                ("told", models.JSONField(default=dict)),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="transit.feed",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("feed", "url"), name="one_realtime_source_each"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("every_s__gte", 10)),
                        name="realtime_is_asked_with_patience",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ride",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("line", models.CharField(max_length=120)),
                ("direction", models.PositiveSmallIntegerField(null=True)),
                ("board_lat", models.FloatField(null=True)),
                ("board_lon", models.FloatField(null=True)),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("state", models.JSONField(default=dict)),
                ("began_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rides",
                        to="territory.city",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RideNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("distance_m", models.FloatField(null=True)),
                ("side", models.CharField(blank=True, max_length=8)),
                (
                    "ride",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="transit.ride",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("ride", "kind"), name="told_a_rider_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Stop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=120)),
                ("stop_id", models.CharField(max_length=120)),
                ("stop_code", models.CharField(blank=True, max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("folded", models.CharField(max_length=200)),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("wheelchair", models.PositiveSmallIntegerField(default=0)),
                ("lines", models.JSONField(default=list)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stops",
                        to="transit.feedversion",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["version", "lat"], name="transit_stop_by_lat"),
                    models.Index(fields=["version", "folded"], name="transit_stop_by_name"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "code"), name="one_stop_each"),
                    models.UniqueConstraint(fields=("version", "stop_id"), name="one_stop_an_id"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TripUpdate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("trip_id", models.CharField(max_length=120)),
                ("day", models.DateField()),
                ("relation", models.CharField(max_length=10)),
                ("route_id", models.CharField(blank=True, max_length=120)),
                ("calls", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="updates",
                        to="transit.feed",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("feed", "trip_id", "day"), name="one_update_a_trip"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("relation__in", ["scheduled", "canceled", "added"])),
                        name="trip_relation_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.CharField(max_length=60)),
                ("slug", models.SlugField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("credit", models.CharField(blank=True, max_length=300)),
                ("licence", models.CharField(blank=True, max_length=200)),
                ("hail_anywhere", models.BooleanField(default=False)),
                ("starts_on", models.DateField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("notices", models.JSONField(default=list)),
                ("sent_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feed_uploads",
                        to="territory.city",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="uploads",
                        to="transit.feedversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "refused", "imported"])),
                        name="upload_state_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Vehicle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("vehicle_id", models.CharField(max_length=120)),
                ("label", models.CharField(blank=True, max_length=60)),
                ("route_id", models.CharField(blank=True, max_length=120)),
                ("line", models.CharField(blank=True, max_length=120)),
                ("trip_id", models.CharField(blank=True, max_length=120)),
                ("direction", models.PositiveSmallIntegerField(null=True)),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("bearing", models.FloatField(null=True)),
                ("speed", models.FloatField(null=True)),
                ("source", models.CharField(max_length=12)),
                ("simulated", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="vehicles",
                        to="territory.city",
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="vehicles",
                        to="transit.feed",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("city", "source", "vehicle_id"), name="one_position_a_vehicle"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["feed", "driver", "passenger", "simulated"])
                        ),
                        name="vehicle_source_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lat__range", (-90, 90)), ("lon__range", (-180, 180))),
                        name="vehicle_is_on_earth",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tracker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("carrier", models.CharField(max_length=10)),
                ("line", models.CharField(max_length=120)),
                ("direction", models.PositiveSmallIntegerField(default=0)),
                ("consented_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trackers",
                        to="territory.city",
                    ),
                ),
                (
                    "vehicle",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tracker",
                        to="transit.vehicle",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("carrier__in", ["driver", "passenger"])),
                        name="tracker_carrier_is_known",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="ride",
            name="vehicle",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="rides",
                to="transit.vehicle",
            ),
        ),
        migrations.CreateModel(
            name="DrawnLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40)),
                ("name", models.CharField(max_length=60)),
                ("long_name", models.CharField(blank=True, max_length=160)),
                ("operator", models.CharField(blank=True, max_length=120)),
                ("mode", models.PositiveSmallIntegerField(default=3)),
                ("colour", models.CharField(blank=True, max_length=6)),
                ("hailed", models.BooleanField(default=True)),
                ("speed_kmh", models.FloatField(default=18)),
                ("ways", models.JSONField(default=list)),
                ("periods", models.JSONField(default=list)),
                ("is_draft", models.BooleanField(default=False)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drawn_lines",
                        to="territory.city",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "code"),
                "constraints": [
                    models.UniqueConstraint(fields=("city", "code"), name="one_drawn_line_each"),
                    models.CheckConstraint(
                        condition=models.Q(("speed_kmh__gt", 0), ("speed_kmh__lte", 160)),
                        name="drawn_line_has_a_speed",
                    ),
                ],
            },
        ),
    ]
