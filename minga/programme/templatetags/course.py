"""The words of a method in templates."""

from django import template

from minga.programme.methods import localized

register = template.Library()
register.filter("localized", localized)
