"""Reads with other programs what the writers of results wrote, and compares everything with the JSON.

    python Tests/Reference/writers.py FOLDER [--xsd musicxml.xsd] [--musescore mscore3] [--rsvg rsvg-convert]

FOLDER holds one result as result.json, result.jsonl, .mid, .musicxml, .csv, .npz, .rttm, .txt (Audacity's labels) and
.svg, as `pitchstreamer transcribe` or `Transcription.write(to:)` writes them; each that is there is checked. NumPy and
mido have to be installed; music21, jsonschema, xmlschema with the MusicXML 4.0 schema (a copy comes with PyPI's package
musicxml), MuseScore and librsvg are used where they are. Prints a line for each file; exits with 1 if anything is off.
"""

import argparse
import csv
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "Docs" / "transcription.schema.json"
problems = []


def check(name, good, words):
    if not good:
        problems.append(f"{name}: {words}")
    return good


def has(module):
    return importlib.util.find_spec(module) is not None


def same(name, found, right, tolerance):
    """Notes as (instrument, pitch, onset, offset), in any order."""
    check(name, len(found) == len(right), f"{len(found)} notes for {len(right)}")
    for a, b in zip(sorted(found), sorted(right)):
        if a[:2] != b[:2] or any(abs(x - y) > tolerance + 1e-9 for x, y in zip(a[2:4], b[2:4])):
            return check(name, False, f"{a} for {b}")


def read_json(path, whole):
    if has("jsonschema"):
        import jsonschema
        jsonschema.validate(whole, json.loads(SCHEMA.read_text()))
    names = {i["name"] for i in whole["instruments"]}
    check(path, all(n["instrument"] in names for n in whole["notes"] + whole["segments"]), "a stranger plays")
    return f"{len(whole['notes'])} notes, {len(whole['segments'])} segments" + (
        ", valid by the schema" if has("jsonschema") else "")


def read_jsonl(path, whole):
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    for kind in ("note", "segment"):
        found = [{k: v for k, v in row.items() if k != "type"} for row in rows if row["type"] == kind]
        order = lambda r: json.dumps(r, sort_keys=True)
        check(path, sorted(found, key=order) == sorted(whole[kind + "s"], key=order), f"other {kind}s")
    times = [row.get("onset", row.get("start")) for row in rows[1:]]
    check(path, rows[0]["type"] == "transcription" and times == sorted(times), "out of order")
    return f"{len(rows)} lines"


def read_mid(path, whole):
    import mido
    file = mido.MidiFile(path)
    programs = {i["name"]: i["programs"][0] for i in whole["instruments"]}
    # Ticks to seconds by the tempo map of the first track.
    tick = seconds = 0
    tempo, stretches = 500000, []
    for message in file.tracks[0]:
        seconds += message.time * tempo * 1e-6 / file.ticks_per_beat
        tick += message.time
        if message.type == "set_tempo":
            tempo = message.tempo
            stretches.append((tick, seconds, tempo))

    def time(at):
        start = [s for s in stretches if s[0] <= at][-1]
        return start[1] + (at - start[0]) * start[2] * 1e-6 / file.ticks_per_beat

    found, channels = [], []
    for track in file.tracks[1:]:
        at, name, sounding, own = 0, "", {}, set()
        for message in track:
            at += message.time
            if message.type == "track_name":
                name = message.name
            elif message.type == "program_change":
                check(path, programs.get(name) == message.program, f"program {message.program} for {name}")
                own.add(message.channel)
            elif message.type == "note_on" and message.velocity > 0:
                sounding.setdefault(message.note, []).append((at, message.velocity))
            elif message.type in ("note_on", "note_off"):
                start, velocity = sounding[message.note].pop(0)
                found.append((name, message.note, time(start), time(at), velocity))
        channels += own
        check(path, not any(sounding.values()), "a note that never ends")
    check(path, len(channels) == len(set(channels)) and 9 not in channels, f"channels {channels}")
    right = [(n["instrument"], n["pitch"], n["onset"], n["offset"], n["velocity"]) for n in whole["notes"]]
    half = max(s[2] for s in stretches) * 0.5e-6 / file.ticks_per_beat
    # Notes of a key that overlap can't all be as they were: keys that have such are left out.
    ends, overlapping = {}, set()
    for name, pitch, onset, offset, _ in sorted(right, key=lambda note: note[2]):
        if onset < ends.get((name, pitch), -1) + 4 * half:
            overlapping.add((name, pitch))
        ends[name, pitch] = max(offset, ends.get((name, pitch), 0))
    found_alone = sorted(f for f in found if f[:2] not in overlapping)
    right_alone = sorted(r for r in right if r[:2] not in overlapping)
    same(path, found_alone, right_alone, half + 1e-6)
    check(path, [f[4] for f in found_alone] == [r[4] for r in right_alone], "other velocities")
    return f"{len(found)} notes on {len(channels)} channels, {len(stretches)} tempos"


def read_musicxml(path, whole, options):
    said = []
    tree = ElementTree.parse(path)
    parts = [p.findtext("part-name") for p in tree.iter("score-part")]
    heard = {n["instrument"] for n in whole["notes"]}
    names = [i["name"][:1].upper() + i["name"][1:] for i in whole["instruments"] if i["name"] in heard]
    check(path, parts == (names or ["Music"]), f"parts {parts}")

    def heads(root):
        """Pitches of the heads that begin a note, part by part."""
        steps = dict(zip("CDEFGAB", (0, 2, 4, 5, 7, 9, 11)))
        result = []
        for part in root.iter("part"):
            result.append(sorted(
                12 * (int(n.findtext("pitch/octave")) + 1) + steps[n.findtext("pitch/step")]
                + int(float(n.findtext("pitch/alter") or 0))
                for n in part.iter("note")
                if n.find("pitch") is not None and all(t.get("type") != "stop" for t in n.findall("tie"))))
        return result

    written = heads(tree)
    count = sum(map(len, written))
    check(path, 0.9 * len(whole["notes"]) <= count <= len(whole["notes"]), f"{count} heads for {len(whole['notes'])} notes")
    said.append(f"{count} heads of {len(whole['notes'])} notes in {len(parts)} parts")
    if options.xsd and has("xmlschema"):
        import xmlschema
        schema = xmlschema.XMLSchema(options.xsd, allow="local")
        errors = list(schema.iter_errors(str(path)))
        check(path, not errors, f"{len(errors)} faults by the schema, first {errors[:1]}")
        said.append("valid by the schema")
    if has("music21"):
        import music21
        score = music21.converter.parse(str(path), format="musicxml")
        found = [sorted(p.midi for n in part.flatten().notes if n.tie is None or n.tie.type == "start" for p in n.pitches)
                 for part in score.parts]
        # Keyboards are two parts to music21.
        check(path, sorted(sum(found, [])) == sorted(sum(written, [])), "music21 reads other notes")
        short = [f"{part.partName} bar {bar.number}" for part in score.parts for bar in part.getElementsByClass("Measure")
                 if not (bar.paddingLeft or bar.number == 0) and abs(bar.highestTime - bar.barDuration.quarterLength) > 1e-6]
        check(path, not short, f"music21 finds bars of other lengths: {short[:3]}")
        said.append("music21 agrees")
    musescore = shutil.which(options.musescore)
    if musescore:
        with tempfile.TemporaryDirectory() as folder:
            back = pathlib.Path(folder) / "back.musicxml"
            environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", HOME=folder, XDG_RUNTIME_DIR=folder)
            answer = subprocess.run([musescore, "-o", str(back), str(path)], capture_output=True, text=True,
                                    env=environment, timeout=600)
            complaints = [line for line in answer.stderr.splitlines()
                          if re.search(r"error|corrupt|incomplete|invalid|mismatch", line, re.I)]
            good = check(path, answer.returncode == 0 and back.exists() and not complaints,
                         f"MuseScore says {answer.returncode}, {complaints[:3]}")
            if good and check(path, heads(ElementTree.parse(back)) == written, "MuseScore reads other notes"):
                said.append("MuseScore agrees")
    return ", ".join(said)


def read_csv(path, whole):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    same(path, [(r["instrument"], int(r["pitch"]), float(r["onset"]), float(r["offset"])) for r in rows],
         [(n["instrument"], n["pitch"], n["onset"], n["offset"]) for n in whole["notes"]], 2e-6)
    return f"{len(rows)} rows"


def read_npz(path, whole):
    import numpy as np
    file = np.load(path)
    names = list(file["instruments"])
    check(path, names == [i["name"] for i in whole["instruments"]], f"instruments {names}")
    same(path, [(names[i], int(p), float(a), float(b)) for i, p, a, b in zip(
        file["note_instrument"], file["note_pitch"], file["note_onset"], file["note_offset"])],
        [(n["instrument"], n["pitch"], n["onset"], n["offset"]) for n in whole["notes"]], 1e-6)
    roll, rate = file["roll"], float(file["roll_frame_rate"])
    right = np.zeros_like(roll)
    for n in whole["notes"]:
        if 21 <= n["pitch"] <= 108:
            # Halves away from zero, as Swift rounds.
            first = int(np.floor(n["onset"] * rate + 0.5))
            last = max(first + 1, int(np.floor(n["offset"] * rate + 0.5)))
            cells = right[names.index(n["instrument"]), first:last, n["pitch"] - 21]
            np.maximum(cells, n["velocity"], out=cells)
    off = float((roll != right).mean())
    check(path, off < 1e-5, f"{off} of the roll's cells")
    check(path, np.allclose(file["segment_start"], [s["start"] for s in whole["segments"]], atol=1e-6), "segments")
    return f"{len(file.files)} arrays, roll {roll.shape}"


def read_rttm(path, whole):
    rows = [line.split() for line in path.read_text().splitlines()]
    check(path, all(len(r) == 10 and r[0] == "SPEAKER" for r in rows), "not ten fields")
    found = sorted((r[7].replace("_", " "), round(float(r[3]), 2), round(float(r[3]) + float(r[4]), 2)) for r in rows)
    right = sorted((s["instrument"], round(s["start"], 2), round(s["end"], 2)) for s in whole["segments"])
    check(path, len(found) == len(right) and all(
        a[0] == b[0] and abs(a[1] - b[1]) < 0.011 and abs(a[2] - b[2]) < 0.011 for a, b in zip(found, right)), "segments")
    return f"{len(rows)} segments"


def read_txt(path, whole):
    # Audacity's manual, Importing and Exporting Labels: start, tab, end, tab, label; seconds with a point.
    rows = [re.fullmatch(r"(\d+\.\d+)\t(\d+\.\d+)\t([^\t\\]+)", line) for line in path.read_text().splitlines()]
    if check(path, all(rows), "a line that is no label"):
        same(path, [(r[3], 0, float(r[1]), float(r[2])) for r in rows],
             [(f"{n['instrument']} {n['name']}", 0, n["onset"], n["offset"]) for n in whole["notes"]], 2e-6)
    return f"{len(rows)} labels"


def read_svg(path, whole, options):
    titles = [t.text for t in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}title")]
    check(path, sum(" s" in (t or "") for t in titles) >= len(whole["notes"]), "not every note has its title")
    program = shutil.which(options.rsvg)
    if not program:
        return f"{len(titles)} titles"
    answer = subprocess.run([program, str(path)], capture_output=True)
    check(path, answer.returncode == 0 and not answer.stderr, f"rsvg says {answer.stderr}")
    return f"{len(titles)} titles, drawn by librsvg"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--xsd", help="the MusicXML 4.0 schema")
    parser.add_argument("--musescore", default="mscore3")
    parser.add_argument("--rsvg", default="rsvg-convert")
    options = parser.parse_args()
    whole = json.loads((options.folder / "result.json").read_text())
    readers = {
        "json": read_json, "jsonl": read_jsonl, "mid": read_mid, "csv": read_csv, "npz": read_npz, "rttm": read_rttm,
        "txt": read_txt, "musicxml": lambda p, w: read_musicxml(p, w, options), "svg": lambda p, w: read_svg(p, w, options),
    }
    for ending, reader in readers.items():
        path = options.folder / f"result.{ending}"
        if path.exists():
            try:
                print(f"{path.name}: {reader(path, whole)}")
            except Exception as error:
                check(path, False, f"{type(error).__name__}: {error}")
    for problem in problems:
        print("OFF", problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
