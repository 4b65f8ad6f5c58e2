"""MATLAB's files of a Bach10 piece in miniature, as SciPy writes them, compressed: printed as base64 for
Tests/ExampleTests/Bach10Tests.swift.

    python Tests/Reference/bach10.py
"""

import base64
import io

import numpy as np
import scipy.io


def note(first_frame, pitch, count):
    """Frames counted from 1, and pitches that sway about a semitone."""
    frames = np.arange(first_frame, first_frame + count)
    return np.array([frames, pitch + 0.2 * (np.arange(count) % 3 - 1)], dtype=float)


def cells(values):
    column = np.empty((len(values), 1), dtype=object)
    for index, value in enumerate(values):
        column[index, 0] = value
    return column


def printed(name, **variables):
    file = io.BytesIO()
    scipy.io.savemat(file, variables, do_compression=True)
    text = base64.b64encode(file.getvalue()).decode()
    print(name)
    for start in range(0, len(text), 100):
        print(text[start:start + 100])


# Violin, clarinet, saxophone, bassoon: one or two notes each, over 200 frames (two seconds).
parts = [
    [note(1, 76, 50), note(51, 74, 50)],
    [note(1, 67, 100)],
    [note(21, 60, 80)],
    [note(1, 48, 100)],
]
pitches = np.zeros((4, 200))
for row, part in enumerate(parts):
    for frames, values in part:
        pitches[row, frames.astype(int) - 1] = np.round(values, 1)

printed("GTNotes", GTNotes=cells([cells(part) for part in parts]))
printed("GTF0s", GTF0s=pitches)
printed("other", other=np.array([["text"]]))
