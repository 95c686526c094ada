"""`minga opinions`: a published conversation recomputed, and one sentence for broken files."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kernels import naive
from tests.participation.polis_files import (
    COMMENTS,
    CONSENSUS,
    PARTICIPANTS,
    VOTES,
    written,
)


def told(options: list[str]) -> dict[str, object]:
    """What the command prints with --json."""
    out = StringIO()
    call_command("opinions", *options, "--json", stdout=out, stderr=StringIO())
    answer: dict[str, object] = json.loads(out.getvalue())
    return answer


@pytest.mark.real_data
@pytest.mark.slow
def test_the_published_consensus_of_bowling_green_is_reproduced(real_data: Path) -> None:
    folder = real_data / "polis-bg2050"
    names = {"votes": "votes", "comments": "comments", "participants": "participants-votes"}
    options = [part for o, f in names.items() for part in (f"--{o}", str(folder / f"{f}.csv"))]
    answer = told(options)
    with (folder / "comments.csv").open(encoding="utf-8", newline="") as file:
        published = {
            row["comment-id"]: float(row["group-informed-consensus"])
            for row in csv.DictReader(file)
        }
    assert (answer["statements"], answer["voters"]) == (371, 126)
    consensus = answer["consensus"]
    assert isinstance(consensus, dict)
    assert set(consensus) == set(published)
    equal = [one for one in published if abs(consensus[one] - published[one]) < 1e-12]
    assert len(equal) == 371


def test_last_votes_and_published_groups_are_what_counts(tmp_path: Path) -> None:
    answer = told(written(tmp_path))
    assert answer == {"statements": 2, "voters": 4, "consensus": pytest.approx(CONSENSUS)}


def test_the_order_of_lines_does_not_matter_but_time_does(tmp_path: Path) -> None:
    header, *lines = VOTES.splitlines()
    backwards = "\r\n".join([header, *reversed(lines)])
    answer = told(written(tmp_path, votes=f"\ufeff{backwards}"))
    assert answer["consensus"] == pytest.approx(CONSENSUS)


def test_of_the_same_instant_the_later_line_counts(tmp_path: Path) -> None:
    both = "timestamp,comment-id,voter-id,vote\n5,7,0,1\n5,7,0,-1\n"
    consensus = told(written(tmp_path, votes=both))["consensus"]
    assert consensus == {"7": pytest.approx(1 / 3 * 1 / 2), "8": pytest.approx(1 / 4)}


def test_a_vote_on_an_unlisted_statement_is_left_out_and_said(tmp_path: Path) -> None:
    trouble = StringIO()
    options = written(tmp_path, votes=f"{VOTES}6,x,99,2,1\n")
    call_command("opinions", *options, stdout=(out := StringIO()), stderr=trouble)
    assert "1 votes are about statements that are not" in trouble.getvalue()
    assert "2 statements, 4 voters" in out.getvalue()


FILES = {"votes": VOTES, "comments": COMMENTS, "participants": PARTICIPANTS}


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("votes", "", "votes.csv: The file is empty"),
        ("votes", VOTES.replace("vote\n", "wote\n"), "votes.csv has no column 'vote'."),
        ("votes", VOTES.replace("datetime", "vote"), "votes.csv has more than one column 'vote'."),
        ("votes", VOTES.replace("5,x,7,0,-1", "5,x,7,0,2"), "row 2 has a vote that is not 1, 0"),
        ("votes", VOTES.replace("5,x,7,0,-1", "5,x,7,0,nan"), "row 2 has a vote that is not"),
        ("votes", VOTES.replace("5,x,7,0,-1", "soon,x,7,0,1"), "row 2 has a timestamp that is no"),
        ("votes", VOTES.replace("5,x,7,0,-1", "²,x,7,0,1"), "row 2 has a timestamp that is no"),
        ("votes", VOTES.replace("5,x,7,0,-1", "5,x,7"), "row 2 has 3 cells where the first one"),
        ("votes", VOTES.replace("5,x,7,0,-1", "5,x,7,,1"), "row 2 lacks a voter or a statement."),
        ("votes", VOTES.replace("5,x,7,0,-1", f"5,x,{'7' * 500},0,1"), "an id that is too long."),
        ("votes", f'{VOTES}5,"x', "votes.csv is no well-formed CSV"),
        ("votes", f"{VOTES}\udcff\udcfe", "votes.csv: row 10 has 1 cells where"),
        ("comments", COMMENTS.replace("1,8,", "1,7,"), "row 3 has its comment-id twice."),
        ("comments", COMMENTS.replace("1,8,", "1,,"), "row 3 has its comment-id empty."),
        ("comments", f"{COMMENTS}1,9,0,{'x' * 2_000_000}", "comments.csv is no well-formed CSV"),
        ("participants", PARTICIPANTS.replace("2,1,", "1,1,"), "has its participant twice."),
        ("participants", PARTICIPANTS.replace("group-id", "grupo"), "no column 'group-id'."),
        ("participants", "participant,group-id\n0,\n1,\n", "nobody is in a group"),
    ],
)
def test_a_broken_file_gives_one_clear_sentence(
    tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    options = written(tmp_path, **{**FILES, name: text})
    with pytest.raises(CommandError, match=r"^[^\n]+$") as refused:
        told(options)
    assert sentence in str(refused.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    options = written(tmp_path)
    with pytest.raises(CommandError, match="There is no file"):
        told([*options[:-1], str(tmp_path / "nowhere.csv")])
    with pytest.raises(CommandError, match=r"cannot be read\.$"):
        told([*options[:-1], str(tmp_path)])
    with pytest.raises(CommandError, match=r"cannot be read\.$"):
        told([*options[:-1], "a\x00b"])


SAME_FOLDER = [HealthCheck.function_scoped_fixture]  # each example writes its files anew
mangled = st.one_of(
    st.binary(max_size=200),
    st.tuples(
        st.sampled_from(sorted(FILES.values())), st.integers(0, 120), st.binary(max_size=4)
    ).map(lambda cut: cut[0].encode()[: cut[1]] + cut[2] + cut[0].encode()[cut[1] :]),
)


@pytest.mark.slow
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.sampled_from(sorted(FILES)), data=mangled)
def test_whatever_a_file_holds_is_read_or_refused(tmp_path: Path, name: str, data: bytes) -> None:
    options = written(tmp_path, **{**FILES, name: data.decode("utf-8", "surrogateescape")})
    try:
        answer = told(options)
    except CommandError as refused:
        sentence = str(refused)
        assert sentence.count("\n") == 0
        return
    consensus = answer["consensus"]
    assert isinstance(consensus, dict)
    assert all(0 < worth < 1 for worth in consensus.values())


@pytest.mark.slow
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    cast=st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 4), st.integers(0, 2), st.integers(-1, 1)),
        min_size=1,
        max_size=40,
        unique_by=lambda one: one[:3],
    ),
    groups=st.lists(st.sampled_from(["", "0", "1", "2"]), min_size=5, max_size=5),
)
def test_the_command_says_what_the_slow_twin_says(
    tmp_path: Path, cast: list[tuple[int, int, int, int]], groups: list[str]
) -> None:
    groups[0] = "0"
    group_of = {str(person): group for person, group in enumerate(groups)}
    votes = "timestamp,comment-id,voter-id,vote\n" + "".join(
        f"{at},{about},{person},{vote}\n" for at, person, about, vote in cast
    )
    comments = "comment-id\n" + "".join(f"{about}\n" for about in sorted({c[2] for c in cast}))
    people = "participant,group-id\n" + "".join(f"{p},{g}\n" for p, g in group_of.items())
    answer = told(written(tmp_path, votes=votes, comments=comments, participants=people))
    slow = naive.consensus([(at, str(p), str(s), v) for at, p, s, v in cast], group_of)
    assert answer["consensus"] == pytest.approx({one: float(worth) for one, worth in slow.items()})
