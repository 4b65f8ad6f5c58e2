import Testing

@testable import MultiTask

/// A queue between a sound card and a listener: nothing waits, and what has no room is told.
@Suite struct LiveInputTests {
    private func elements(of input: LiveInput) async -> [LiveInput.Element] {
        var elements: [LiveInput.Element] = []
        for await element in input { elements.append(element) }
        return elements
    }

    @Test func givesWhatWasPutIn() async {
        let input = LiveInput(sampleRate: 100, capacity: 1)
        #expect(input.append([1, 2]) && input.append([]) && input.append([3]))
        input.gap(samples: 5)
        input.gap(samples: 2)
        input.gap(samples: 0)
        #expect(input.append([4]))
        input.finish()
        #expect(!input.append([5]), "after the end nothing is taken")
        let expected: [LiveInput.Element] = [
            .samples([1, 2]), .samples([3]), .gap(sampleCount: 7, cause: .missing), .samples([4]),
        ]
        #expect(await elements(of: input) == expected)
        #expect(await elements(of: input).isEmpty)
    }

    @Test func whatHasNoRoomIsAGapInItsPlace() async {
        let input = LiveInput(sampleRate: 10, capacity: 1)
        #expect(input.append([Float](repeating: 1, count: 8)))
        #expect(!input.append([Float](repeating: 2, count: 3)))
        #expect(!input.append([Float](repeating: 3, count: 4)))
        #expect(input.append([4, 4]), "these two still fit")
        var iterator = input.makeAsyncIterator()
        #expect(await iterator.next() == .samples([Float](repeating: 1, count: 8)))
        #expect(await iterator.next() == .gap(sampleCount: 7, cause: .overrun))
        #expect(await iterator.next() == .samples([4, 4]))
        #expect(input.append([Float](repeating: 5, count: 10)))
        #expect(!input.append([6]))
        input.finish()
        #expect(await iterator.next() == .samples([Float](repeating: 5, count: 10)))
        #expect(await iterator.next() == .gap(sampleCount: 1, cause: .overrun))
        #expect(await iterator.next() == nil)
    }

    @Test func aListenerWaits() async {
        let input = LiveInput(sampleRate: 1_000)
        let listener = Task { await elements(of: input) }
        for index in 0..<100 {
            input.append([Float(index)])
            if index.isMultiple(of: 7) { await Task.yield() }
        }
        input.finish()
        #expect(await listener.value == (0..<100).map { .samples([Float($0)]) })
    }

    @Test func aListenerWhoseTaskIsCancelledWaitsNoMore() async {
        let input = LiveInput(sampleRate: 1_000)
        let listener = Task { await elements(of: input) }
        listener.cancel()
        #expect(await listener.value.isEmpty)
        let late = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await elements(of: input)
        }
        #expect(await late.value.isEmpty)
    }
}
