"""Traffic incidents of the reports room, for pages of a room that knows no reports."""

from typing import Any

from django import template
from django.utils.translation import get_language

from minga.reports.queries import Filter, public_reports
from minga.reports.rules import OPEN
from minga.transit.alerts.rules import INCIDENTS

register = template.Library()
MAX_SHOWN = 6


@register.inclusion_tag("web/_traffic.html", takes_context=True)
def traffic_reports(context: template.Context, alerts: Any = ()) -> dict[str, Any]:
    """The open reports that concern traffic, newest first; those told as alerts are left out."""
    city = context["city"]
    receipts = {alert.report for alert in alerts if alert.report}
    wanted = Filter(states=[state.value for state in OPEN], categories=list(INCIDENTS))
    rows = public_reports(city, wanted)[: MAX_SHOWN + len(receipts)]
    return {
        "reports": [report for report in rows if report.receipt not in receipts][:MAX_SHOWN],
        "city": city,
        "city_query": context["city_query"],
        "LANGUAGE_CODE": get_language(),
    }


@register.simple_tag
def traffic_categories() -> str:
    """Codes of the categories that concern traffic, for the map."""
    return " ".join(INCIDENTS)
