"""Golden values of a whole evaluation: Tests/MultiTaskTests/Golden/evaluation.json, by mir_eval and scikit-learn.

The predictions are not stored: both sides draw them from the same linear congruential generator (Knuth's MMIX), see
`probabilities`. Stored are each clip's frames and notes [onset, offset, MIDI pitch, index of the instrument], the
thresholds, and what the evaluation of all clips gives.
"""

import json
import warnings

import mir_eval
import numpy
from sklearn.metrics import f1_score, precision_score, recall_score, roc_auc_score

from golden import MULTITASK

warnings.simplefilter("ignore")
RATE = 31.25
KEYS = 88
INSTRUMENTS = ["piano", "violin", "flute"]
PITCH_THRESHOLD = 0.45
ACTIVITY_THRESHOLDS = [0.4, 0.5, 0.45]
ROLL_THRESHOLDS = [0.5, 0.45, 0.55]


def generator(seed):
    state = seed
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield state >> 54


def probabilities(truth, source):
    """Noise below 0.57, more of it low than high, and 0.39 more where the truth is yes; drawn in the cells' order."""
    values = [((k * k >> 10) + 700 * int(t)) / 1800 for t, k in zip(truth.reshape(-1), source)]
    return numpy.array(values, numpy.float32).reshape(truth.shape)


def clip(seed, frames, random):
    notes = []
    for instrument in range(len(INSTRUMENTS)):
        if random.random() < 0.35:
            continue
        for _ in range(int(random.integers(1, 6))):
            onset = float(random.uniform(0, frames / RATE - 0.2))
            length = float(random.uniform(0.1, 1.0))
            notes.append([round(onset, 4), round(onset + length, 4), int(random.integers(40, 90)), instrument])
    times = numpy.arange(frames) / RATE
    roll = numpy.zeros((frames, KEYS, len(INSTRUMENTS)), bool)
    for onset, offset, pitch, instrument in notes:
        roll[(times >= onset) & (times < offset), pitch - 21, instrument] = True
    truth = {"roll": roll, "pitch": roll.any(2), "instrument": roll.any(1)}
    source = generator(seed)
    heard = {name: probabilities(truth[name], source) for name in ("roll", "pitch", "instrument")}
    return {"seed": seed, "frames": frames, "notes": notes}, truth, heard


def decide(heard):
    """What FrameDecoder decides: thresholds, and for each sounding pitch its likeliest instrument."""
    single = numpy.float32
    pitch = heard["pitch"] >= single(PITCH_THRESHOLD)
    roll = heard["roll"] >= numpy.array(ROLL_THRESHOLDS, single)
    likeliest = heard["roll"].argmax(2)
    for instrument in range(len(INSTRUMENTS)):
        roll[..., instrument] |= pitch & (likeliest == instrument)
    return {"pitch": pitch, "roll": roll, "instrument": heard["instrument"] >= numpy.array(ACTIVITY_THRESHOLDS, single)}


def multipitch(truth, decided):
    """Accuracy and F1 of frames × keys."""
    times = numpy.arange(len(truth)) / RATE
    hertz = 440.0 * 2.0 ** ((numpy.arange(KEYS) + 21 - 69) / 12)
    sides = [[hertz[frame] for frame in side] for side in (truth, decided)]
    precision, recall, accuracy = mir_eval.multipitch.metrics(times, sides[0], times, sides[1])[:3]
    return accuracy, 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0


def pooled(values):
    """The greatest of each 31 frames, as many as are nearest below a second."""
    return numpy.stack([values[start : start + 31].max(0) for start in range(0, len(values), 31)])


def mean(values):
    values = [value for value in values if value is not None]
    return float(numpy.mean(values)) if values else None


def area(truth, scores):
    return float(roc_auc_score(truth, scores)) if 0 < truth.sum() < len(truth) else None


def main():
    random = numpy.random.default_rng(62)
    clips = [clip(seed, frames, random) for seed, frames in ((1, 80), (2, 62), (3, 45), (4, 130), (5, 31))]
    decisions = [decide(heard) for _, _, heard in clips]
    truths = [truth for _, truth, _ in clips]
    together = numpy.concatenate([truth["instrument"] for truth in truths])
    decided = numpy.concatenate([decision["instrument"] for decision in decisions])
    scores = numpy.concatenate([heard["instrument"] for _, _, heard in clips])
    seconds = numpy.concatenate([pooled(truth["instrument"]) for truth in truths])
    second_scores = numpy.concatenate([pooled(heard["instrument"]) for _, _, heard in clips])
    pitch = [multipitch(t["pitch"], d["pitch"]) for t, d in zip(truths, decisions)]
    rows = []
    for index in range(len(INSTRUMENTS)):
        own = [
            multipitch(t["roll"][..., index], d["roll"][..., index])[0]
            for t, d in zip(truths, decisions)
            if t["roll"][..., index].any()
        ]
        rows.append({
            "precision": float(precision_score(together[:, index], decided[:, index])),
            "recall": float(recall_score(together[:, index], decided[:, index])),
            "f1": float(f1_score(together[:, index], decided[:, index])),
            "area": area(together[:, index], scores[:, index]),
            "area_per_second": area(seconds[:, index], second_scores[:, index]), "roll_accuracy": mean(own),
        })  # fmt: skip
    joint = []
    for truth, decision in zip(truths, decisions):
        both = (truth["roll"] & decision["roll"]).sum()
        joint.append(float(both / (truth["roll"].sum() + decision["roll"].sum() - both)))
    result = {
        "instruments": INSTRUMENTS, "pitch_threshold": PITCH_THRESHOLD, "activity_thresholds": ACTIVITY_THRESHOLDS,
        "roll_thresholds": ROLL_THRESHOLDS, "clips": [description for description, _, _ in clips], "rows": rows,
        "pitch_accuracy": mean([value for value, _ in pitch]), "pitch_f1": mean([value for _, value in pitch]),
        "joint_roll_accuracy": mean(joint),
    }  # fmt: skip
    path = MULTITASK / "evaluation.json"
    path.write_text(json.dumps(result) + "\n", encoding="utf-8")
    print(f"evaluation.json: {path.stat().st_size / 1000:.1f} kB, {len(clips)} clips")


if __name__ == "__main__":
    main()
