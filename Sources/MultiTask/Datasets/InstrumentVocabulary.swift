import Foundation

/// The words by which MedleyDB, Mixing Secrets and OpenMIC call who plays, as General MIDI programs.
enum InstrumentVocabulary {
    /// A word and the programs that it may be; none for what isn't an instrument of General MIDI.
    private struct Row {
        let words: [String]
        let programs: [Int]

        init(_ programs: [Int], _ words: String...) {
            self.words = words
            self.programs = programs
        }
    }

    /// What a word may mean. One that isn't known may be anybody.
    static func programs(of word: String) -> [Int] {
        programsByWord[word.lowercased().replacingOccurrences(of: "_", with: " ")] ?? RecordingLabels.anyProgram
    }

    private static let programsByWord: [String: [Int]] = Dictionary(
        rows.flatMap { row in row.words.map { ($0, row.programs) } }, uniquingKeysWith: { first, _ in first })

    private static let rows = [
        Row([0], "piano", "tack piano", "toy piano", "grand piano", "upright piano"),
        Row([4], "electric piano", "rhodes", "wurlitzer"),
        Row([6], "harpsichord"), Row([7], "clavinet"), Row([8], "celesta"), Row([9], "glockenspiel"),
        Row([11], "vibraphone"), Row([12], "marimba"), Row([13], "xylophone"), Row([14], "tubular bells", "chimes"),
        Row([15], "dulcimer"),
        Row([8, 9, 11, 12, 13], "mallet percussion"),
        Row([16, 17, 18, 19, 20], "organ", "electronic organ", "pipe organ", "hammond organ"),
        Row([21], "accordion"), Row([22], "harmonica"), Row([22, 21], "melodica"), Row([23], "bandoneon", "concertina"),
        Row([24], "classical guitar", "nylon guitar"), Row([24, 25], "acoustic guitar"),
        Row([26, 27, 28], "clean electric guitar"), Row([29, 30], "distorted electric guitar"),
        Row([26, 27, 28, 29, 30, 31], "electric guitar"),
        Row([24, 25, 26, 27, 28, 29, 30, 31], "guitar"),
        Row([25, 26, 27], "lap steel guitar", "slide guitar", "pedal steel guitar"),
        // Plucked, as in the jazz and pop of these datasets.
        Row([32], "double bass", "upright bass", "acoustic bass"),
        Row([33, 34, 35, 36, 37], "electric bass", "bass guitar"), Row([38, 39], "synth bass"),
        Row([32, 33, 34, 35, 36, 37, 38, 39], "bass"),
        Row([40], "violin", "violin section"), Row([110], "fiddle"), Row([41], "viola", "viola section"),
        Row([42], "cello", "cello section"), Row([46], "harp"), Row([47], "timpani"),
        Row([48, 49, 40, 41, 42, 43], "string section", "strings"),
        Row(
            [52, 53, 54], "male singer", "female singer", "vocalists", "voice", "choir", "singer", "male voice",
            "female voice", "backing vocals", "vocals", "vox"),
        Row([56], "trumpet", "trumpet section"), Row([57], "trombone", "trombone section"), Row([58], "tuba"),
        Row([60], "french horn", "horn", "french horn section"),
        Row([56, 57, 58, 60, 61], "brass section", "brass"), Row([56, 57], "horn section", "flugelhorn", "cornet"),
        Row([57, 58], "euphonium", "bass trombone"),
        Row([64], "soprano saxophone"), Row([65], "alto saxophone"), Row([66], "tenor saxophone"),
        Row([67], "baritone saxophone"), Row([64, 65, 66, 67], "saxophone", "saxophone section"),
        Row([68], "oboe"), Row([69], "english horn"), Row([70], "bassoon"),
        Row([71], "clarinet", "clarinet section", "bass clarinet"),
        Row([72], "piccolo"), Row([73], "flute", "flute section"), Row([74], "recorder"), Row([75], "panpipes", "dizi"),
        Row([75, 73], "bamboo flute"), Row([76], "bottle"), Row([78], "whistle", "whistling"),
        Row([68, 70, 71, 72, 73], "woodwind section", "woodwinds"),
        Row(Array(80...103) + [38, 39, 50, 51, 62, 63], "synthesizer", "synth", "keyboard", "sampler"),
        Row([104], "sitar"), Row([105], "banjo"), Row([106], "shamisen", "liuqin"),
        Row([107], "koto", "guzheng", "zhongruan"),
        Row([106, 107], "yangqin", "pipa", "zhong ruan"), Row([109], "bagpipe"), Row([110], "erhu", "gaohu"),
        Row(
            [], "mandolin", "ukulele", "oud", "bouzouki", "drum set", "drums", "cymbals", "drum machine",
            "auxiliary percussion", "percussion", "snare drum",
            "bass drum", "kick drum", "toms", "tabla", "bongo", "conga", "tambourine", "shaker", "maracas", "claps",
            "clapping", "cymbal", "high hat", "gong", "gu", "doumbek", "darbuka", "castanet", "triangle", "cowbell",
            "sleigh bells", "guiro", "beatboxing", "scratches", "male rapper", "female rapper", "male speaker",
            "female speaker", "crowd", "fx"),
    ]
}
