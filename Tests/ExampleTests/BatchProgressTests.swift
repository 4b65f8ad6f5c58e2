import Foundation
import Testing

@testable import pitchstreamer

/// The line that tells how far many files are.
@Suite struct BatchProgressTests {
    @Test func showsShareFilesAndTheTimeThatIsLeft() {
        let line = BatchProgress.text(sizes: [100, 300, 600], shares: [1, 0.5, 0], done: 1, seconds: 30)
        // A quarter took half a minute.
        #expect(line == "[#####---------------]  25 %  1 of 3 files, 1:30 left")
    }

    @Test func tellsNoTimeBeforeItCanBeKnown() {
        #expect(
            BatchProgress.text(sizes: [1, 1], shares: [0, 0], done: 0, seconds: 0)
                == "[--------------------]   0 %  0 of 2 files")
        #expect(
            BatchProgress.text(sizes: [1, 1], shares: [1, 1], done: 2, seconds: 5)
                == "[####################] 100 %  2 of 2 files, 0:00 left")
    }

    @Test func fitsBesideAnythingOnATerminal() {
        let line = BatchProgress.text(
            sizes: Array(repeating: 1, count: 10_000), shares: Array(repeating: 0.02, count: 10_000), done: 10,
            seconds: 3_600)
        #expect(line.count < 79)
    }
}
