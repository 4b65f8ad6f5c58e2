"""Writes small MIDI files with mido, and what mido and pretty_midi say of them, for the tests of MIDIFile.

    python Tests/Reference/midi.py
"""

import json
import pathlib

import mido
import pretty_midi
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

# Tempo, signatures and words, some of them in a later track: seconds as mido plays them.
head = mido.MidiTrack([
    MetaMessage("time_signature", numerator=6, denominator=8), MetaMessage("key_signature", key="Ebm"),
    MetaMessage("set_tempo", tempo=654_321), MetaMessage("marker", text="Refrain", time=500),
    MetaMessage("set_tempo", tempo=333_333, time=37), MetaMessage("time_signature", numerator=7, denominator=16, time=1),
])
song = mido.MidiTrack([MetaMessage("track_name", name="Song"), MetaMessage("key_signature", key="A", time=700)])
for syllable, pitch in [("la", 60), ("l\xe0", 62)]:
    song.append(MetaMessage("lyrics", text=syllable))
    song.append(Message("note_on", note=pitch, velocity=70))
    song.append(MetaMessage("set_tempo", tempo=1_250_000, time=100))
    song.append(Message("note_off", note=pitch, velocity=64, time=100))
file = mido.MidiFile(type=1, ticks_per_beat=384, tracks=[head, song])
file.save(folder / "signatures.mid")
now, rows = 0.0, []
for message in mido.MidiFile(folder / "signatures.mid"):
    now += message.time
    values = {"set_tempo": ["tempo"], "time_signature": ["numerator", "denominator"], "key_signature": ["key"],
              "lyrics": ["text"], "marker": ["text"]}.get(message.type)
    if values:
        rows.append({"kind": message.type, "seconds": now, "values": [str(getattr(message, name)) for name in values]})
(folder / "signatures.json").write_text(json.dumps(rows, indent=1) + "\n")

# A key struck again while it sounds: all notes end together, as in pretty_midi, or the first first, as in a synthesizer.
track = mido.MidiTrack()
last, events = 0, [(0, 60, 80), (24, 60, 70), (48, 60, 60), (60, 60, 0), (90, 60, 0), (96, 60, 0), (100, 62, 50),
                   (100, 62, 40), (130, 62, 0), (150, 62, 0), (160, 64, 90), (190, 64, 0), (190, 64, 30), (200, 64, 0)]
for tick, pitch, velocity in events:
    track.append(Message("note_on", note=pitch, velocity=velocity, time=tick - last))
    last = tick
mido.MidiFile(type=0, ticks_per_beat=96, tracks=[track]).save(folder / "overlaps.mid")
together = [[n.start, n.end, n.pitch, n.velocity] for i in pretty_midi.PrettyMIDI(str(folder / "overlaps.mid")).instruments
            for n in i.notes]
first, sounding = [], {}
now = 0.0
for message in mido.MidiFile(folder / "overlaps.mid"):
    now += message.time
    if message.type == "note_on" and message.velocity > 0:
        sounding.setdefault(message.note, []).append((now, message.velocity))
    elif message.type == "note_on":
        onset, velocity = sounding[message.note].pop(0)
        first.append([onset, now, message.note, velocity])
(folder / "overlaps.json").write_text(json.dumps({"endTogether": sorted(together), "firstEndsFirst": sorted(first)}) + "\n")

# Names in the encodings that are found, as Python's codecs write them.
names = [("Violin I", "ascii"), ("Flöte", "utf-8"), ("Flöte", "latin-1"), ("Prélude à l'été", "latin-1"),
         ("Präludium", "latin-1"), ("Señor Ñandú", "latin-1"), ("ピアノ", "shift_jis"), ("ピアノ", "utf-8"),
         ("さくら さくら", "shift_jis"), ("第1ヴァイオリン", "shift_jis"), ("交響曲 in C", "shift_jis"), ("", "ascii")]
(folder / "names.json").write_text(json.dumps(
    [{"encoding": codec, "text": text, "bytes": list(text.encode(codec))} for text, codec in names], ensure_ascii=False,
    indent=1) + "\n")

# A little canon for the picture in the article on scores:
#     pitchstreamer midi Tests/AudioTests/Golden/MIDI/canon.mid -o Sources/Audio/Audio.docc/pianoroll.png
tune = [(62, 1), (66, 1), (69, 1), (74, 2), (73, 1), (74, 1), (76, 1), (78, 1), (76, 1), (74, 1), (73, 1), (71, 1), (69, 3)]
tracks = [mido.MidiTrack([MetaMessage("set_tempo", tempo=500_000), MetaMessage("time_signature", numerator=4, denominator=4)])]
for channel, (program, shift, wait) in enumerate([(73, 12, 0), (40, 0, 4), (42, -12, 8)]):
    track = mido.MidiTrack([Message("program_change", channel=channel, program=program)])
    for index, (pitch, beats) in enumerate(tune * 2):
        track.append(Message("note_on", channel=channel, note=pitch + shift, velocity=80, time=0 if index else wait * 240))
        track.append(Message("note_off", channel=channel, note=pitch + shift, velocity=64, time=beats * 240))
    tracks.append(track)
mido.MidiFile(type=1, ticks_per_beat=480, tracks=tracks).save(folder / "canon.mid")
