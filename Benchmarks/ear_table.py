"""Prints the figures of scripts/evaluate.sh as Markdown: python3 Benchmarks/ear_table.py OUT"""

import json
import sys
from pathlib import Path

SETS = "ABCD"
FIGURES = (
    ("instrument F1, macro", "instrumentF1", "instrumentF1"),
    ("instrument AUC by frames", "instrumentAreaUnderCurve", "areaUnderCurve"),
    ("instrument AUC by seconds", "instrumentAreaUnderCurvePerSecond", "areaUnderCurvePerSecond"),
    ("pitch accuracy", "pitchAccuracy", "pitchAccuracy"),
    ("pitch F1", "pitchF1", "pitchF1"),
    ("pianoroll accuracy", "rollAccuracy", "rollAccuracy"),
    ("pianoroll accuracy, joint", "jointRollAccuracy", "jointRollAccuracy"),
    ("note F1, onsets", "noteF1", "noteF1"),
    ("note F1, onsets and offsets", "noteOffsetF1", "noteOffsetF1"),
    ("note F1, onsets and instrument", "instrumentNoteF1", "instrumentNoteF1"),
    ("note F1, all three", "instrumentNoteOffsetF1", "instrumentNoteOffsetF1"),
)
PEER = (
    ("basic-pitch: pitch accuracy", "pitchAccuracy"), ("basic-pitch: pitch F1", "pitchF1"),
    ("basic-pitch: note F1, onsets", "noteF1"), ("basic-pitch: note F1, onsets and offsets", "noteOffsetF1"),
    ("basic-pitch, whoever plays: pitch accuracy", "pitchAccuracyOfAll"),
    ("basic-pitch, whoever plays: note F1, onsets", "noteF1OfAll"),
)  # fmt: skip


def read(path):
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def cell(figures, name, interval):
    value = figures.get(name)
    if value is None:
        return "–"
    ends = figures.get("details", {}).get("intervals", {}).get(interval)
    return f"{value:.3f}" + (f" ({ends['low']:.3f}–{ends['high']:.3f})" if ends else "")


def row(title, cells):
    print("| " + " | ".join([title, *cells]) + " |")


def main():
    folder = Path(sys.argv[1])
    ours = {name: read(folder / f"{name}.json") for name in SETS}
    peer = {name: read(folder / f"basic-pitch-{name}.json") for name in SETS}
    row("", list(SETS))
    row("---", ["---"] * len(SETS))
    for title, name, interval in FIGURES:
        row(title, [cell(ours[key], name, interval) for key in SETS])
    if any(peer.values()):
        for title, name in PEER:
            row(title, [cell(peer[key], name, name) for key in SETS])
    rows = {key: {r["instrument"]: r for r in ours[key].get("details", {}).get("instruments", [])} for key in SETS}
    print()
    row("F1; roll accuracy", list(SETS))
    row("---", ["---"] * len(SETS))
    for instrument in rows["A"]:
        found = [rows[key].get(instrument, {}) for key in SETS]
        row(instrument, [
            f"{r['f1']:.3f}; {r.get('rollAccuracy') or 0:.3f}" if r.get("f1") is not None else "–" for r in found])
    notes, nothing = read(folder / "notes.json"), read(folder / "nothing.json")
    print()
    for title, name in (
        ("one-note recordings named right", "namedRight"), ("their pitch right", "pitchRight"),
        ("notes decoded for each", "decodedNotes"), ("decoded as just one", "decodedAsOne"),
    ):  # fmt: skip
        if name in notes:
            figure = notes[name]
            print(f"- {title}: {figure['value']:.3f} ({figure['interval']['low']:.3f}–{figure['interval']['high']:.3f})")
    for kind in nothing.get("rows", []):
        print(f"- {kind['kind']}: {kind['share']:.4f} of frames without notes, {kind['decodedNotes']} notes")


if __name__ == "__main__":
    main()
