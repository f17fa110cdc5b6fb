"""Learning whom answers speak to."""

from tests.practice.fit_audience import learn
from tests.practice.test_scoring_audience import HONEST, HOSTILE


def test_learning_is_the_same_on_every_run() -> None:
    texts = [(text, True) for text in HOSTILE] + [(text, False) for text in HONEST]
    assert learn(texts) == learn(texts)
