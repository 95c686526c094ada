"""Take a person out of the programme without taking what the city made of it."""

from minga.ground.work import action
from minga.people.models import Person
from minga.programme.models import Assignment, Credit, Edge, Node, Step
from minga.programme.models.champions import Champion, HandOver, Learning
from minga.programme.models.partners import StakeStep


@action
def unname(*, person: Person) -> None:
    """Delete the person's credits and parts, and take the account off nodes, edges and steps."""
    Credit.objects.filter(person=person).delete()
    Assignment.objects.filter(person=person).delete()
    Champion.objects.filter(person=person).delete()
    for table in (Node, Edge, Step, StakeStep, Champion, Learning, HandOver):
        table._default_manager.filter(by=person).update(by=None)
    HandOver.objects.filter(accepted_by=person).update(accepted_by=None)
