internal import Tensor

/// What is known of a batch's clips, as it is put together: all, until a clip says otherwise.
struct ClipMasks {
    private let clips: Int
    private let frames: Int
    private let instruments: Int
    private var roll: [Float]
    private var pitch: [Float]
    private var activity: [Float]

    init(clips: Int, frames: Int, instruments: Int) {
        self.clips = clips
        self.frames = frames
        self.instruments = instruments
        roll = [Float](repeating: 1, count: clips * frames * instruments)
        pitch = [Float](repeating: 1, count: clips * frames)
        activity = roll
    }

    /// A clip that begins at the frame `start` of its recording; what lies behind the recording's end is known to be silent.
    ///
    /// - Parameter activity: (N, T, M), where activities that have no notes are added.
    mutating func add(_ labels: PartialLabels, clip: Int, start: Int, activity target: inout [Float]) {
        for frame in 0..<min(frames, max(0, labels.frameCount - start)) {
            let (place, source) = (clip * frames + frame, start + frame)
            if !labels.known.pitch[source] { pitch[place] = 0 }
            for index in 0..<instruments {
                let (cell, label) = (place * instruments + index, source * instruments + index)
                if labels.activity[label] { target[cell] = 1 }
                if !labels.known.instrument[label] { activity[cell] = 0 }
                if !labels.known.roll[label] { roll[cell] = 0 }
            }
        }
    }

    var tensors: Targets.Masks {
        Targets.Masks(
            roll: Tensor(roll, shape: [clips, 1, frames, instruments]),
            pitch: Tensor(pitch, shape: [clips, 1, frames]),
            instrument: Tensor(activity, shape: [clips, frames, instruments]))
    }
}
