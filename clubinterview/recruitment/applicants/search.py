"""Finding applicants by any letters of their name, its pinyin or initials, or their student number.

Each application leaves its pairs of neighbouring letters ("grams") in an index of the drive, so that finding two
letters costs the same among a hundred and a million. What the pairs find is compared with the real texts at last.
"""

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from sqlalchemy import delete, select

from clubinterview.auth.models import User
from clubinterview.core.pinyin import initials_of, pinyin_of
from clubinterview.extensions import db
from clubinterview.recruitment.models import Application, ApplicationGram, Status

LONGEST_QUERY = 60
MOST_GRAMS = 4  # pairs that the database compares; the texts themselves decide about the rest


def normalised(text: str) -> str:
    """Return the text as it is compared: NFKC, lower case, without spaces, punctuation, and controls."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] not in "ZPC")


def searchable_texts(user: User) -> list[str]:
    """Return the normalised texts that a person is found by: name, without accents, pinyin, initials, number."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", user.name) if not unicodedata.combining(c))
    texts = [
        user.name,
        plain,
        pinyin_of(user.name),
        initials_of(user.name),
        user.student_number,
    ]
    return list(dict.fromkeys(text for text in map(normalised, texts) if text))


def grams_of(texts: Iterable[str]) -> set[str]:
    """Return what stands in the index: all pairs of neighbours, and each letter that a search may be alone."""
    texts = list(texts)
    return {letter for text in texts for letter in text} | {
        a + b for text in texts for a, b in pairwise(text)
    }


def index_application(application: Application, user: User) -> None:
    """Rewrite the application's grams in the present transaction."""
    db.session.execute(
        delete(ApplicationGram).where(
            ApplicationGram.drive_id == application.drive_id,
            ApplicationGram.application_id == application.id,
        )
    )
    db.session.add_all(
        ApplicationGram(drive_id=application.drive_id, gram=gram, application_id=application.id)
        for gram in grams_of(searchable_texts(user))
    )


def index_again(user: User) -> None:
    """Rewrite the grams of all the user's submitted applications after the name or number has changed."""
    applications = select(Application).where(
        Application.user_id == user.id, Application.status != Status.DRAFT
    )
    for application in db.session.scalars(applications).all():
        index_application(application, user)


def grams_to_find(query: str) -> list[str]:
    """Return the grams that an applicant must have to be found by a normalised query; [] for an empty one.

    At most four, spread over the query, those of Chinese letters first because they are the rarest.
    """
    if len(query) < 2:
        return list(query)
    pairs = list(dict.fromkeys(a + b for a, b in pairwise(query)))
    pairs.sort(key=str.isascii)
    if len(pairs) <= MOST_GRAMS:
        return pairs
    step = (len(pairs) - 1) / (MOST_GRAMS - 1)
    return [pairs[round(step * number)] for number in range(MOST_GRAMS)]


def is_found(user: User, query: str) -> bool:
    """Whether a normalised query stands in one of the person's texts as a whole."""
    return any(query in text for text in searchable_texts(user))
