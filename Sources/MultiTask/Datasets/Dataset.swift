import Foundation

/// The datasets whose folders can be read as they are (Docs/Datasets.md). Nothing is downloaded.
///
/// Bach10 isn't among them: its files are MATLAB's, which the command line reads through libmatio.
package enum Dataset: String, Sendable, CaseIterable {
    case medleydb
    case mixingSecrets = "mixing-secrets"
    case musicnet
    case slakh
    case urmp
    case openmic
    case su
    case musescore

    /// Opens a folder.
    ///
    /// - Parameters:
    ///   - folder: in the dataset's own layout.
    ///   - split: which of the parts that the dataset's makers cut it into; without effect where there are none.
    /// - Throws: ``DatasetError/layout(folder:dataset:expected:)``.
    package func collection(in folder: URL, split: DatasetSplit) throws -> any LabelledCollection {
        switch self {
        case .medleydb: try StemDataset(medleyDB: folder)
        case .mixingSecrets: try StemDataset(mixingSecrets: folder)
        case .musicnet: try MusicNet(folder, split: split)
        case .slakh: try Slakh(folder, split: split)
        case .urmp: try URMP(folder)
        case .openmic: try OpenMIC(folder, split: split)
        case .su: try Su(folder)
        case .musescore: try MuseScore(folder)
        }
    }
}

/// The parts into which some datasets are cut by their makers.
package enum DatasetSplit: String, Sendable, CaseIterable {
    case train, validation, test, all
}
