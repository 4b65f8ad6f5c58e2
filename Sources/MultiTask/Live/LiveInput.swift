import Synchronization

/// A queue between whoever has sound, say the callback of a sound card, and whoever listens to it.
///
/// ```swift
/// let input = LiveInput(sampleRate: 48_000)
/// soundCard.onBlock = { input.append($0) }                   // never waits
/// for try await event in streamer.events(of: input) { … }    // in a task
/// ```
///
/// It holds a bounded length of sound. Where the listener is so slow that it is full, blocks are left out, whole, until there
/// is room again; the listener is told of a gap of their length (``PitchStreamer/Gap/Cause/overrun``), and times stay
/// right. One listener at a time; any number of threads may append.
public final class LiveInput: AsyncSequence, Sendable {
    /// What comes out: samples of one channel, or a length of sound that was left out.
    public enum Element: Sendable, Hashable {
        /// The next samples.
        case samples([Float])
        /// So many samples didn't come.
        case gap(sampleCount: Int, cause: PitchStreamer.Gap.Cause)
    }

    /// It never fails.
    public typealias Failure = Never

    /// Of the samples, in hertz.
    public let sampleRate: Double
    /// The most samples that wait for the listener.
    public let capacity: Int
    private let state = Mutex(State())

    private struct State {
        var queue: [Element] = []
        var heldSamples = 0
        /// Left out since there was no room.
        var overrun = 0
        var isFinished = false
        var listener: CheckedContinuation<Element?, Never>?

        /// The next element, if there is one.
        mutating func take() -> Element? {
            guard !queue.isEmpty else { return nil }
            let element = queue.removeFirst()
            if case .samples(let samples) = element { heldSamples -= samples.count }
            return element
        }

        mutating func put(_ element: Element) {
            if case .samples(let samples) = element { heldSamples += samples.count }
            queue.append(element)
        }

        /// The listener to wake, and what it gets.
        mutating func delivery() -> (CheckedContinuation<Element?, Never>, Element?)? {
            guard let listener, !queue.isEmpty || isFinished else { return nil }
            self.listener = nil
            return (listener, take())
        }

        /// The listener, who is to wait no longer.
        mutating func dismissal() -> (CheckedContinuation<Element?, Never>, Element?)? {
            defer { listener = nil }
            return listener.map { ($0, nil) }
        }
    }

    /// - Parameters:
    ///   - sampleRate: of the samples, in hertz.
    ///   - seconds: how much sound may wait for the listener.
    /// - Precondition: a positive finite rate; room for a sample, and for less than a day.
    public init(sampleRate: Double, capacity seconds: Double = 5) {
        precondition(
            sampleRate.isFinite && sampleRate > 0 && seconds * sampleRate >= 1 && seconds < 86_400,
            "LiveInput: \(seconds) seconds at \(sampleRate) Hz")
        self.sampleRate = sampleRate
        capacity = Int(seconds * sampleRate)
    }

    /// Puts in the next samples of one channel. Never waits for the listener.
    ///
    /// - Returns: whether there was room. If not, they are left out.
    @discardableResult
    public func append(_ samples: [Float]) -> Bool {
        guard !samples.isEmpty else { return true }
        return update { state in
            guard state.heldSamples + samples.count <= capacity else {
                state.overrun += samples.count
                return false
            }
            Self.tellOverrun(&state)
            state.put(.samples(samples))
            return true
        }
    }

    /// Tells that so many samples didn't come.
    ///
    /// - Parameters:
    ///   - sampleCount: how many.
    ///   - cause: why they didn't.
    /// - Precondition: no negative number.
    public func gap(samples sampleCount: Int, cause: PitchStreamer.Gap.Cause = .missing) {
        precondition(sampleCount >= 0, "LiveInput.gap: \(sampleCount) samples")
        guard sampleCount > 0 else { return }
        update { state in
            Self.tellOverrun(&state)
            // Gaps in a row are one, so that they never fill the queue.
            if case .gap(let before, cause) = state.queue.last {
                state.queue[state.queue.count - 1] = .gap(sampleCount: before + sampleCount, cause: cause)
            } else {
                state.put(.gap(sampleCount: sampleCount, cause: cause))
            }
            return true
        }
    }

    /// Ends the input: the listener hears what waits for it, and then the end.
    public func finish() {
        update { state in
            Self.tellOverrun(&state)
            state.isFinished = true
            return true
        }
    }

    /// Begins to listen: one listener at a time.
    public func makeAsyncIterator() -> Iterator { Iterator(input: self) }

    /// Waits for the next element.
    public struct Iterator: AsyncIteratorProtocol {
        let input: LiveInput

        /// Nil at the end, or where the task is cancelled.
        public mutating func next() async -> Element? { await input.next() }
    }

    private static func tellOverrun(_ state: inout State) {
        guard state.overrun > 0 else { return }
        state.put(.gap(sampleCount: state.overrun, cause: .overrun))
        state.overrun = 0
    }

    /// Changes the state where the input hasn't ended, and wakes the listener.
    @discardableResult
    private func update(_ change: (inout State) -> Bool) -> Bool {
        let (result, delivery) = state.withLock { state in
            let result = !state.isFinished && change(&state)
            return (result, state.delivery())
        }
        if let (listener, element) = delivery { listener.resume(returning: element) }
        return result
    }

    private func next() async -> Element? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Element?, Never>) in
                let delivery = state.withLock { state in
                    precondition(state.listener == nil, "LiveInput: two listeners at once")
                    state.listener = continuation
                    return Task.isCancelled ? state.dismissal() : state.delivery()
                }
                if let (listener, element) = delivery { listener.resume(returning: element) }
            }
        } onCancel: {
            let listener = state.withLock { $0.dismissal()?.0 }
            listener?.resume(returning: nil)
        }
    }
}
