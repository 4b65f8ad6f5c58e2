extension PitchStreamer {
    /// What ``PitchStreamer`` makes of predictions as they come: a transcription in the making.
    struct Hearing {
        private var noteStream: NoteDecoder.Stream
        private var segmentStream: SegmentDecoder.Stream
        private let listener: Listener
        private var notes: [Note] = []
        private var segments: [InstrumentSegment] = []
        private var activations: [Float] = []
        private var posteriors = Posteriors()

        init(notes: NoteDecoder.Stream, segments: SegmentDecoder.Stream, listener: Listener) {
            noteStream = notes
            segmentStream = segments
            self.listener = listener
        }

        /// Seconds heard so far.
        var seconds: Double { Double(noteStream.frameCount) / listener.frameRate }

        mutating func append(_ prediction: Prediction) {
            notes += noteStream.append(prediction)
            segments += segmentStream.append(prediction)
            activations += prediction.instrument
            posteriors.append(prediction, keep: listener.keep)
        }

        mutating func finish() -> Transcription {
            notes += noteStream.finish()
            segments += segmentStream.finish()
            var transcription = Transcription(
                duration: seconds, instruments: listener.model.description.instruments, notes: notes, segments: segments
            )
            transcription.activations = activations
            transcription.frameRate = listener.frameRate
            transcription.posteriors = listener.keep.isEmpty ? nil : posteriors
            return transcription
        }
    }
}
