"""Golden values of the metrics: Tests/MultiTaskTests/Golden/metrics.json, by mir_eval and scikit-learn.

multipitch      cases of `times` and `pitches` (MIDI numbers, fractional in some; a list for each frame, empty ones
                included) for `reference` and `estimate`; `expected` has mir_eval.multipitch.metrics under its own names
                and `F1` = 2PR ÷ (P + R)
transcription   notes [onset, offset, MIDI pitch] in seconds; `expected` is mir_eval.transcription.evaluate, under its
                own names (onset tolerance 50 ms, pitch 50 cents, offset the greater of 50 ms and a fifth of the note)
classification  `truth` (classes × frames, 0 and 1), `scores` and the `threshold` (a score of just that counts as yes);
                `expected` has each class's precision, recall, F1 (zero where undefined), macro and micro F1, and each
                class's area under the ROC curve (null where the truth has one value alone), with their mean
"""

import json
import warnings

import mir_eval
import numpy
from sklearn.metrics import precision_recall_fscore_support, roc_auc_score

from golden import MULTITASK

warnings.simplefilter("ignore")


def hertz(pitch):
    return 440.0 * 2.0 ** ((numpy.asarray(pitch, float) - 69) / 12)


def multipitch_case(name, reference, estimate):
    def split(side):
        return numpy.array(side["times"], float), [hertz(p) for p in side["pitches"]]

    names = (
        "Precision", "Recall", "Accuracy", "Substitution Error", "Miss Error", "False Alarm Error", "Total Error",
        "Chroma Precision", "Chroma Recall", "Chroma Accuracy", "Chroma Substitution Error", "Chroma Miss Error",
        "Chroma False Alarm Error", "Chroma Total Error",
    )  # fmt: skip
    expected = dict(zip(names, map(float, mir_eval.multipitch.metrics(*split(reference), *split(estimate)))))
    total = expected["Precision"] + expected["Recall"]
    expected["F1"] = 2 * expected["Precision"] * expected["Recall"] / total if total > 0 else 0.0
    return {"name": name, "reference": reference, "estimate": estimate, "expected": expected}


def multipitch(random):
    hop = 512 / 16000

    def frames(count, most, low=21, high=109):
        sizes = random.integers(0, most + 1, count)
        return [sorted(random.choice(numpy.arange(low, high), size, replace=False).tolist()) for size in sizes]

    def damaged(pitches, loss, extra):
        result = []
        for frame in pitches:
            kept = {p for p in frame if random.random() > loss}
            kept |= {int(p) for p in random.integers(21, 109, random.poisson(extra))}
            result.append(sorted(kept))
        return result

    def side(pitches, step=hop, start=0.0):
        return {"times": [round(start + step * i, 6) for i in range(len(pitches))], "pitches": pitches}

    cases = []
    for index, (count, most, loss, extra) in enumerate(((40, 4, 0.3, 0.5), (60, 6, 0.1, 0.2), (30, 2, 0.6, 2.0)), 1):
        truth = frames(count, most)
        cases.append(multipitch_case(f"random {index}", side(truth), side(damaged(truth, loss, extra))))
    truth = frames(25, 3)
    cases.append(multipitch_case("perfect", side(truth), side(truth)))
    shifted = [[p + 12 if p < 96 else p - 12 for p in frame] for frame in truth]
    cases.append(multipitch_case("octave errors", side(truth), side(shifted)))
    cases.append(multipitch_case("nothing heard", side(truth), side([[] for _ in truth])))
    cases.append(multipitch_case("nothing there", side([[] for _ in truth]), side(truth)))
    cases.append(multipitch_case("silence heard as silence", side([[]] * 5), side([[]] * 5)))
    bent = [[round(p + float(random.uniform(-0.7, 0.7)), 3) for p in frame] for frame in truth]
    cases.append(multipitch_case("bent pitches", side(truth), side(bent)))
    close = [[60.0, 60.8], [60.3, 61.2, 61.9], [59.6], [60.4, 60.6]]
    other = [[60.4, 60.5], [60.7, 61.5], [60.0, 60.1], [60.0, 60.9, 61.0]]
    cases.append(multipitch_case("one pitch may match several", side(close), side(other)))
    truth = frames(30, 4)
    coarse = damaged(truth, 0.2, 0.3)[::2]
    cases.append(multipitch_case("other frame rate", side(truth), side(coarse, step=2 * hop + 0.0007, start=0.003)))
    cases.append(multipitch_case("shorter estimate", side(truth), side(damaged(truth, 0.2, 0.3)[:18])))
    return cases


def transcription_case(name, reference, estimate):
    def split(notes):
        table = numpy.array(notes, float).reshape(-1, 3)
        return table[:, :2], hertz(table[:, 2])

    expected = {k: float(v) for k, v in mir_eval.transcription.evaluate(*split(reference), *split(estimate)).items()}
    return {"name": name, "reference": reference, "estimate": estimate, "expected": expected}


def transcription(random):
    def notes(count, span):
        result = []
        for onset in numpy.sort(random.uniform(0, span, count)):
            length = float(random.uniform(0.06, 1.2))
            result.append([round(float(onset), 4), round(float(onset) + length, 4), int(random.integers(48, 73))])
        return result

    def played(score, onset, length, loss, extra, span):
        result = []
        for start, end, pitch in score:
            if random.random() < loss:
                continue
            begin = max(0.0, start + float(random.normal(0, onset)))
            duration = max(0.03, (end - start) * float(1 + random.normal(0, length)))
            result.append([round(begin, 4), round(begin + duration, 4), pitch + int(random.choice([0] * 9 + [1, -12]))])
        return result + notes(extra, span)

    cases = []
    for index, (count, onset, length, loss, extra) in enumerate(
        ((30, 0.02, 0.1, 0.1, 3), (50, 0.05, 0.3, 0.2, 10), (20, 0.005, 0.02, 0.0, 0)), 1
    ):
        score = notes(count, 8.0)
        cases.append(transcription_case(f"random {index}", score, played(score, onset, length, loss, extra, 8.0)))
    score = notes(12, 3.0)
    cases.append(transcription_case("perfect", score, score))
    cases.append(transcription_case("nothing heard", score, []))
    cases.append(transcription_case("nothing there", [], score))
    edge = [[1.0, 2.0, 60], [3.0, 3.1, 62], [5.0, 6.0, 64], [7.0, 9.0, 65]]
    heard = [[1.05, 2.2, 60], [3.05, 3.15, 62], [5.0501, 6.0, 64], [6.95, 9.4001, 65]]
    cases.append(transcription_case("at the tolerance", edge, heard))
    repeated = [[0.0, 0.5, 60], [0.04, 0.6, 60], [0.08, 0.7, 60], [1.0, 1.5, 60]]
    again = [[0.045, 0.5, 60], [0.09, 0.7, 60], [0.12, 0.7, 60], [0.13, 0.7, 60], [1.0, 1.5, 61]]
    cases.append(transcription_case("repeated notes need a matching", repeated, again))
    return cases


def classification_case(name, truth, scores, threshold):
    decided = scores >= threshold
    precision, recall, f1, _ = precision_recall_fscore_support(truth.T, decided.T, average=None, zero_division=0)
    both = {
        average: precision_recall_fscore_support(truth.T, decided.T, average=average, zero_division=0)[2]
        for average in ("macro", "micro")
    }
    areas = [float(roc_auc_score(t, s)) if 0 < t.sum() < len(t) else None for t, s in zip(truth, scores)]
    known = [area for area in areas if area is not None]
    expected = {
        "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(),
        "macro_f1": float(both["macro"]), "micro_f1": float(both["micro"]),
        "auc": areas, "mean_auc": sum(known) / len(known) if known else None,
    }  # fmt: skip
    return {
        "name": name, "threshold": threshold, "truth": truth.tolist(), "scores": scores.tolist(), "expected": expected,
    }  # fmt: skip


def classification(random):
    def case(name, classes, frames, digits, threshold, missing=False):
        truth = (random.random((classes, frames)) < random.uniform(0.1, 0.6, (classes, 1))).astype(int)
        truth[:, 0], truth[:, 1] = 1, 0
        if missing:
            truth[1], truth[2] = 0, 1
        scores = numpy.clip(0.35 * truth + random.normal(0.3, 0.25, truth.shape), 0, 1).round(digits)
        return classification_case(name, truth, scores, threshold)

    return [
        case("random", 5, 60, 4, 0.5),
        case("many ties", 4, 60, 1, 0.4),
        case("a class that never and one that always plays", 4, 40, 3, 0.5, missing=True),
        case("nothing decided", 3, 20, 3, 2.0),
    ]


if __name__ == "__main__":
    source = numpy.random.default_rng(90)
    result = {
        "multipitch": multipitch(source),
        "transcription": transcription(source),
        "classification": classification(source),
    }
    path = MULTITASK / "metrics.json"
    path.write_text(json.dumps(result) + "\n", encoding="utf-8")
    print(f"metrics.json: {path.stat().st_size / 1000:.1f} kB,", {key: len(value) for key, value in result.items()})
