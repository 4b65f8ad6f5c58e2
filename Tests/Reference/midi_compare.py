"""Sets the scores of a folder, as this package reads them, beside mido and pretty_midi: note for note.

    python Tests/Reference/midi_compare.py FOLDER [--binary .build/release/pitchstreamer] [--round-trip]

Pitch, onset, offset, velocity, program and percussion of every note; times within half a tick. mido gives events, not
notes: here they are played as a synthesizer would, all tracks in one stream, a program acting on its channel from then
on, each note-off ending the oldest note of its key. Every difference is put down to its cause and counted.
--round-trip has each file written anew by the package, and compares what it then reads with what it read before.
"""

import argparse
import bisect
import collections
import copy
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import mido
import pretty_midi

warnings.simplefilter("ignore")
Note = collections.namedtuple("Note", "onset offset pitch velocity program percussion channel track")

# Cause: who is right by the standard, and why.
VERDICTS = {
    "overlap": "open: a key struck twice; MIDI 1.0 (4, note-on) leaves to the receiver which note an off ends",
    "hanging": "open: a note that is never ended; we and a synthesizer let it sound to the end, pretty_midi drops it",
    "hanging, track": "ours ends with its track, a synthesizer's with the piece; the standard doesn't say",
    "program from another track": "ours: a program acts on its channel, whatever track it stands in (pretty_midi: 0)",
    "two tracks on a channel": "open: a synthesizer knows one program and one voice of a key in a channel; tracks are kept apart here",
    "program while it sounds": "ours: a note has the program of its beginning; pretty_midi takes that of its end",
    "program at the same tick": "ours: set in another track at the tick of the note, it is meant for it, whichever track comes first",
    "tempo beyond track 0": "ours: RP-001 wants tempo in the first track, but it acts on all (pretty_midi ignores it)",
    "no length": "open: on and off at one tick; both drop it, a synthesizer would click",
    "tick limit": "ours: pretty_midi refuses more than 10,000,000 ticks",
    "refused by pretty_midi": "ours: a valid file",
    "refused by mido": "see the list",
    "refused by us": "see the list",
    "unexplained": "to be looked at",
}


class Seconds:
    """The tempo map of a file: all tracks, exact to rounding."""

    def __init__(self, changes, ticks):
        self.ticks, self.starts, self.times, self.tempos = ticks, [0], [0.0], [500_000]
        for tick, tempo in changes:
            time = self(tick)
            if tick == self.starts[-1]:
                self.tempos[-1] = tempo
                continue
            self.starts.append(tick)
            self.times.append(time)
            self.tempos.append(tempo)

    def __call__(self, tick):
        index = bisect.bisect_right(self.starts, tick) - 1
        return self.times[index] + (tick - self.starts[index]) * self.tempos[index] / 1e6 / self.ticks

    def half_tick(self, time):
        index = max(bisect.bisect_right(self.times, time + 1e-9) - 1, 0)
        # Where the tempo changes, the coarser of both.
        tempo = max(self.tempos[index], self.tempos[max(index - 1, 0)] if time - self.times[index] < 1e-6 else 0)
        return 0.5 * tempo / 1e6 / self.ticks


def played(file):
    """The notes as a synthesizer plays them, in ticks, each with what is odd about it; and the tempo map."""
    events, changes = [], []
    for index, track in enumerate(file.tracks):
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "end_of_track":
                break
            if message.type == "set_tempo":
                changes.append((tick, message.tempo))
            elif message.type in ("note_on", "note_off", "program_change"):
                events.append((tick, index, message))
    events.sort(key=lambda event: event[0])
    seconds = Seconds(sorted(changes, key=lambda change: change[0]), file.ticks_per_beat)
    last = max((sum(m.time for m in track) for track in file.tracks), default=0)
    programs, own, sounding, found, odd = {}, {}, collections.defaultdict(list), [], collections.Counter()

    def close(note, tick):
        onset, index, message, program, causes = note
        if tick == onset:
            odd["no length"] += 1
            return
        found.append((Note(seconds(onset), seconds(tick), message.note, message.velocity, program,
                           message.channel == 9, message.channel, index), causes))

    for tick, index, message in events:
        channel = message.channel
        if message.type == "program_change":
            programs[channel] = (message.program, index)
            own[index, channel] = message.program
            for key, notes in sounding.items():
                if key[0] == channel:
                    for note in notes:
                        note[4].add("program at the same tick" if note[0] == tick else "program while it sounds")
            continue
        key = (channel, message.note)
        if message.type == "note_on" and message.velocity > 0:
            program, setter = programs.get(channel, (0, index))
            causes = set()
            if setter != index:
                same = own.get((index, channel), program) == program and (index, channel) in own
                causes.add("two tracks on a channel" if (index, channel) in own and not same
                           else "program from another track")
            note = [tick, index, message, program, causes]
            if sounding[key]:
                for other in sounding[key] + [note]:
                    crossing = any(other[1] != index for other in sounding[key])
                    other[4].add("two tracks on a channel" if crossing else "overlap")
            sounding[key].append(note)
        elif sounding[key]:
            note = sounding[key].pop(0)
            if note[1] != index:
                note[4].add("two tracks on a channel")
            close(note, tick)
    for notes in sounding.values():
        for note in notes:
            note[4].add("hanging")
            close(note, last)
    return found, seconds, odd


def pretty(file):
    notes = []
    score = pretty_midi.PrettyMIDI(mido_object=file)
    for instrument in score.instruments:
        for note in instrument.notes:
            notes.append(Note(note.start, note.end, note.pitch, note.velocity, int(instrument.program),
                              instrument.is_drum, 9 if instrument.is_drum else 0, 0))
    return notes


def matched(ours, theirs, half_tick, fields):
    """Pairs notes that agree in the fields and, within half a tick, in onset (and offset); gives what is left."""
    buckets = collections.defaultdict(list)
    for index, note in enumerate(theirs):
        buckets[tuple(getattr(note, field) for field in fields if field not in ("onset", "offset"))].append(index)
    starts = {}
    for key, indices in buckets.items():
        indices.sort(key=lambda index: theirs[index].onset)
        starts[key] = [theirs[index].onset for index in indices]
    used = set()
    left, pairs = [], []
    for index, note in sorted(enumerate(ours), key=lambda item: item[1].onset):
        key = tuple(getattr(note, field) for field in fields if field not in ("onset", "offset"))
        tolerance = half_tick(note.onset)
        candidates = buckets.get(key, [])
        found = None
        place = bisect.bisect_left(starts.get(key, []), note.onset - tolerance)
        while place < len(candidates) and theirs[candidates[place]].onset <= note.onset + tolerance:
            other = candidates[place]
            if other not in used and ("offset" not in fields
                                      or abs(theirs[other].offset - note.offset) <= half_tick(note.offset)):
                found = other
                break
            place += 1
        if found is None:
            left.append(index)
        else:
            used.add(found)
            pairs.append((index, found))
    return pairs, left, [index for index in range(len(theirs)) if index not in used]


ALL = ("onset", "offset", "pitch", "velocity", "program", "percussion")
LOOSER = [("offset", ("onset", "pitch", "velocity", "program", "percussion")),
          ("program", ("onset", "offset", "pitch", "velocity", "percussion")),
          ("velocity", ("onset", "offset", "pitch", "program", "percussion")),
          ("offset and more", ("onset", "pitch"))]


def differences(ours, theirs, half_tick):
    """What differs: (kind, our note or None, their note or None); and the number of notes that agree."""
    pairs, left, rest = matched(ours, theirs, half_tick, ALL)
    count, found = len(pairs), []
    for kind, fields in LOOSER:
        mine, others = [ours[index] for index in left], [theirs[index] for index in rest]
        pairs, still, over = matched(mine, others, half_tick, fields)
        found += [(kind, mine[a], others[b]) for a, b in pairs]
        left, rest = [left[index] for index in still], [rest[index] for index in over]
    found += [("only ours", ours[index], None) for index in left]
    found += [("only theirs", None, theirs[index]) for index in rest]
    return found, count


def run(binary, arguments):
    return subprocess.run([binary, "midi", *arguments], capture_output=True, text=True)


def read(binary, paths, overlaps="endTogether"):
    """What the package reads of each path: the parsed JSON, or a sentence."""
    answer = run(binary, ["--json", "--overlaps", overlaps, *map(str, paths)])
    if answer.returncode == 0:
        return json.loads(answer.stdout)
    if len(paths) == 1:
        return [answer.stderr.strip()]
    return [one for path in paths for one in read(binary, [path], overlaps)]


def notes(score):
    return [Note(n["onset"], n["offset"], n["pitch"], n["velocity"], n["program"], n["isPercussion"], n["channel"],
                 n["track"]) for n in score["notes"]]


class Table:
    def __init__(self):
        self.rows = collections.OrderedDict()

    def add(self, peer, kind, cause, example, count=1):
        row = self.rows.setdefault((peer, kind, cause), [0, set(), example])
        row[0] += count
        row[1].add(example.split(":")[0])

    def show(self):
        print("| peer | what differs | cause | notes | files | example | who is right |")
        print("|---|---|---|---|---|---|---|")
        for (peer, kind, cause), (count, files, example) in sorted(self.rows.items()):
            print(f"| {peer} | {kind} | {cause} | {count} | {len(files)} | {example} | {VERDICTS.get(cause, '')} |")


def show(note):
    if note is None:
        return "nothing"
    return (f"pitch {note.pitch} velocity {note.velocity} program {note.program} channel {note.channel} "
            f"{note.onset:.4f}–{note.offset:.4f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--binary", default=".build/release/pitchstreamer")
    parser.add_argument("--round-trip", action="store_true", help="compare the package with itself, written anew")
    parser.add_argument("--overlaps", default="endTogether", help="the package's rule: endTogether, firstEndsFirst")
    parser.add_argument("--every", type=int, default=1, help="only every so manieth file")
    options = parser.parse_args()
    paths = sorted(p for p in options.folder.rglob("*") if p.suffix.lower() in (".mid", ".midi", ".rmi"))
    paths = paths[:: options.every]
    if not paths:
        sys.exit(f"{options.folder}: no MIDI files")
    table, totals = Table(), collections.Counter()
    with tempfile.TemporaryDirectory() as scratch:
        for start in range(0, len(paths), 40):
            batch = paths[start : start + 40]
            for path, score in zip(batch, read(options.binary, batch, options.overlaps)):
                name = str(path.relative_to(options.folder))
                totals["files"] += 1
                if isinstance(score, str):
                    table.add("–", "file", "refused by us", f"{name}: {score}")
                elif options.round_trip:
                    round_trip(options.binary, path, name, score, pathlib.Path(scratch), table, totals)
                else:
                    compare(path, name, score, table, totals)
    print("; ".join(f"{value} {key}" for key, value in totals.items()), "\n")
    table.show()


def round_trip(binary, path, name, score, scratch, table, totals):
    target = scratch / "again.mid"
    answer = run(binary, [str(path), "-o", str(target)])
    if answer.returncode:
        return table.add("again", "file", "refused by us", f"{name}: {answer.stderr.strip()}")
    again = read(binary, [target])[0]
    ours, back = notes(score), notes(again)
    tempos = [(c["tick"], c["microsecondsPerQuarter"]) for c in score["tempoChanges"]]
    seconds = Seconds(tempos, score["ticksPerQuarter"] or 960)
    found, count = differences(ours, back, seconds.half_tick)
    totals["notes"] += len(ours)
    totals["notes that come back"] += count
    totals["files that come back whole"] += not found
    keys = ["tempoChanges", "timeSignatures", "keySignatures"]
    same = all(len(score[key]) == len(again[key]) for key in keys[1:]) and tempos_agree(score, again)
    totals["files with the same tempo map and signatures"] += same
    for kind, mine, theirs in found:
        table.add("again", kind, "", f"{name}: was {show(mine)}, is {show(theirs)}")


def tempos_agree(score, again):
    def steps(changes):
        found = [] if changes and changes[0]["tick"] == 0 else [(0, 500_000)]
        for change in changes:
            found.append((round(change["seconds"], 6), change["microsecondsPerQuarter"]))
        return found

    return steps(score["tempoChanges"]) == steps(again["tempoChanges"])


def compare(path, name, score, table, totals):
    ours = notes(score)
    totals["notes"] += len(ours)
    try:
        file = mido.MidiFile(path)
        reference, seconds, odd = played(file)
    except Exception as error:  # whatever a peer stumbles over is a finding
        table.add("mido", "file", "refused by mido", f"{name}: {type(error).__name__} {error}")
        return
    for cause, count in odd.items():
        table.add("both", "only heard", cause, f"{name}: {count} notes", count)
    theirs = [note for note, _ in reference]
    causes = collections.defaultdict(set)
    for note, found in reference:
        # Neighbours too, for onsets that rounding sets apart.
        for step in (-1, 0, 1):
            causes[round(1000 * note.onset) + step, note.pitch, note.percussion] |= found
    found, count = differences(ours, theirs, seconds.half_tick)
    totals["notes as a synthesizer plays them (mido)"] += count
    for kind, mine, other in found:
        some = mine or other
        table.add("mido", kind, cause_of(kind, causes[round(1000 * some.onset), some.pitch, some.percussion]),
                  f"{name}: ours {show(mine)}, theirs {show(other)}")
    compare_pretty(name, file, ours, causes, seconds, table, totals)


def compare_pretty(name, file, ours, causes, seconds, table, totals):
    late = [(tick, message) for track in file.tracks[1:] for tick, message in tempos(track)]
    try:
        theirs = pretty(copy.deepcopy(file))
        if late:
            # Once as it is, to count; then with all tempo changes where pretty_midi looks for them.
            found, _ = differences(ours, theirs, seconds.half_tick)
            if found:
                kind, mine, other = found[0]
                table.add("pretty_midi", "times", "tempo beyond track 0",
                          f"{name}: ours {show(mine)}, theirs {show(other)}", sum(1 for f in found if f[1]))
            theirs = pretty(with_tempo_in_front(copy.deepcopy(file)))
    except Exception as error:
        cause = "tick limit" if "largest tick" in str(error) else "refused by pretty_midi"
        table.add("pretty_midi", "file", cause, f"{name}: {type(error).__name__} {error}")
        return
    found, count = differences(ours, theirs, seconds.half_tick)
    totals["notes as pretty_midi has them, tempo put in front"] += count
    for kind, mine, other in found:
        some = mine or other
        cause = cause_of(kind, causes[round(1000 * some.onset), some.pitch, some.percussion])
        table.add("pretty_midi", kind, cause, f"{name}: ours {show(mine)}, theirs {show(other)}")


def tempos(track):
    tick = 0
    for message in track:
        tick += message.time
        if message.type == "set_tempo":
            yield tick, message


def with_tempo_in_front(file):
    """All tempo changes in the first track."""
    changes = sorted(((tick, m) for track in file.tracks for tick, m in tempos(track)), key=lambda change: change[0])
    kept, tick = [], 0
    for message in file.tracks[0]:
        tick += message.time
        if message.type != "set_tempo":
            kept.append((tick, message))
    merged = sorted(changes + kept, key=lambda change: change[0])
    track, last = mido.MidiTrack(), 0
    for tick, message in merged:
        track.append(message.copy(time=tick - last))
        last = tick
    file.tracks[0] = track
    for index, other in enumerate(file.tracks[1:], 1):
        track, wait = mido.MidiTrack(), 0
        for message in other:
            if message.type == "set_tempo":
                wait += message.time
            else:
                track.append(message.copy(time=message.time + wait))
                wait = 0
        file.tracks[index] = track
    return file


def cause_of(kind, causes):
    order = (["program while it sounds", "program at the same tick", "program from another track", "two tracks on a channel", "overlap"]
             if kind == "program" else
             ["hanging", "two tracks on a channel", "overlap", "program while it sounds",
              "program from another track"])
    return next((cause for cause in order if cause in causes), "unexplained")


if __name__ == "__main__":
    main()
