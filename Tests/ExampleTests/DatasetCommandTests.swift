import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import pitchstreamer

/// `train` and `evaluate` on a dataset in its own layout.
@Suite struct DatasetCommandTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        for name in ["01-AchGottundHerr", "02-AchLiebenChristen"] {
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent("bach10/\(name)"), withIntermediateDirectories: true)
            try AudioFile.write(
                TestSounds.tone(seconds: 2), to: folder.url.appendingPathComponent("bach10/\(name)/\(name).wav"))
        }
        try folder.file("bach10/01-AchGottundHerr/01-AchGottundHerr-GTNotes.mat", Bach10Files.notes)
        for part in ["train", "test"] {
            for kind in ["data", "labels"] {
                try FileManager.default.createDirectory(
                    at: folder.url.appendingPathComponent("musicnet/\(part)_\(kind)"), withIntermediateDirectories: true
                )
            }
            try AudioFile.write(
                TestSounds.tone(seconds: 2), to: folder.url.appendingPathComponent("musicnet/\(part)_data/1.wav"))
            try folder.file(
                "musicnet/\(part)_labels/1.csv",
                Data("start_time,end_time,instrument,note\n0,88200,1,69\n".utf8))
        }
    }

    @Test func trainsAndMeasures() throws {
        let run = try Tool.run([
            "train", folder.path("bach10"), "--dataset", "bach10", "-o", folder.path("run"), "--clips", "4", "--batch",
            "2", "--width", "0.1",
        ])
        #expect(run.status == 0, "\(run.errors)")
        // The second chorale has no labels.
        #expect(run.errors.hasPrefix("skipped: ") && run.errors.contains("02-AchLiebenChristen-GTNotes.mat"))
        let report = try Tool.run([
            "evaluate", folder.path("bach10"), "--dataset", "bach10", "--weights",
            folder.path("run/weights.safetensors"),
        ])
        #expect(report.status == 0 && report.text.contains("1 clip, 2 seconds"), "\(report.errors)")
        #expect(report.errors.hasPrefix("skipped: "))
    }

    /// The makers' parts: trained on the one, looked at and measured on the other.
    @Test func takesTheMakersParts() throws {
        let musicnet = ["--dataset", "musicnet"]
        try Tool.run(
            [
                "train", folder.path("musicnet"), "-o", folder.path("run"), "--clips", "4", "--batch", "2", "--width",
                "0.1", "--validation", folder.path("musicnet"),
            ] + musicnet
        ).expectSuccess()
        let weights = ["--weights", folder.path("run/weights.safetensors")]
        let whole = ["evaluate", folder.path("musicnet")] + musicnet + weights
        let report = try Tool.run(whole + ["--split", "all", "--json", "-"])
        report.expectGood()
        #expect(report.text.contains("\"name\""))
        try Tool.run(whole + ["--fit", folder.path("musicnet")]).expectGood()
        try Tool.run(whole + ["--fit", folder.path("musicnet"), "--split", "train"]).expectUsageError("other songs")
    }

    @Test func everyNameIsADataset() throws {
        let empty = try ScratchFolder()
        #expect(Set(DatasetName.allCases.map(\.rawValue)) == Set(Dataset.allCases.map(\.rawValue) + ["bach10"]))
        for name in DatasetName.allCases {
            #expect(throws: DatasetError.self) { try name.collection(in: empty.url.path, split: .train) }
        }
    }

    @Test func saysWhatIsWrong() throws {
        try Tool.run(["evaluate", folder.path("bach10"), "--dataset", "urmp"])
            .expectInputError(naming: "bach10", "is no folder of URMP")
        try Tool.run(["train", folder.path("bach10"), "--dataset", "slakh", "-o", folder.path("run")])
            .expectInputError(naming: "bach10", "is no folder of Slakh")
        try folder.file("bach10/01-AchGottundHerr/01-AchGottundHerr-GTNotes.mat", Data("broken".utf8))
        try Tool.run(["evaluate", folder.path("bach10"), "--dataset", "bach10"])
            .expectInputError(naming: "bach10", "none of its recordings can be read")
        try Tool.run(["evaluate", folder.path("bach10"), "--dataset", "bach11"]).expectUsageError("bach11")
        try Tool.run(["evaluate", folder.path("bach10"), "--dataset", "bach10", "--split", "test"])
            .expectUsageError("--split")
        try Tool.run(["evaluate", folder.path("bach10"), "--dataset", "bach10", "--no-notes"])
            .expectUsageError("--no-notes")
    }
}

extension Tool.Outcome {
    /// It went well, whatever it told on standard error.
    fileprivate func expectSuccess(at location: SourceLocation = #_sourceLocation) {
        #expect(status == 0, "\(errors)", sourceLocation: location)
    }
}
