"""Length and pace, repetition and fillers."""

import re

from clubinterview.practice.scoring.model import Loss
from clubinterview.practice.scoring.profiles import Profile
from clubinterview.practice.scoring.text import Reading, Sentence, ngrams, squeeze, without_overlong

SHORTEST = 10
LEAST_SHOWN = 0.5
SPOKEN_UNITS_PER_MINUTE = (25, 420)
PACE_COST = 2.0
REPEAT_GRAM = 6
CHINESE_GRAM, ENGLISH_GRAM = 5, 3
NATURAL_REPETITION, MOST_REPETITION = 0.05, 0.5
_FILLERS = re.compile(
    r"(?:^|[,，。…、\s])(?:嗯+|呃+|额+|那个|就是)(?=[,，。…、\s]|$)|那个那个|这个这个|然后然后|就是就是|怎么说呢|"
    r"\b(?:um+|uh+|erm+|hmm+|you know|i mean|sort of|kind of|basically)\b|, like,"
)


def length_losses(profile: Profile, reading: Reading, seconds: int | None) -> list[Loss]:
    """Too short, too long, and too slow or fast when the time is known."""
    maximum = float(profile.maximums["length"])
    units = reading.units
    losses = []
    if units < profile.full_length:
        share = max(0.0, units - SHORTEST) / (profile.full_length - SHORTEST)
        losses.append(Loss("length", maximum * (1.0 - share), "too_short", detail=str(int(units))))
    elif units > profile.longest:
        share = min(1.0, (units - profile.longest) / profile.longest)
        losses.append(Loss("length", maximum / 2 * share, "too_long", detail=str(int(units))))
    if seconds is not None and seconds > 0:
        slowest, fastest = SPOKEN_UNITS_PER_MINUTE
        pace = units * 60 / seconds
        left = maximum - sum(loss.points for loss in losses)
        if not slowest <= pace <= fastest:
            reason = "too_slow" if pace < slowest else "too_fast"
            losses.append(Loss("length", min(PACE_COST, left), reason, detail=str(int(pace))))
    return losses


def repetition(reading: Reading) -> float:
    """The share of all points that saying the same again costs: natural answers repeat next to nothing."""
    characters = "".join(squeeze(without_overlong(s.text)) for s in reading.sentences if s.is_chinese)
    words = [word for s in reading.sentences if not s.is_chinese for word in s.words]
    chinese = ngrams(characters, CHINESE_GRAM)
    english = [tuple(words[at : at + ENGLISH_GRAM]) for at in range(len(words) - ENGLISH_GRAM + 1)]
    whole = len(chinese) + len(english)
    if not whole:
        return 0.0
    repeated = 1.0 - (len(set(chinese)) + len(set(english))) / whole
    return min(MOST_REPETITION, max(0.0, repeated - NATURAL_REPETITION))


def _repeated_share(sentence: Sentence, seen: set[str]) -> float:
    grams = ngrams(sentence.squeezed, REPEAT_GRAM)
    return sum(gram in seen for gram in grams) / len(grams) if grams else 0.0


def style_losses(profile: Profile, reading: Reading) -> list[Loss]:
    """Sentences said again and fillers; a very short answer has shown little style."""
    maximum = float(profile.maximums["style"])
    shown = min(1.0, LEAST_SHOWN + reading.units / profile.full_length)
    left = maximum * shown
    losses = [Loss("style", maximum - left, "too_short")]
    seen: set[str] = set()
    for sentence in reading.sentences:
        if _repeated_share(sentence, seen) > 0.5:
            points = min(2.0, left)
            left -= points
            losses.append(Loss("style", points, "repeats", sentence.raw))
        seen.update(ngrams(sentence.squeezed, REPEAT_GRAM))
        fillers = len(_FILLERS.findall(sentence.text))
        if fillers:
            points = min(0.5 * fillers, left)
            left -= points
            losses.append(Loss("style", points, "fillers", sentence.raw))
    return losses
