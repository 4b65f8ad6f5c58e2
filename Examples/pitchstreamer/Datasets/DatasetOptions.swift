import ArgumentParser
import Foundation
import MultiTask

/// A dataset by its name, as the command line takes it: those of the library, and Bach10.
enum DatasetName: String, CaseIterable, ExpressibleByArgument {
    case bach10, medleydb
    case mixingSecrets = "mixing-secrets"
    case musescore, musicnet, openmic, slakh, su, urmp

    /// Opens a folder in the dataset's layout.
    func collection(in folder: String, split: DatasetSplit) throws -> any LabelledCollection {
        let url = URL(fileURLWithPath: folder)
        guard let dataset = Dataset(rawValue: rawValue) else { return try Bach10(url) }
        return try dataset.collection(in: url, split: split)
    }

    /// What a run is looked at on: the makers' part for validation, or else for the test; all where there are no parts.
    var validationSplit: DatasetSplit { self == .slakh ? .validation : hasSplits ? .test : .all }

    /// Whether its makers cut it into parts.
    var hasSplits: Bool { [.musicnet, .openmic, .slakh].contains(self) }
}

extension DatasetSplit: ExpressibleByArgument {}

/// What stands in the folder: pairs, or a dataset in its own layout.
struct DatasetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder is this dataset's, in its own layout: "
                + DatasetName.allCases.map(\.rawValue).joined(separator: ", ") + ".",
            discussion: "What its labels don't tell counts nothing. Nothing is downloaded.", valueName: "name"))
    var dataset: DatasetName?

    @Option(
        help: ArgumentHelp(
            "Which of its makers' parts: train, validation, test or all.",
            discussion: "For musicnet, openmic and slakh; by default train for training, test for measuring."))
    var split: DatasetSplit?

    func validate() throws {
        guard split == nil || dataset?.hasSplits == true else {
            throw ValidationError("--split belongs to --dataset musicnet, openmic or slakh.")
        }
    }

    /// The folder as a dataset; nil where none is named.
    func collection(in folder: String, otherwise split: DatasetSplit) throws -> (any LabelledCollection)? {
        try dataset?.collection(in: folder, split: self.split ?? split)
    }
}
