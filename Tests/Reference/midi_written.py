"""Writes scores with the command line, and reads what it wrote with mido and pretty_midi: notes, tempo, names, channels.

    python Tests/Reference/midi_written.py [--binary .build/release/pitchstreamer] [SCORE.mid …]

Without scores it makes some: a rubato, forty instruments, a track that changes its program, overlapping notes, drums
and words. Exits with 1 if anything is off. If MuseScore is installed (--musescore mscore3), it opens each
file too, and parts, programs and pitches of its MusicXML are compared.
"""

import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import mido
import pretty_midi
from mido import Message, MetaMessage


def made(folder):
    """Scores that ask much of a writer."""
    def save(name, tracks, ticks=480, kind=1):
        path = folder / f"{name}.mid"
        mido.MidiFile(type=kind, ticks_per_beat=ticks, tracks=[mido.MidiTrack(t) for t in tracks]).save(path)
        return path

    def scale(channel, program, count=8, first=60, step=120):
        events = [Message("program_change", channel=channel, program=program)]
        for index in range(count):
            events.append(Message("note_on", channel=channel, note=first + index, velocity=40 + index, time=0))
            events.append(Message("note_off", channel=channel, note=first + index, time=step))
        return events

    rubato = [MetaMessage("time_signature", numerator=3, denominator=4), MetaMessage("key_signature", key="F#m")]
    rubato += [MetaMessage("set_tempo", tempo=400_000 + 7919 * (i * 37 % 41), time=0 if i == 0 else 53) for i in range(60)]
    yield save("rubato", [rubato, [MetaMessage("track_name", name="Flöte")] + scale(0, 73, 40)], 384)
    yield save("forty", [scale(i % 9, i, 4, 40 + i) for i in range(40)])
    yield save("changes", [scale(0, 40) + scale(0, 73) + scale(0, 40)], kind=0)
    yield save("overlaps", [[Message("note_on", note=60, velocity=80), Message("note_on", note=60, velocity=70, time=240),
                             Message("note_off", note=60, time=240), Message("note_on", note=62, velocity=60),
                             Message("note_off", note=62, time=120)]])
    yield save("drums", [scale(9, 0, 8, 36), scale(9, 8, 8, 36), scale(1, 33)])
    yield save("words", [[MetaMessage("marker", text="A")], [MetaMessage("lyrics", text="la")] + scale(2, 52)])


def ours(binary, path):
    answer = subprocess.run([binary, "midi", "--json", str(path)], capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)[0]


def with_mido(path):
    """Onset, offset, pitch, velocity, program, percussion: each track for itself, notes in order of their ends."""
    file = mido.MidiFile(path)
    changes = sorted(((t, m.tempo) for track in file.tracks for t, m in ticks(track) if m.type == "set_tempo"),
                     key=lambda change: change[0])
    found, channels = [], []
    for track in file.tracks:
        programs, sounding = collections.Counter(), collections.defaultdict(list)
        used, port = set(), 0
        for tick, message in ticks(track):
            if message.type == "midi_port":
                port = message.port
            elif message.type == "program_change":
                programs[message.channel] = message.program
            elif message.type == "note_on" and message.velocity > 0:
                sounding[message.channel, message.note].append((tick, message.velocity))
                used.add((port, message.channel))
            elif message.type in ("note_on", "note_off"):
                onset, velocity = sounding[message.channel, message.note].pop(0)
                found.append((seconds(onset, changes, file), seconds(tick, changes, file), message.note, velocity,
                              programs[message.channel], message.channel == 9))
        assert not any(sounding.values()), "a note that isn't ended"
        channels.append(used)
    return found, channels, [track.name for track in file.tracks]


def ticks(track):
    now = 0
    for message in track:
        now += message.time
        yield now, message


def seconds(tick, changes, file):
    time, last, tempo = 0.0, 0, 500_000
    for at, following in changes:
        if at > tick:
            break
        time, last, tempo = time + (at - last) * tempo / 1e6 / file.ticks_per_beat, at, following
    return time + (tick - last) * tempo / 1e6 / file.ticks_per_beat


def with_pretty_midi(path):
    score = pretty_midi.PrettyMIDI(str(path))
    return [(n.start, n.end, n.pitch, n.velocity, int(i.program), i.is_drum) for i in score.instruments for n in i.notes]


def agree(one, other, tolerance):
    if len(one) != len(other):
        return False
    rest = collections.defaultdict(list)
    for row in other:
        rest[row[2:]].append(row[:2])
    for row in one:
        near = [times for times in rest[row[2:]] if abs(times[0] - row[0]) <= tolerance and abs(times[1] - row[1]) <= tolerance]
        if not near:
            return False
        rest[row[2:]].remove(near[0])
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scores", nargs="*", type=pathlib.Path)
    parser.add_argument("--binary", default=".build/release/pitchstreamer")
    parser.add_argument("--musescore", help="MuseScore's program")
    options = parser.parse_args()
    failures = 0
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        for path in options.scores or list(made(scratch)):
            score, target = ours(options.binary, path), scratch / "written.mid"
            subprocess.run([options.binary, "midi", str(path), "-o", str(target)], check=True)
            wanted = [(n["onset"], n["offset"], n["pitch"], n["velocity"], n["program"], n["isPercussion"])
                      for n in score["notes"]]
            slowest = max([c["microsecondsPerQuarter"] for c in score["tempoChanges"]] + [500_000])
            half_tick = 0.5 * slowest / 1e6 / (score["ticksPerQuarter"] or 960) + 1e-9
            found, channels, names = with_mido(target)
            results = {
                "mido": agree(wanted, found, half_tick),
                "pretty_midi": agree(wanted, with_pretty_midi(target), half_tick),
                "named": all(names[1:]) and not names[0],
                "one channel a track": all(len(used) == 1 for used in channels[1:]),
                "no channel twice": len({c for used in channels for c in used if c[1] != 9})
                == sum(1 for used in channels for c in used if c[1] != 9),
            }
            if options.musescore:
                results["MuseScore"] = musescore(options.musescore, target, scratch, ours(options.binary, target))
            failures += not all(results.values())
            print(path.name, f"{len(wanted)} notes, {len(names) - 1} tracks:",
                  ", ".join(f"{name} {'yes' if good else 'NO'}" for name, good in results.items()))
    sys.exit(1 if failures else 0)


def musescore(program, path, scratch, written):
    """Whether it opens the file, and has a named part for each track, with its program and pitches.

    It quantizes and spells, so times aren't compared. It is asked for MusicXML: in the MIDI that version 3 exports, program
    changes come behind the first notes.
    """
    target = scratch / "musescore.musicxml"
    target.unlink(missing_ok=True)
    subprocess.run([program, "-o", str(target), str(path)], capture_output=True, timeout=120,
                   env=dict(os.environ, QT_QPA_PLATFORM="offscreen"))
    if not target.exists():
        return False
    root = xml.etree.ElementTree.parse(target).getroot()
    parts = {}
    for part in root.iter("score-part"):
        parts[part.get("id")] = [part.findtext("part-name"), int(part.findtext("midi-instrument/midi-program", "1")) - 1]
    found = []
    for part in root.iter("part"):
        name, number = parts[part.get("id")]
        steps = dict(zip("CDEFGAB", (0, 2, 4, 5, 7, 9, 11)))
        pitches = {12 * (int(p.findtext("octave")) + 1) + steps[p.findtext("step")] + int(p.findtext("alter", "0"))
                   for p in part.iter("pitch")}
        if pitches:
            found.append((name, number, pitches))
    wanted = []
    for track, name in enumerate(written["trackNames"]):
        notes = [n for n in written["notes"] if n["track"] == track and not n["isPercussion"]]
        if notes:
            wanted.append((name, notes[0]["program"], {n["pitch"] for n in notes}))
    return len(found) == len(wanted) and all(
        part[1:] == track[1:] and part[0] for part, track in zip(found, wanted))


if __name__ == "__main__":
    main()
