"""Persons, organisations of the four helices, memberships, and the keys they hold."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from minga.people.roles import ROLES, May


class Helix(models.TextChoices):
    """The quadruple helix: who innovates in a city."""

    GOVERNMENT = "government", _("Government")
    PRIVATE = "private", _("Private sector")
    ACADEMIA = "academia", _("Academia")
    CIVIL = "civil", _("Civil society")


class Organisation(models.Model):
    """A body, company, university or association. `code` is public and unique.

    `short_name` stands where room is scarce, so that what tells bodies apart is not cut off.
    """

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=40, blank=True, default="")
    helix = models.CharField(max_length=12, choices=Helix.choices)
    simulated = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name, or the whole one of who has none."""
        return self.short_name or self.name


class Persons(BaseUserManager["Person"]):
    """Look-ups of persons."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """E-mail addresses are compared without case."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody with an account. Citizens need none to report."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="es")
    is_active = models.BooleanField(default=True)
    simulated = models.BooleanField(default=False)
    # Counted up by "sign out everywhere": sessions and links made before stop working.
    epoch = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[Persons] = Persons()

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        # Sessions end with a new password (Django's part) and with a new epoch (ours).
        own = AbstractBaseUser._get_session_auth_hash(self, secret=secret)  # type: ignore[attr-defined]
        return f"{own}.{self.epoch}"


class Membership(models.Model):
    """A person's role in an organisation."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=[(code, code) for code in ROLES])

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "organisation"], name="one_role_each"),
            models.CheckConstraint(condition=models.Q(role__in=list(ROLES)), name="role_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} in {self.organisation_id}"

    def may(self, permission: May) -> bool:
        """True when the role of this membership grants the permission."""
        return permission in ROLES[self.role].permissions


class ApiToken(models.Model):
    """A bearer token of a person; only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label or f"token {self.pk}"


class EntryLink(models.Model):
    """A one-time link with which a person sets a first or a new password."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="entry_links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"entry link {self.pk}"
