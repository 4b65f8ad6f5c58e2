#!/usr/bin/env python3
"""Writes canon.mid from the notes typed in here, and plays it into canon.flac.

    swift build -c release --product pitchstreamer
    Examples/Recording/make-recording.py .build/release/pitchstreamer [BANK.sf2]

Johann Pachelbel (1653-1706), Canon in D, P. 37: the ground and the first three strains of the canon, arranged for
flute, violin, cello and piano. Needs nothing but Python 3.
"""

import pathlib
import struct
import subprocess
import sys

QUARTER = 480
TEMPO = 68  # quarters a minute
folder = pathlib.Path(__file__).parent

# The music: lines of notes, each a name and its length in quarters; "-" is a rest.
ground = "D3 A2 B2 F#2 G2 D2 G2 A2"
first = "F#5 E5 D5 C#5 B4 A4 B4 C#5"
second = "D5 C#5 B4 A4 G4 F#4 G4 E4"
third = "D4 F#4 A4 G4 F#4 D4 F#4 E4 D4 B3 D4 A4 G4 B4 A4 G4"
chords = "D4+F#4+A4 C#4+E4+A4 D4+F#4+B4 C#4+F#4+A4 B3+D4+G4 A3+D4+F#4 B3+D4+G4 C#4+E4+A4"


def line(names, length, legato=0.95):
    """(pitches, quarters, sounding part of them) for each name."""
    steps = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}

    def pitch(name):
        return steps[name[0]] + name.count("#") + 12 * (int(name[-1]) + 1)

    return [([] if n == "-" else [pitch(p) for p in n.split("+")], length, legato) for n in names.split()]


rest = line("-", 8)
parts = [
    # Name, program (from 0), velocity, music of four times eight quarters and the last chord.
    ("Flute", 73, 92, rest + rest + line(first, 1) + line(second, 1) + line("D5", 3)),
    ("Violin", 40, 88, rest + line(first, 1) + line(second, 1) + line(third, 0.5) + line("F#4", 3)),
    ("Cello", 42, 96, line(ground, 1) * 4 + line("D2", 3)),
    ("Piano", 0, 70, line(chords, 1, 0.85) * 4 + line("D4+F#4+A4", 3)),
]


def number(value):
    """A variable-length quantity."""
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(value & 0x7F | 0x80)
    return bytes(reversed(groups))


def chunk(kind, body):
    return kind + struct.pack(">I", len(body)) + body


def track(events):
    """(tick, bytes) in any order; of a tick, note-offs come first."""
    body, last = b"", 0
    for tick, data in sorted(events, key=lambda e: (e[0], e[1][0] & 0xF0 == 0x90)):
        body += number(tick - last) + data
        last = tick
    return chunk(b"MTrk", body + b"\x00\xff\x2f\x00")


tracks = [track([(0, b"\xff\x51\x03" + struct.pack(">I", 60_000_000 // TEMPO)[1:])])]
for channel, (name, program, velocity, music) in enumerate(parts):
    events = [(0, b"\xff\x03" + number(len(name)) + name.encode()), (0, bytes([0xC0 | channel, program]))]
    now = 0.0
    for place, (pitches, quarters, sounding) in enumerate(music):
        # The strong beats a little stronger.
        stress = 6 if place % 2 == 0 else 0
        for pitch in pitches:
            start, end = round(now * QUARTER), round((now + quarters * sounding) * QUARTER)
            events.append((start, bytes([0x90 | channel, pitch, velocity + stress])))
            events.append((end, bytes([0x80 | channel, pitch, 64])))
        now += quarters
    tracks.append(track(events))
header = chunk(b"MThd", struct.pack(">HHH", 1, len(tracks), QUARTER))
(folder / "canon.mid").write_bytes(header + b"".join(tracks))

tool = sys.argv[1] if len(sys.argv) > 1 else ".build/release/pitchstreamer"
bank = sys.argv[2] if len(sys.argv) > 2 else "/usr/share/sounds/sf2/FluidR3_GM.sf2"
settings = ["--bank", bank, "--mono", "--rate", "22050", "--tail", "1"]
subprocess.run([tool, "synthesize", folder / "canon.mid", "-o", folder / "canon.flac", *settings], check=True)
