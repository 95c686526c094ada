"""Personal data of the room programme: why it is kept, how long, and its ways out."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.ground.purposes import Purpose
from minga.people.models import Person
from minga.programme.core.actions.forgetting import unname

PURPOSES = (
    Purpose(
        what=_("What you propose, write or say in the programme, and its changes"),
        why=_("So that the city can answer it, and everybody can follow what became of it"),
        basis=_("Your agreement, when you hand it in"),
        kept_for=_(
            "As long as the programme's history is public; take it back or erase it by your"
            " private link. Answers of interviews two years, contacts one year"
        ),
        seen_by=_("Everybody; interviews and contacts by those who run the programme only"),
        models=("programme.Node", "programme.Step"),
    ),
    Purpose(
        what=_("Your name with what you stated, wrote, led or tested"),
        why=_("So that whoever contributes is thanked"),
        basis=_("Your agreement; shown to everybody only when you said so"),
        kept_for=_("Until you ask to be taken out"),
        seen_by=_("Those who run the programme; everybody when you agreed"),
        models=("programme.Credit",),
    ),
    Purpose(
        what=_("Which account works in which phase, drew which link, met which partner"),
        why=_("So that every change of the programme has somebody who answers for it"),
        basis=_("Public function of the municipality"),
        kept_for=_("As long as the programme"),
        seen_by=_("Those who run the programme"),
        models=("programme.Assignment", "programme.Edge", "programme.StakeStep"),
    ),
    Purpose(
        what=_("Your name, organisation and roles as a champion, and what you learnt by doing"),
        why=_("So that those who carry the programme on are known, and find each other"),
        basis=_("Your agreement; shown to everybody only when you said so"),
        kept_for=_("Until you ask to be taken out"),
        seen_by=_("Those who run the programme; everybody when you agreed"),
        models=("programme.Champion", "programme.Learning"),
    ),
    Purpose(
        what=_("Which account recorded or accepted a hand-over between teams"),
        why=_("So that it is known who leads what"),
        basis=_("Public function of the municipality"),
        kept_for=_("As long as the programme"),
        seen_by=_("Those who run the programme"),
        models=("programme.HandOver",),
    ),
    Purpose(
        what=_("What you answer after trying something, and your age band or sector if you say it"),
        why=_("So that what is tried gets better before the city takes it into service"),
        basis=_("Your agreement, when you send it; no account, no name, no address is kept"),
        kept_for=_("Your free words one year; the ticks and the rating with the test's results"),
        seen_by=_("Those who run the programme; everybody sees counts, and words if published"),
        models=("programme.TestAnswer",),
    ),
)


def export_of(person: Person) -> dict[str, Any]:
    """What this room holds about a person, as plain values."""
    return {
        "made": list(person.made_nodes.values_list("public_id", flat=True)),
        "credited": [
            {"node": credit.node.public_id, "name": credit.name, "role": credit.role}
            for credit in person.credited.select_related("node")
        ],
        "phases": [
            {"phase": part.phase.code, "role": part.role}
            for part in person.assignments.select_related("phase")
        ],
        "champion": [
            {
                "programme": champion.programme.slug,
                "name": champion.name,
                "roles": champion.roles,
                "since": champion.since.isoformat(),
                "public": champion.public,
                "learnt": list(champion.learnings.order_by("pk").values_list("what", flat=True)),
            }
            for champion in person.champion_of.select_related("programme").order_by("pk")
        ],
    }


def forget(person: Person, *, at: datetime, by: Person | None = None) -> None:
    """Take the person's name and parts out; what was made stays, without them."""
    unname(person=person)
