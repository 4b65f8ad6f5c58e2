// A network for one's own instruments. Without material it only says what it would train.
import Foundation
import MultiTask

func train(pairs: URL, run: URL) throws {
    let trainer = Trainer(
        settings: TrainingSettings(budget: .minutes(120)),
        network: NetworkSettings(width: 0.5, instrumentCount: Instrument.nine.count))
    try trainer.train(folder: pairs, run: run) { event in
        if case .progress(let progress) = event { print(progress.share, progress.pitchLoss) }
    }
}

func withAClarinet() -> Trainer {
    let instruments = Instrument.nine + [Instrument(name: "clarinet", programs: [71])]
    let trainer = Trainer(network: NetworkSettings(instrumentCount: instruments.count), instruments: instruments)
    return trainer
}

do {
    let folder = URL(fileURLWithPath: CommandLine.arguments.dropFirst(2).first ?? NSTemporaryDirectory())
    try train(pairs: folder.appendingPathComponent("pairs"), run: folder.appendingPathComponent("run"))
} catch let error as TrainingError {
    print(error)
}
print(withAClarinet().instruments)
