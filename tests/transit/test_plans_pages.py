"""The planning page and the route sheet, without scripts: all of it stands in the address."""

import base64
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.utils.html import escape

from minga.ground.clock import now
from minga.territory.models import City
from minga.transit.models import Feed
from minga.transit.planning.pages import cards
from minga.transit.planning.queries import search
from minga.transit.service_days import day_of
from tests.kernels.transit import drawn
from tests.transit.worlds import HAILED, TIMED

pytestmark = pytest.mark.slow  # a day is compiled
Open = Callable[..., str]


def text(x: float, y: float) -> str:
    lat, lon = drawn.spot(x, y)
    return f"{lat:.6f},{lon:.6f}"


HOME, CAMPUS = f"{text(-3000, -3200)}~Casa", f"{text(3000, -3200)}~Campus"
BY_THE_WAY, NORTH = f"{text(-150, -5000)}~La Vega", f"{text(100, -1000)}~El Norte"


@pytest.fixture
def tomorrow(city: City) -> date:
    return day_of(city, now()) + timedelta(days=1)


@pytest.fixture
def opened(feed: Feed, client: Client, tomorrow: date) -> Open:
    """The page, asked for eight o'clock tomorrow."""

    def ask(status: int = 200, language: str = "en", **given: str) -> str:
        query = {"when": "depart", "day": tomorrow.isoformat(), "time": "08:00"} | given
        answer = client.get("/move/plan/", query, headers={"Accept-Language": language})
        assert answer.status_code == status
        return answer.content.decode()

    return ask


def plain(page: str) -> str:
    """What stands on the page, blanks as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def links(page: str, part: str) -> list[str]:
    return [one.replace("&amp;", "&") for one in re.findall(r'href="([^"]+)"', page) if part in one]


def test_the_form_is_there_before_anything_is_asked(opened: Open) -> None:
    page = opened()
    assert "Where from, where to?" in page
    assert 'class="way ' not in page
    assert "Which one" not in page


def test_an_end_that_was_sent_empty_says_so(opened: Open) -> None:
    page = opened(**{"from": "", "fromPlace": "", "to": "", "toPlace": CAMPUS})
    assert "Say where you start." in page
    assert "Say where you go." not in page
    asked_by_link = opened(toPlace=CAMPUS)
    assert "Say where you start." not in asked_by_link
    both = opened(language="es", **{"from": " ", "to": ""})
    assert "Di desde dónde sales." in both
    assert "Di adónde vas." in both


def test_a_way_is_told_in_plain_sentences(opened: Open) -> None:
    told = plain(opened(fromPlace=HOME, toPlace=CAMPUS))
    assert "Walk 2 min (100 m) to Terminal Poniente." in told
    assert "Take bus 62 towards Universidad. It leaves at 08:20." in told
    assert "Get off at Universidad at 08:40." in told
    assert "tomorrow, 08:18 – 08:42" in told
    assert "No change" in told
    assert "Leaves again at 08:38, 08:58" in told
    assert "as the crow flies" in told
    assert "reckon with half" not in told


def test_a_hailed_line_is_told_without_false_precision(opened: Open) -> None:
    told = plain(opened(fromPlace=BY_THE_WAY, toPlace=NORTH))
    assert "Take bus Bahías towards Norte." in told
    assert "There is no stop: hail it in the street. It passes every 10 min." in told
    assert "Count on a wait of about 5 min." in told
    assert "after about" in told
    assert "reckon with half of its interval" in told
    steps = told[told.index("Step by step") : told.index("Wake me")]
    assert not re.search(r"\d\d:\d\d", steps)


def test_words_are_enough(opened: Open) -> None:
    told = plain(opened(**{"from": "terminal poniente", "to": "Universidad"}))
    assert "Take bus 62 towards Universidad." in told


def test_words_with_several_meanings_are_asked_back(opened: Open, tomorrow: date) -> None:
    page = opened(**{"from": "terminal", "toPlace": CAMPUS})
    assert "Which one do you mean?" in page
    (value,) = re.findall(r'name="fromChoice" value="([^"]+~Terminal Poniente)"', page)
    told = plain(opened(**{"from": "terminal", "fromChoice": value, "toPlace": CAMPUS}))
    assert "Take bus 62" in told


def test_unknown_words_are_said_to_be_unknown(opened: Open) -> None:
    assert "We know no place" in opened(**{"from": "Atlántida", "toPlace": CAMPUS})


def test_words_that_were_changed_count_more_than_the_place_before(opened: Open) -> None:
    page = opened(**{"from": "Plaza Norte", "fromPlace": HOME, "toPlace": CAMPUS})
    assert f'value="{escape("Plaza Norte")}"' in page
    assert "Casa" not in plain(page)
    same = opened(**{"from": "Casa", "fromPlace": HOME, "toPlace": CAMPUS})
    assert "Casa" in plain(same)


def test_stops_may_be_named_by_their_codes(opened: Open) -> None:
    told = plain(opened(fromPlace="lineas-a", toPlace="lineas-e"))
    assert "Terminal Poniente" in told
    assert "It leaves at 08:00." in told


def test_the_shared_link_holds_the_moment_and_leads_to_the_same(
    opened: Open, client: Client
) -> None:
    page = opened(fromPlace=HOME, toPlace=CAMPUS)
    (link,) = links(page, "/move/plan/?")
    again = client.get(link, headers={"Accept-Language": "en"}).content.decode()
    told, same = (plain(one)[plain(one).index("Plan a trip") :] for one in (page, again))
    assert told == same
    assert "when=depart" in link


def test_arriving_by_a_time(opened: Open) -> None:
    told = plain(opened(fromPlace=HOME, toPlace=CAMPUS, when="arrive", time="09:30"))
    assert "tomorrow, 08:58 – 09:22" in told


def test_the_alarm_takes_over_behind_the_hash(opened: Open) -> None:
    (link,) = links(opened(fromPlace=HOME, toPlace=CAMPUS), "/move/ride/#")
    told = {key: one for key, (one,) in parse_qs(urlsplit(link).fragment).items()}
    assert told == {"to": "lineas-e", "name": "Universidad", "line": TIMED, "from": "lineas-a",
                    "way": told["way"]}  # fmt: skip
    (hailed,) = links(opened(fromPlace=BY_THE_WAY, toPlace=NORTH), "/move/ride/#")
    told = {key: one for key, (one,) in parse_qs(urlsplit(hailed).fragment).items()}
    assert told["line"] == HAILED
    assert re.fullmatch(r"-36\.\d+,-73\.\d+", told["to"])
    assert told["way"] in "01"


def test_the_way_of_a_line_is_the_one_that_goes_there(opened: Open, feed: Feed) -> None:
    forth = links(opened(fromPlace=BY_THE_WAY, toPlace=NORTH), "/move/ride/#")
    back = links(opened(fromPlace=NORTH, toPlace=BY_THE_WAY), "/move/ride/#")
    ways = [parse_qs(urlsplit(link).fragment)["way"][0] for link in (*forth, *back)]
    assert sorted(ways) == ["0", "1"]
    line = feed.versions.get().lines.get(code=HAILED)
    assert line.ways[int(ways[0])]["headsign"] == "Norte"
    assert line.ways[int(ways[1])]["headsign"] == "Sur"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"fromPlace": "0,0~Isla"}, "The start is outside the city"),
        ({"fromPlace": f"{text(-9000, 4000)}~Mar"}, "The nearest stop is Terminal Poniente"),
        ({"toPlace": HOME}, "You are there already"),
        ({"stepFree": "1"}, "We know of no step-free way"),
        ({"day": "2001-01-01"}, "That day is over"),
        ({"day": "2199-01-01"}, "We plan at most 28 days ahead"),
        ({"day": "soon"}, "That is no day"),
        ({"time": "25:61"}, "That is no time of day"),
        ({"fromPlace": "91,181"}, ""),
        ({"fromPlace": "lineas-gone"}, ""),
        ({"prefer": "fly", "when": "never", "stepFree": "2"}, ""),
        ({"from": "\x01\x02", "to": "a" * 5000}, "We know no place"),
    ],
)
def test_whatever_is_asked_the_answer_is_clear(
    opened: Open, given: dict[str, str], told: str
) -> None:
    assert told in plain(opened(**{"fromPlace": HOME, "toPlace": CAMPUS} | given))


def test_what_somebody_writes_is_only_text(opened: Open) -> None:
    name = '"><script>alert(1)</script>'
    page = opened(fromPlace=f"{text(-3000, -3200)}~{name}", toPlace=CAMPUS)
    assert "<script>alert" not in page
    assert escape(name) in page


def test_a_day_that_is_being_compiled_asks_for_patience(
    opened: Open, city: City, tomorrow: date
) -> None:
    later = (tomorrow + timedelta(days=14)).isoformat()
    with search.compile_lock(city):
        page = opened(503, fromPlace=HOME, toPlace=CAMPUS, day=later)
    assert "are being made ready" in page


def test_a_city_without_timetables_says_so(city: City, client: Client) -> None:
    told = client.get("/move/plan/", {"fromPlace": HOME, "toPlace": CAMPUS},
                      headers={"Accept-Language": "en"})  # fmt: skip
    assert "no timetables in Minga yet" in told.content.decode()


def test_more_ways_ask_no_more_of_the_database(
    feed: Feed, client: Client, tomorrow: date, django_assert_max_num_queries: Any
) -> None:
    given = {"toPlace": CAMPUS, "when": "depart", "day": tomorrow.isoformat(), "time": "08:00"}
    client.get("/move/plan/", given | {"fromPlace": HOME})  # the day is read once a process
    counts = []
    for origin in (HOME, f"{text(-20, -3200)}~Plaza"):
        with django_assert_max_num_queries(20) as seen:
            client.get("/move/plan/", given | {"fromPlace": origin})
        counts.append(len(seen))
    assert counts[0] == counts[1]


# ------------------------------------------------------------------ the sheet


def test_the_sheet_tells_the_same_way_and_its_date(
    opened: Open, client: Client, tomorrow: date
) -> None:
    (link,) = links(opened(fromPlace=HOME, toPlace=CAMPUS), "/sheet/")
    assert re.fullmatch(r"/move/plan/sheet/[\w-]+/", link)  # as phones keep it
    sheet = plain(client.get(link, headers={"Accept-Language": "en"}).content.decode())
    assert "Take bus 62 towards Universidad. It leaves at 08:20." in sheet
    assert "Made on" in sheet
    assert f"{tomorrow:%A} {tomorrow.day} {tomorrow:%B %Y}, 08:18 – 08:42" in sheet
    assert "tomorrow" not in sheet
    assert "does not run any more" not in sheet
    spanish = client.get(link, headers={"Accept-Language": "es"})
    assert spanish.status_code == 200


def test_a_sheet_whose_way_is_gone_says_so_and_tells_the_best(
    opened: Open, client: Client, tomorrow: date
) -> None:
    query = {"fromPlace": HOME, "toPlace": CAMPUS, "when": "depart", "day": tomorrow.isoformat(),
            "time": "08:00", "way": "1~lineas-99"}  # fmt: skip
    page = client.get(f"/move/plan/sheet/{token(query)}/", headers={"Accept-Language": "en"})
    assert "That way does not run any more." in page.content.decode()
    assert "Take bus 62" in plain(page.content.decode())


def token(told: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(urlencode(told).encode()).rstrip(b"=").decode()


def test_a_sheet_of_a_day_that_is_over_is_gone(opened: Open, client: Client) -> None:
    query = {"fromPlace": HOME, "toPlace": CAMPUS, "when": "depart", "day": "2021-01-01"}
    assert client.get(f"/move/plan/sheet/{token(query)}/").status_code == 410


@pytest.mark.parametrize("word", ["x", "%%", "AAAA", "a" * 3000, "_w", token({"from": "Casa"})])
def test_no_sheet_is_a_page_that_is_not_there(feed: Feed, client: Client, word: str) -> None:
    assert client.get(f"/move/plan/sheet/{word}/").status_code == 404


def test_tokens_come_back_as_they_were() -> None:
    query = {"fromPlace": "-36.8,-73.0~Ñuñoa & Cía.", "way": "12~a~b"}
    assert parse_qs(cards.query_of(token(query)))["fromPlace"] == ["-36.8,-73.0~Ñuñoa & Cía."]


def test_a_long_wait_for_the_first_bus_is_told_in_words(opened: Open) -> None:
    ends = {"fromPlace": BY_THE_WAY, "toPlace": NORTH}
    night = plain(opened(**ends, time="03:00"))
    assert re.search(r"Nothing goes before: you leave at 0[56]:\d\d, [23] h \d+ min after", night)
    assert "Nothing goes before" not in plain(opened(**ends, time="08:00"))
    assert "Nothing goes before" not in plain(opened(**ends, time="08:00", when="arrive"))
