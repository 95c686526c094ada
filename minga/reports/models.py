"""Reports, what was done about them, and what came with them."""

from typing import Any

from django.db import models

from minga.people.models import Organisation, Person
from minga.reports.rules import MAX_TEXT_LENGTH, OPEN, Held, State
from minga.territory.models import Area, Body, City, Crew


class Category(models.Model):
    """A kind of problem that people of a city report. `urgent`: emergency numbers come first."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="categories")
    code = models.SlugField(max_length=40)
    name_es = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    icon = models.CharField(max_length=40, default="circle-dot")
    urgent = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "categories"
        constraints = (models.UniqueConstraint(fields=["city", "code"], name="one_category_each"),)
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.code

    def name(self, language: str | None) -> str:
        """The name in a language; Spanish unless English is asked."""
        return self.name_en if (language or "").startswith("en") else self.name_es


class Source(models.TextChoices):
    """How a report came in."""

    WEB = "web", "web"
    API = "api", "api"
    CALL = "call", "call"
    IMPORT = "import", "import"
    DEMO = "demo", "demo"


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports, narrowed by adjectives."""

    def open(self) -> "ReportQuerySet":
        """Those that still wait for somebody."""
        return self.filter(state__in=[state.value for state in OPEN])

    def public(self) -> "ReportQuerySet":
        """Those that everybody may see (their public columns)."""
        return self.filter(hidden=False)


class Report(models.Model):
    """One thing that is wrong, somewhere. History is in `Entry`; these columns are the present.

    Private: text, contact, attributes, attachments. `intake_key` is the digest of the client's
    Idempotency-Key and `intake_digest` that of the body sent with it: a retry finds its report.

    Each index is written with each report, so keys that another index begins with, or that
    nobody looks up, have none of their own.
    """

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="reports", db_index=False)
    receipt = models.CharField(max_length=11, unique=True)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="reports", db_index=False
    )
    state = models.CharField(max_length=12, default=State.RECEIVED.value)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    cell = models.BigIntegerField(null=True)
    accuracy_m = models.FloatField(null=True)
    address = models.CharField(max_length=300, blank=True)
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="reports", db_index=False)
    crew = models.ForeignKey(
        Crew, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    why: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    filed_answer: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    text = models.TextField(blank=True, max_length=MAX_TEXT_LENGTH)
    contact: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    attributes: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    published_text = models.TextField(blank=True)
    hidden = models.BooleanField(default=False)
    photos = models.PositiveSmallIntegerField(default=0)
    voices = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.API)
    simulated = models.BooleanField(default=False)
    filed_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="filed_reports"
    )
    filed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)
    intake_key = models.CharField(max_length=64, unique=True)
    intake_digest = models.CharField(max_length=64)

    objects = ReportQuerySet.as_manager()

    seen_entry: int | None = None
    """The last line of history that the official who acts has read; see `lock_for_official`."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]),
                name="report_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(lat__isnull=True, lon__isnull=True, cell__isnull=True)
                | models.Q(lat__range=(-90, 90), lon__range=(-180, 180), cell__isnull=False),
                name="report_place_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(lat__isnull=False) | ~models.Q(address=""),
                name="report_has_a_place",
            ),
        )
        indexes = (
            models.Index(fields=["city", "-id"], name="report_newest"),
            models.Index(fields=["city", "state", "-id"], name="report_by_state"),
            models.Index(fields=["city", "body", "-id"], name="report_by_body"),
            models.Index(fields=["lat", "lon"], name="report_window"),
            models.Index(fields=["cell"], name="report_cell"),
        )

    def __str__(self) -> str:
        return self.receipt

    @property
    def is_open(self) -> bool:
        """True while somebody still has to do something."""
        return self.state in OPEN

    @property
    def held(self) -> Held:
        """What decides who attends it."""
        return Held(self.city_id, self.body_id)


class Entry(models.Model):
    """One line of a report's history. Append-only, but for the words of a forgotten reporter.

    `body` answers for the report; `organisation` is the institution for which `by` acted then,
    and nobody where the reporter or the platform did.
    """

    class Kind(models.TextChoices):
        """What the line tells; PUBLIC_KINDS are public. REPLY, FIXED, SORTED are the reporter's."""

        STATE = "state", "state"
        ANSWER = "answer", "answer"
        NOTE = "note", "note"
        PLACED = "placed", "placed"
        HIDDEN = "hidden", "hidden"
        UNHIDDEN = "unhidden", "unhidden"
        PUBLISHED = "published", "published"
        REPLY = "reply", "reply"
        FIXED = "fixed", "fixed"
        SORTED = "sorted", "sorted"

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    crew = models.ForeignKey(
        Crew, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    from_reporter = models.BooleanField(default=False)
    text = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


PUBLIC_KINDS = (
    Entry.Kind.STATE,
    Entry.Kind.ANSWER,
    Entry.Kind.PUBLISHED,
    Entry.Kind.REPLY,
    Entry.Kind.FIXED,
)


class Attachment(models.Model):
    """A photo or voice note. Files lie under the media folder by their random name.

    `published_name` is the redacted copy of a photo that an official published.
    """

    class Kind(models.TextChoices):
        """Photo or voice."""

        PHOTO = "photo", "photo"
        VOICE = "voice", "voice"

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    name = models.CharField(max_length=64, unique=True)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    duration_s = models.FloatField(null=True)
    published_name = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = (
            # The same photo sent twice by a flaky phone is one photo.
            models.UniqueConstraint(fields=["report", "sha256"], name="one_copy_each"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
