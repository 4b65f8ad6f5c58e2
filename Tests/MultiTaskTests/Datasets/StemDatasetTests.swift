import Audio
import Foundation
import Testing

@testable import MultiTask

/// MedleyDB and Mixing Secrets: songs with stems, activations and pitch curves.
@Suite struct StemDatasetTests {
    private let miniature: Miniature
    private let step = 2_048.0 / 44_100

    private let violin = [ScoreNote(pitch: 76, onset: 0.5, offset: 1.5, program: 40)]

    init() throws {
        miniature = try Miniature()
        try song("Duo_Play")
    }

    private func song(_ id: String, mix: Bool = true) throws {
        try miniature.text(
            "Audio/\(id)/\(id)_METADATA.yaml",
            """
            album: Miniatures
            artist: Duo
            has_bleed: 'no'
            mix_filename: \(id)_MIX.wav
            stem_dir: \(id)_STEMS
            stems:
              S01:
                component: melody
                filename: \(id)_STEM_01.wav
                instrument: violin
                raw:
                  R01: {filename: x}
              S02:
                component: ''
                filename: \(id)_STEM_02.wav
                instrument: drum set
            version: '1.0'
            """.replacingOccurrences(of: "{filename: x}", with: "\n        filename: \(id)_RAW_01_01.wav"))
        if mix { try miniature.sound("Audio/\(id)/\(id)_MIX.wav", violin) }
        try miniature.sound("Audio/\(id)/\(id)_STEMS/\(id)_STEM_01.wav", violin)
        try miniature.sound("Audio/\(id)/\(id)_STEMS/\(id)_STEM_02.wav", seconds: 1)
        try activations("Annotations/Activation_Confidence/original", id, confidence: 0.9)
        // What macOS leaves in an archive.
        try miniature.text("Audio/\(id)/._\(id)_METADATA.yaml", "\u{0}\u{5}")
    }

    private func activations(_ folder: String, _ id: String, confidence: Double) throws {
        var lines = ["time,S01,S02"]
        for row in 0..<43 {
            let time = Double(row) * step
            let isActive = 0.5..<1.5 ~= time
            lines.append(String(format: "%.4f,%.4f,%.4f", time, isActive ? confidence : 0.01, 0.2))
        }
        try miniature.text("\(folder)/\(id)_ACTIVATION_CONF.lab", lines.joined(separator: "\n") + "\n")
    }

    private func curve(_ id: String) throws {
        // No header; a gap between two pitches; 0 where nothing sounds.
        let lines = (0..<172).map { row -> String in
            let frequency: Double = row < 80 ? 660 : row < 90 ? 0 : 440
            return String(format: "%.6f,%.3f", Double(row) * 256 / 44_100 + 0.5, frequency)
        }
        try miniature.text("Annotations/Pitch/\(id)_STEM_01.csv", lines.joined(separator: "\n"))
    }

    private func open() throws -> StemDataset { try StemDataset(medleyDB: miniature.folder) }

    @Test func readsActivations() throws {
        let dataset = try open()
        #expect(dataset.items.map(\.name) == ["Duo_Play"] && dataset.skipped.isEmpty)
        #expect(dataset.items[0].sounds.map(\.lastPathComponent) == ["Duo_Play_MIX.wav"])
        let labels = try dataset.items[0].labels()
        #expect(labels.isComplete && !labels.isWeak)
        #expect(labels.parts.map(\.programs) == [[40], []])
        let activity = try #require(labels.parts[0].activity)
        #expect(activity.count == 1 && abs(activity[0].lowerBound - 0.5) <= step)
        #expect(abs(activity[0].upperBound - 1.5) <= step)
        #expect(labels.parts[0].notes == nil && labels.parts[1].activity == [])
    }

    @Test func readsPitchCurves() throws {
        try curve("Duo_Play")
        // What a program found is no truth.
        try miniature.text("Annotations/Pitch_Pyin/Duo_Play_STEM_02_vamp_pyin_pyin_smoothedpitchtrack.csv", "0,1\n")
        let part = try open().items[0].labels().parts[0]
        let notes = try #require(part.notes)
        #expect(part.isCurve && notes.map(\.pitch) == [76, 69] && notes.map(\.program) == [40, 40])
        #expect(abs(notes[0].offset - (0.5 + 80 * 256 / 44_100)) < 1e-4)
        #expect(abs(notes[1].onset - (0.5 + 90 * 256 / 44_100)) < 1e-4)
    }

    @Test func curvesAloneAreEnough() throws {
        try curve("Duo_Play")
        try miniature.remove("Annotations/Activation_Confidence")
        let parts = try open().items[0].labels().parts
        #expect(parts[0].activity == nil && parts[0].notes?.count == 2)
        #expect(parts[1].activity == nil && parts[1].notes == nil)
    }

    @Test func theLaterVersionOfActivationsCounts() throws {
        try activations("Annotations/Activation_Confidence/v2", "Duo_Play", confidence: 0.1)
        #expect(try open().items[0].labels().parts[0].activity == [])
    }

    @Test func stemsAreSummedWhereThereIsNoMix() throws {
        try miniature.remove("Audio/Duo_Play/Duo_Play_MIX.wav")
        let item = try open().items[0]
        #expect(item.sounds.count == 2)
        // The shorter stem is silent: the sum is the longer one.
        let (sum, violin) = (try item.sound(), try AudioFile.read(contentsOf: item.sounds[0]))
        #expect(sum.samples == violin.samples)
    }

    @Test func whatIsMissingIsSaid() throws {
        try song("No_Sound", mix: false)
        try miniature.remove("Audio/No_Sound/No_Sound_STEMS/No_Sound_STEM_02.wav")
        try song("No_Labels")
        try miniature.remove("Annotations/Activation_Confidence/original/No_Labels_ACTIVATION_CONF.lab")
        try miniature.text("Audio/No_Stems_METADATA.yaml", "title: x\n")
        try miniature.text("Audio/No_Player_METADATA.yaml", "stems:\n  S01:\n    filename: a.wav\n")
        let dataset = try open()
        #expect(dataset.items.map(\.name) == ["Duo_Play"])
        let sentences = dataset.skipped.joined(separator: "\n")
        #expect(dataset.skipped.count == 4)
        for words in [
            "No_Sound_STEM_02.wav: isn't there", "No_Labels_ACTIVATION_CONF.lab: isn't there",
            "should name the song's stems", "stems: S01: should name an instrument",
        ] { #expect(sentences.contains(words), "\(sentences)") }
        expectSentence("is no folder of MedleyDB", "ID_METADATA.yaml") {
            _ = try StemDataset(medleyDB: miniature.url("Annotations"))
        }
    }

    @Test func damagedAnnotationsAreSaid() throws {
        let file = "Annotations/Activation_Confidence/original/Duo_Play_ACTIVATION_CONF.lab"
        for (text, words) in [
            ("0.0,0.1,0.2\n", "line 1"), ("time,S01,S02\n0.0,0.1\n", "line 2"), ("time,S01,S02\n0.0,x,0\n", "number"),
            ("time,S01,S02\n0.1,0,0\n0.1,0,0\n", "come after"), ("", "line 1"),
        ] {
            try miniature.text(file, text)
            let item = try open().items[0]
            expectSentence("Duo_Play_ACTIVATION_CONF.lab", words) { _ = try item.labels() }
        }
    }

    @Test func mixingSecretsLiesOtherwise() throws {
        let secrets = try Miniature()
        try secrets.text(
            "metadata/Band_Song_METADATA.yaml",
            """
            origin: 'Mixing Secrets'
            version: '3.0'
            stems:
              S01:
                filename: 15_Vox1.wav
                instrument: male singer
              S02:
                filename: Band_Song_STEM_bass.wav
                instrument: electric bass
            """)
        try secrets.text("annotations/Band_Song_ACTIVATION_CONF.lab", "time,S01,S02\n0.0,0.9,0.1\n1.0,0.1,0.8\n")
        try secrets.sound("Band_Song/15_Vox1.wav")
        try secrets.sound("Band_Song/Band_Song_STEM_bass.wav")
        // Another song's stem of the same name.
        try secrets.sound("Other_Song/15_Vox1.wav")
        let dataset = try StemDataset(mixingSecrets: secrets.folder)
        #expect(dataset.items[0].sounds.allSatisfy { $0.path.contains("Band_Song") })
        let parts = try dataset.items[0].labels().parts
        #expect(parts[1].programs == [33, 34, 35, 36, 37] && parts[1].activity == [1.0..<2.0])
        let report = try secrets.trainAndEvaluate(dataset, instruments: [.bass, .flute])
        #expect(report.instruments[0].referenceFrames > 20)
        expectSentence("is no folder of Mixing Secrets") {
            _ = try StemDataset(mixingSecrets: secrets.url("Other_Song"))
        }
    }

    @Test func isTrainedOnAndEvaluated() throws {
        try curve("Duo_Play")
        try song("Duo_More")
        let report = try miniature.trainAndEvaluate(open())
        #expect(report.clips.map(\.name) == ["Duo_More", "Duo_Play"])
        #expect(report.undefinedInstruments == ["piano", "cello", "flute"])
        // Notes are curves here, so nothing is said of notes; and only one song has pitches where the violin plays.
        #expect(report.clips.allSatisfy { $0.noteF1 == nil })
        #expect(report.instruments[1].referenceFrames > 50)
    }

    @Test func instrumentsByTheirNames() {
        #expect(InstrumentVocabulary.programs(of: "Cello Section") == [42])
        #expect(InstrumentVocabulary.programs(of: "mallet_percussion") == [8, 9, 11, 12, 13])
        #expect(InstrumentVocabulary.programs(of: "drum set") == [])
        #expect(InstrumentVocabulary.programs(of: "Main System") == RecordingLabels.anyProgram)
    }
}
