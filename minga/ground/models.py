"""The event table and the errands that reactions owe to it.

One table of facts has three readers: the audit trail, the worker, the live stream. Its id is
the cursor of all three, and ids are visible in commit order on both engines (see `work.py`).
"""

from django.db import models


class Event(models.Model):
    """One recorded fact. Append-only; ids, codes and times, never text or names."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=64)
    at = models.DateTimeField()
    city_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=40)
    official = models.BooleanField(default=False)
    data = models.JSONField()

    class Meta:
        indexes = (models.Index(fields=["subject", "id"], name="event_of_subject"),)

    def __str__(self) -> str:
        return f"{self.id} {self.name} {self.subject}"


class Errand(models.Model):
    """What one reaction still owes to one fact: the queue, written with the fact itself.

    A worker claims an errand by setting `lease_until`; a killed worker's lease runs out and the
    errand is free again. Done errands are deleted in the transaction of their own effect.
    """

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="errands")
    reaction = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["event", "reaction"], name="one_errand_per_reaction"),
        )
        indexes = (models.Index(fields=["due_at", "id"], name="errand_due"),)

    def __str__(self) -> str:
        return f"{self.reaction} for {self.event_id}"


class Allowance(models.Model):
    """How far one sender has used its intake limit (kept in the counters database).

    `taken`: the moments of the last minute, as 64-bit microseconds since 1970, oldest first;
    `used_until`: when the last of them counts no more, in seconds.
    """

    key = models.CharField(max_length=80, primary_key=True)
    used_until = models.FloatField()
    taken = models.BinaryField(null=True)

    class Meta:
        db_table = "ground_allowance"

    def __str__(self) -> str:
        return self.key


class Pulse(models.Model):
    """The last sign of life of a long-running part (kept in the counters database)."""

    name = models.CharField(max_length=40, primary_key=True)
    at_s = models.FloatField()

    def __str__(self) -> str:
        return self.name
