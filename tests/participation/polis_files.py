"""Small published conversations, written to files as Polis does."""

from pathlib import Path

COMMENTS = (
    'timestamp,comment-id,author-id,comment-body\n1,7,0,Más árboles\n1,8,0,"Calles, plazas"\n'
)
PARTICIPANTS = "participant,group-id,7,8\n0,0,1,1\n1,0,-1,\n2,1,1,0\n3,,1,-1\n"
VOTES = (
    "timestamp,datetime,comment-id,voter-id,vote\n"
    "5,x,7,0,-1\n9,x,7,0,1\n6,x,7,1,-1\n6,x,7,2,1\n6,x,7,3,1\n6,x,8,0,1\n6,x,8,2,0\n6,x,8,3,-1\n"
)
# Statement 7: group 0 agrees 1 of 2, group 1 agrees 1 of 1; statement 8: 1 of 1 and 0 of 1.
CONSENSUS = {"7": (2 / 4) * (2 / 3), "8": (2 / 3) * (1 / 3)}


def written(
    folder: Path, *, votes: str = VOTES, comments: str = COMMENTS, participants: str = PARTICIPANTS
) -> list[str]:
    """The three files and the options that name them."""
    options = []
    for name, text in (("votes", votes), ("comments", comments), ("participants", participants)):
        path = folder / f"{name}.csv"
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        options += [f"--{name}", str(path)]
    return options
