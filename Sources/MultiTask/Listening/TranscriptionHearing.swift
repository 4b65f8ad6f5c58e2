extension PitchStreamer {
    /// What ``PitchStreamer`` makes of predictions as they come: a transcription in the making, which is a recognition and
    /// notes.
    struct Hearing {
        private var stream: NoteDecoder.Stream
        private var recognition: InstrumentRecognizer.Hearing
        private var notes: [Note] = []

        init(notes: NoteDecoder.Stream, recognition: InstrumentRecognizer.Hearing) {
            stream = notes
            self.recognition = recognition
        }

        /// Seconds heard so far.
        var seconds: Double { recognition.seconds }

        mutating func append(_ prediction: Prediction) {
            notes += stream.append(prediction)
            recognition.append(prediction)
        }

        mutating func finish() -> Transcription {
            notes += stream.finish()
            let heard = recognition.finish()
            var transcription = Transcription(
                duration: heard.duration, instruments: heard.instruments, notes: notes, segments: heard.segments)
            transcription.activations = heard.activations
            transcription.frameRate = heard.frameRate
            transcription.posteriors = heard.posteriors
            return transcription
        }
    }
}
