"""R37: no input crashes the readers, and the API answers what its own schema says."""

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import status_code_conformance

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.forms import faults_of, read
from minga.ground.http import read_key
from minga.ground.secrets import ALPHABET, new_receipt, read_receipt
from minga.participation.workshops.actions import join_workshop, open_workshop
from minga.people import actions as people
from minga.reports.intake import FilingForm, FilingIn
from minga.reports.official_actions import OFFICIAL_ACTIONS
from minga.reports.queries import author_token
from minga.territory.models import City
from tests.cast import Cast
from tests.world import filed

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    | st.text(st.characters(categories=["Cs", "Cc", "Lu"]), max_size=4) | st.just("x" * 5000)
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
FIELDS = [*FilingIn.model_fields, "unknown"]
MANY = settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))


def read_or_refused(reader: Callable[[Any], Any], raw: Any) -> Any:
    """What was read, or the refusal; anything else is a failure of the test."""
    try:
        return reader(raw)
    except BadInput as refused:
        return refused


def read_filing(raw: Any) -> FilingIn:
    """A JSON body as the API judges it."""
    try:
        return FilingIn.model_validate(raw)
    except ValidationError as trouble:
        raise BadInput(faults_of(trouble)) from trouble


def read_form(sent: dict[str, str]) -> FilingForm:
    """The page's form."""
    return read(FilingForm, sent)


def likely() -> st.SearchStrategy[Any]:
    """Objects with our own fields, filled with anything."""
    return st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=len(FIELDS))


@pytest.mark.slow
@MANY
@given(raw=ANYTHING | likely())
def test_intake_reads_or_refuses_and_never_fails(raw: Any) -> None:
    filing = read_or_refused(read_filing, raw)
    if isinstance(filing, BadInput):
        assert filing.faults
        for fault in filing.faults:
            assert str(fault.message)
            assert "%(" not in str(fault.message)
            assert fault.field == "" or fault.field in FIELDS
        return
    # What was read can be stored anywhere: as UTF-8 without U+0000, numbers finite.
    stored = json.dumps(filing.model_dump(), allow_nan=False, ensure_ascii=False)
    assert "\\u0000" not in stored
    stored.encode("utf-8")
    assert (filing.lat is None) == (filing.lon is None)
    assert filing.lat is not None or (filing.address or "").strip()
    assert filing.lat is None or -90 <= filing.lat <= 90


@MANY
@given(
    form=st.dictionaries(
        st.sampled_from([*FIELDS, "contact_name", "contact_email", "contact_phone", "key"]),
        st.text() | st.sampled_from(["1e999", "nan", "-36,8", "0x10", "١٢", "1_000"]),
    )
)
def test_form_reads_or_refuses_and_never_fails(form: dict[str, str]) -> None:
    filing = read_or_refused(read_form, form)
    if isinstance(filing, BadInput):
        assert filing.faults
        return
    json.dumps(filing.model_dump(), allow_nan=False)


@MANY
@given(key=st.none() | st.text(max_size=300))
def test_key_is_short_and_printable_or_refused(key: str | None) -> None:
    key_read = read_or_refused(read_key, key)
    if isinstance(key_read, BadInput):
        assert key_read.status == 400
        return
    assert 0 < len(key_read) <= 200
    assert key_read.isprintable()


# ------------------------------------------------------------------ receipts


def test_receipt_is_read_however_it_was_typed() -> None:
    for _ in range(200):
        receipt = new_receipt()
        plain = receipt.replace("-", "")
        for typed in (
            receipt,
            receipt.lower(),
            plain,
            f"  {plain} ",
            " ".join(plain),
            f"#{receipt}.",
        ):
            assert read_receipt(typed) == receipt


def test_one_wrong_sign_is_always_seen() -> None:
    for _ in range(20):
        receipt = new_receipt()
        for place, sign in enumerate(receipt):
            for other in ALPHABET:
                if sign not in ("-", other):
                    assert read_receipt(receipt[:place] + other + receipt[place + 1 :]) is None


def test_two_neighbours_swapped_are_nearly_always_seen() -> None:
    seen = missed = 0
    for _ in range(300):
        plain = new_receipt().replace("-", "")
        for place in range(7):
            if plain[place] != plain[place + 1]:
                swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
                seen += 1
                missed += read_receipt(swapped) is not None
    assert missed / seen < 0.15


@MANY
@given(typed=st.text(max_size=40) | st.text(ALPHABET + ALPHABET.lower() + "- ", max_size=14))
def test_any_text_is_a_receipt_in_its_proper_form_or_none(typed: str) -> None:
    receipt = read_receipt(typed)
    assert receipt is None or (len(receipt) == 11 and read_receipt(receipt) == receipt)


# ------------------------------------------------------------------ the API against its schema


@schemathesis.serializer("application/x-protobuf")
def as_it_is(context: Any, value: Any) -> bytes:
    """Nonsense instead of a message."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


@pytest.mark.slow
@pytest.mark.django_db
def test_api_keeps_its_own_schema(city: City, cast: Cast, application: WSGIHandler) -> None:
    """Every operation with generated input, by four sorts of callers: documented statuses only."""
    report = filed(city, key="known", at=now())
    token = people.grant_token(person=cast.tito, label="fuzz", at=now())
    workshop, secret = open_workshop(city=city, title="Taller", at=now())
    seat = join_workshop(workshop=workshop, who={}, at=now()).token
    board = str(workshop.boards.get().pk)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    examples = int(os.environ.get("MINGA_FUZZ_EXAMPLES", "12"))
    tried: set[str] = set()
    for operation in schema.get_all_operations():
        endpoint = operation.ok()
        tried.add(f"{endpoint.method.upper()} {endpoint.path}")

        @settings(
            max_examples=examples, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        )  # fmt: skip
        @given(
            case=endpoint.as_strategy(),
            bearer=st.sampled_from(
                [token, author_token(report.receipt), secret, seat, "", "nonsense"]
            ),
            verb=st.sampled_from([*OFFICIAL_ACTIONS, "fly", "open", "close"]),
            is_known=st.booleans(),
        )
        def ask(case: Any, bearer: str, verb: str, is_known: bool) -> None:
            if is_known and "receipt" in (case.path_parameters or {}):
                case.path_parameters["receipt"] = report.receipt
            if is_known and "code" in (case.path_parameters or {}):
                case.path_parameters["code"] = workshop.code
            if is_known and "board" in (case.path_parameters or {}):
                case.path_parameters["board"] = board
            if "verb" in (case.path_parameters or {}):
                case.path_parameters["verb"] = verb
            headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
            answer = case.call(headers=headers)
            case.validate_response(answer, checks=[not_a_server_error, status_code_conformance])
            if answer.status_code >= 400 and answer.status_code != 405:
                assert set(answer.json()) - {"note"} == {"errors"}

        ask()
    assert len(tried) >= 45


@pytest.fixture
def application(db: None) -> Iterator[WSGIHandler]:
    """Django as a WSGI application that leaves the test's transaction open between requests."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield WSGIHandler()
    for signal in signals:
        signal.connect(close_old_connections)
