// Sound files, sample rates, spectra and scores: the articles of the module Audio.
import Audio
import Foundation

let arguments = CommandLine.arguments.dropFirst()
let url = URL(fileURLWithPath: arguments.first ?? "Examples/Recording/canon.flac")
let folder = URL(fileURLWithPath: arguments.dropFirst().first ?? NSTemporaryDirectory())
