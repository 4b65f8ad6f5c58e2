import Audio
import Testing

/// ``WindowFunction`` beside SciPy.
struct WindowFunctionTests {
    @Test(arguments: WindowFunction.allCases)
    func equalsSciPy(window: WindowFunction) throws {
        let sizes = try #require(try SpectraGolden.load().windows[window.rawValue])
        #expect(sizes.count == 4)
        for (size, expected) in sizes {
            let count = try #require(Int(size))
            #expect(zip(window.values(count: count), expected).allSatisfy { abs($0 - $1) < 1e-6 })
            #expect(window.values(count: count).count == expected.count)
        }
    }

    @Test func symmetricWindowsEndAsTheyBegin() {
        let window = WindowFunction.hann.values(count: 5, periodic: false)
        #expect(zip(window, [0, 0.5, 1, 0.5, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(WindowFunction.hann.values(count: 0).isEmpty)
    }
}
