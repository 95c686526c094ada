"""Forms of the shell: signing in and choosing a password."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    """E-mail and password; whether they fit is asked by the page."""

    email = forms.CharField(label=_("E-mail"), max_length=254)
    password = forms.CharField(label=_("Password"), max_length=200, strip=False)


class NewPasswordForm(forms.Form):
    """A password, typed twice. Its strength is judged by the action that stores it."""

    password = forms.CharField(label=_("New password"), max_length=200, strip=False)
    again = forms.CharField(label=_("The same once more"), max_length=200, strip=False)

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        cleaned = super().clean() or {}
        if cleaned.get("again") and cleaned.get("password") != cleaned["again"]:
            self.add_error("again", _("The two passwords differ."))
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """As above, with the present password first."""

    present = forms.CharField(label=_("Present password"), max_length=200, strip=False)
    field_order = ("present", "password", "again")
