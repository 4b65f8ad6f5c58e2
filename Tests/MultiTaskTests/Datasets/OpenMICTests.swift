import Audio
import Foundation
import Testing

@testable import MultiTask

/// OpenMIC-2018: whether an instrument plays somewhere in the clip; of those without a row nothing is known.
@Suite struct OpenMICTests {
    private let miniature: Miniature
    private let table = "openmic-2018/openmic-2018-aggregated-labels.csv"

    init() throws {
        miniature = try Miniature()
        let flute = [ScoreNote(pitch: 72, onset: 0.5, offset: 1.5, program: 73)]
        for key in ["000046_3840", "000135_483840", "000139_119040"] {
            try miniature.sound("openmic-2018/audio/000/\(key).ogg", flute)
        }
        try miniature.text(
            table,
            """
            sample_key,instrument,relevance,num_responses
            000046_3840,flute,0.8,3
            000046_3840,violin,0.17,3
            000046_3840,drums,1.0,3
            000135_483840,violin,0.5,3
            000135_483840,guitar,0.0,4
            000139_119040,flute,1.0,3
            """)
        try miniature.text("openmic-2018/partitions/split01_train.csv", "000046_3840\n000135_483840\n")
        try miniature.text("openmic-2018/partitions/split01_test.csv", "000139_119040\n")
    }

    private func open(_ split: DatasetSplit = .train) throws -> OpenMIC { try OpenMIC(miniature.folder, split: split) }

    @Test func readsWeakLabels() throws {
        let dataset = try open()
        #expect(dataset.items.map(\.name) == ["000046_3840", "000135_483840"] && dataset.skipped.isEmpty)
        let labels = try dataset.items[0].labels()
        #expect(labels.isWeak && !labels.isComplete)
        #expect(labels.parts.map(\.programs) == [[73], [40]])
        #expect(labels.parts.map(\.activity) == [[0..<Double.infinity], []])
        #expect(try open(.test).items.map(\.name) == ["000139_119040"] && open(.all).items.count == 3)
    }

    @Test func whatWasNotAskedForIsMasked() throws {
        let instruments: [Instrument] = [.flute, .violin, .acousticGuitar]
        let labels = try open().items[1].labels()
        let partial = PartialLabels(
            labels, instruments: instruments, frameCount: 4, frameRate: 31.25, keepsShort: true)
        #expect(Array(partial.known.instrument.prefix(3)) == [false, true, true])
        #expect(Array(partial.activity.prefix(3)) == [false, true, false])
        #expect(Array(partial.known.roll.prefix(3)) == [false, false, true])
    }

    @Test func whatIsMissingIsSaid() throws {
        try miniature.remove("openmic-2018/audio/000/000135_483840.ogg")
        let dataset = try open()
        #expect(dataset.items.count == 1 && dataset.skipped.count == 1)
        #expect(dataset.skipped[0].contains("000135_483840.ogg: isn't there"))
        expectSentence("train and test alone") { _ = try open(.validation) }
        try miniature.remove("openmic-2018/partitions")
        expectSentence("split01_train.csv: isn't there") { _ = try open() }
        #expect(try open(.all).items.count == 2)
        try miniature.text(table, "sample_key,instrument\n")
        expectSentence("line 1", "relevance") { _ = try open(.all) }
        try miniature.text(table, "sample_key,instrument,relevance,num_responses\na,flute,7,1\n")
        expectSentence("line 2", "0 to 1") { _ = try open(.all) }
        try miniature.remove(table)
        expectSentence("is no folder of OpenMIC", "audio/000/KEY.ogg") { _ = try open(.all) }
    }

    @Test func isTrainedOnAndEvaluatedClipByClip() throws {
        let report = try miniature.trainAndEvaluate(open(.all))
        // Once for each clip that says something of it: the flute in two, the violin in one of two.
        #expect(report.instruments.map(\.referenceFrames) == [0, 1, 0, 2])
        #expect(report.instruments[1].areaUnderCurve != nil && report.instruments[3].areaUnderCurve == nil)
        #expect(report.clips.allSatisfy { $0.pitchAccuracy == nil && $0.noteF1 == nil })
    }

    @Test func thresholdsAreFittedOnWhatIsKnown() throws {
        var fitter = ThresholdFitter(instruments: [.flute, .violin])
        let (quiet, loud) = (HandMade.held(0.02, 8), HandMade.held(0.02, 4) + HandMade.held(0.7, 4))
        for isFlute in [true, false] {
            let prediction = HandMade.prediction(
                [.init(60, 0, isFlute ? loud : quiet), .init(64, 1, loud)], instruments: [.flute, .violin])
            let part = RecordingLabels.Part(programs: [73], activity: isFlute ? [0..<Double.infinity] : [])
            fitter.add(prediction, labels: RecordingLabels(parts: [part], isComplete: false, isWeak: true))
        }
        // Between 0.02 and 0.7; of the violin nothing is known, so it stays in the middle.
        #expect(0.03...0.7 ~= fitter.thresholds.instruments[0].activity)
        #expect(fitter.thresholds.instruments[1].activity == 0.5)
    }
}
