"""Writes small MIDI files with mido, and what mido says of their times, for MIDIFileTests.

    python Tests/Reference/midi.py
"""

import json
import pathlib

import mido
from mido import Message, MetaMessage

folder = pathlib.Path(__file__).parent.parent / "AudioTests" / "Golden" / "MIDI"
folder.mkdir(parents=True, exist_ok=True)


def notes(path):
    """Onset, offset, pitch, velocity, channel: times as mido's own playback order gives them."""
    now, sounding, found = 0.0, {}, []
    for message in mido.MidiFile(path):
        now += message.time
        if message.type == "note_on" and message.velocity > 0:
            sounding.setdefault((message.channel, message.note), []).append((now, message.velocity))
        elif message.type in ("note_on", "note_off"):
            for onset, velocity in sounding.pop((message.channel, message.note), []):
                found.append([onset, now, message.note, velocity, message.channel])
    return sorted(found)


def save(name, file):
    path = folder / f"{name}.mid"
    file.save(path)
    (folder / f"{name}.json").write_text(json.dumps(notes(path)) + "\n")


# Format 0, three channels in one track (mido writes running status), a system exclusive event in between.
track = mido.MidiTrack()
track.append(MetaMessage("track_name", name="All in one"))
track.append(Message("program_change", channel=0, program=40))
track.append(Message("program_change", channel=3, program=42))
for step, pitch in enumerate([60, 64, 67, 72]):
    track.append(Message("note_on", channel=0, note=pitch, velocity=70 + step, time=0 if step == 0 else 30))
    track.append(Message("note_on", channel=3, note=pitch - 24, velocity=50, time=0))
    track.append(Message("note_on", channel=9, note=38, velocity=100, time=0))
    track.append(Message("note_off", channel=9, note=38, time=10))
    track.append(Message("sysex", data=[1, 2, 3], time=5))
    track.append(Message("note_on", channel=3, note=pitch - 24, velocity=0, time=85))
    track.append(Message("note_on", channel=0, note=pitch, velocity=0, time=20))
save("format0", mido.MidiFile(type=0, ticks_per_beat=120, tracks=[track]))

# Format 1, tempo changes in the first and in the last track, one of them in the middle of a note.
tempo = mido.MidiTrack([MetaMessage("set_tempo", tempo=600_000), MetaMessage("set_tempo", tempo=400_000, time=960)])
melody = mido.MidiTrack([MetaMessage("track_name", name="Melody"), Message("program_change", channel=1, program=73)])
for pitch in [72, 74, 76, 77, 79]:
    melody.append(Message("note_on", channel=1, note=pitch, velocity=90, time=7))
    melody.append(Message("note_off", channel=1, note=pitch, velocity=12, time=471))
bass = mido.MidiTrack([MetaMessage("track_name", name="Bass"), Message("program_change", channel=2, program=33)])
bass.append(Message("note_on", channel=2, note=36, velocity=80, time=240))
bass.append(MetaMessage("set_tempo", tempo=750_000, time=1200))
bass.append(Message("note_off", channel=2, note=36, time=600))
save("format1", mido.MidiFile(type=1, ticks_per_beat=480, tracks=[tempo, melody, bass]))
