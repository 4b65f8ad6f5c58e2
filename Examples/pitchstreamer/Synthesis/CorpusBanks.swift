import Audio
import Foundation
import MultiTask

/// One sound of one bank, and what it is called in the labels.
struct Timbre: Sendable, Hashable {
    /// Index of the bank's file in ``CorpusBanks/files``.
    let file: Int
    let preset: SoundFontSynthesizer.Preset
    /// The General MIDI program that labels it.
    let program: Int
    let lowest: Int
    let highest: Int

    var isPercussion: Bool { preset.bank == 128 }
}

/// The sounds that a corpus is made of: recorded notes by a register, and General MIDI banks.
struct CorpusBanks: Sendable {
    struct File: Sendable {
        enum Kind: Sendable {
            /// Recorded notes at 16 kHz, by the register, played by FluidSynth.
            case recorded
            /// A General MIDI bank at 44.1 or 48 kHz, played by FluidSynth.
            case generalMIDI
            /// A configuration of TiMidity++, whose patches are a General MIDI bank, too.
            case timidity
        }

        let url: URL
        let kind: Kind

        var isGeneralMIDI: Bool { kind != .recorded }
    }

    private(set) var files: [File] = []
    /// Sounds of the nine instruments from the register, in the order of ``Instrument/nine``.
    private var recorded = [[Timbre]](repeating: [], count: 9)
    private var general = [[Timbre]](repeating: [], count: 9)
    /// Sounds of none of the nine, by name.
    private var others: [String: [Timbre]] = [:]
    private var kits: [Timbre] = []

    var hasDrums: Bool { !kits.isEmpty }
    var hasOthers: Bool { !others.isEmpty }

    /// - Parameters:
    ///   - register: A CSV file with columns file, instrument, class, lowest, highest, presets, use; its banks lie beside it.
    ///   - use: Only the register's banks of this use are taken.
    ///   - generalMIDI: Whole banks.
    ///   - timidity: Configurations of TiMidity++.
    ///   - instruments: Which of the nine must be there, as indices into ``Instrument/nine``.
    init(
        register: URL?, use: String = "train", generalMIDI: [URL], timidity: [URL] = [],
        instruments: [Int] = Array(Instrument.nine.indices)
    ) throws {
        if let register { try add(register: register, use: use) }
        for url in generalMIDI { add(url, kind: .generalMIDI, programs: Set(0..<128), hasDrums: true) }
        for url in timidity {
            let configuration = try TimidityConfiguration(url)
            add(url, kind: .timidity, programs: configuration.programs, hasDrums: configuration.hasDrums)
        }
        for index in instruments where recorded[index].isEmpty && general[index].isEmpty {
            throw AudioError.malformed(
                path: register?.path ?? "the banks", reason: "no bank for \(use) plays \(Instrument.nine[index])")
        }
    }

    /// The recorded sounds of one of the nine instruments.
    func recordings(of instrument: Int) -> [Timbre] { recorded[instrument] }

    /// A sound for one of the nine instruments.
    func timbre(of instrument: Int, generalShare: Double, _ random: inout CorpusRandom) -> Timbre {
        let general = general[instrument]
        let recorded = recorded[instrument]
        guard !general.isEmpty, recorded.isEmpty || random.happens(generalShare) else {
            return random.element(recorded)
        }
        // Half of the time the instrument itself, else any of its kin (a muted guitar, a fretless bass).
        let plain = general.filter { CorpusBanks.plainPrograms[instrument].contains($0.program) }
        return random.element(random.happens(0.5) || plain.isEmpty ? general : plain)
    }

    /// A sound of none of the nine.
    func other(generalShare: Double, _ random: inout CorpusRandom) -> Timbre {
        let timbres = others[random.element(others.keys.sorted())] ?? []
        let isGeneral = random.happens(generalShare)
        let fitting = timbres.filter { files[$0.file].isGeneralMIDI == isGeneral }
        return random.element(fitting.isEmpty ? timbres : fitting)
    }

    /// A singer of a General MIDI bank; nil where there is none.
    func voice(_ random: inout CorpusRandom) -> Timbre? {
        let voices = (others["voice"] ?? []).filter { files[$0.file].isGeneralMIDI }
        return voices.isEmpty ? nil : random.element(voices)
    }

    func kit(_ random: inout CorpusRandom) -> Timbre { random.element(kits) }

    // MARK: - Register

    private mutating func add(register: URL, use taken: String) throws {
        let text: String
        do { text = try String(contentsOf: register, encoding: .utf8) } catch {
            throw AudioError.unreadable(path: register.path, reason: "no register of banks in UTF-8")
        }
        let rows = text.split(whereSeparator: \.isNewline).map { CorpusBanks.cells(String($0)) }
        guard let header = rows.first else {
            throw AudioError.malformed(path: register.path, reason: "it is empty")
        }
        func column(_ name: String) throws -> Int {
            guard let index = header.firstIndex(of: name) else {
                throw AudioError.malformed(path: register.path, reason: "it has no column \(name)")
            }
            return index
        }
        let (file, name, use) = (try column("file"), try column("instrument"), try column("use"))
        let (lowest, highest, presets) = (try column("lowest"), try column("highest"), try column("presets"))
        for (line, row) in rows.enumerated().dropFirst() {
            guard row.count == header.count, let low = Int(row[lowest]), let high = Int(row[highest]),
                let count = Int(row[presets]), 0...127 ~= low, low...127 ~= high, 1...128 ~= count
            else {
                throw AudioError.malformed(
                    path: register.path, reason: "line \(line + 1) doesn't have the columns of its header")
            }
            guard row[use] == taken else { continue }
            files.append(
                File(url: register.deletingLastPathComponent().appendingPathComponent(row[file]), kind: .recorded))
            for preset in 0..<count {
                let program = CorpusBanks.program(instrument: row[name], file: row[file])
                let timbre = Timbre(
                    file: files.count - 1, preset: .init(program: preset), program: program, lowest: low, highest: high)
                if let index = Instrument.nine.firstIndex(where: { $0.name == row[name] }) {
                    recorded[index].append(timbre)
                } else {
                    others[row[name], default: []].append(timbre)
                }
            }
        }
    }

    /// The label of a recorded bank: the first program of its class, save where the name tells more.
    private static func program(instrument: String, file: String) -> Int {
        let kinds = ["soprano": 64, "alto": 65, "tenor": 66, "baritone": 67, "pizz": 32]
        if instrument == "saxophone" || instrument == "bass",
            let kind = kinds.first(where: { file.contains($0.key) })
        {
            return kind.value
        }
        if let index = Instrument.nine.firstIndex(where: { $0.name == instrument }) {
            return Instrument.nine[index].programs[0]
        }
        return otherPrograms.first { $0.name == instrument }?.program ?? 52
    }

    /// Cells of a line of CSV; a quoted cell may hold commas.
    private static func cells(_ line: String) -> [String] {
        var cells = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells
    }

    // MARK: - General MIDI

    private static let plainPrograms: [Set<Int>] = [
        [0, 1], [24, 25], [27, 26], [56], [64, 65, 66, 67], [32, 33, 34], [40], [42], [73],
    ]

    /// Instruments that are none of the nine, as the register names them, with their programs and keys.
    private static let otherPrograms: [(name: String, program: Int, lowest: Int, highest: Int)] = [
        ("viola", 41, 48, 90), ("clarinet", 71, 50, 91), ("oboe", 68, 58, 91), ("bassoon", 70, 34, 72),
        ("horn", 60, 34, 77), ("trombone", 57, 40, 72), ("contrabass, bowed", 43, 28, 60), ("voice", 53, 48, 79),
    ]

    /// The keys that players of an instrument use.
    private static func keys(ofProgram program: Int) -> ClosedRange<Int> {
        switch program {
        case 0...5: 21...108
        case 24...31: 40...86
        case 32...39: 26...60
        case 40: 55...96
        case 42: 36...79
        case 56, 59: 54...84
        case 64: 56...87
        case 65: 49...80
        case 66: 44...76
        case 67: 37...69
        default: 60...96
        }
    }

    private mutating func add(_ url: URL, kind: File.Kind, programs: Set<Int>, hasDrums: Bool) {
        files.append(File(url: url, kind: kind))
        let file = files.count - 1
        for (index, instrument) in Instrument.nine.enumerated() {
            // Guitar harmonics sound an octave above their key.
            for program in instrument.programs where program != 31 && programs.contains(program) {
                let keys = CorpusBanks.keys(ofProgram: program)
                general[index].append(
                    Timbre(
                        file: file, preset: .init(program: program), program: program, lowest: keys.lowerBound,
                        highest: keys.upperBound))
            }
        }
        for other in CorpusBanks.otherPrograms where programs.contains(other.program) {
            others[other.name, default: []].append(
                Timbre(
                    file: file, preset: .init(program: other.program), program: other.program, lowest: other.lowest,
                    highest: other.highest))
        }
        guard hasDrums else { return }
        kits.append(Timbre(file: file, preset: .init(bank: 128, program: 0), program: 0, lowest: 27, highest: 87))
    }
}
