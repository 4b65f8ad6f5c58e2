extension PitchStreamer {
    /// How much of what comes after a moment a session listens to before it decides what sounded in it.
    ///
    /// The network looks to both sides of a moment. With a short look-ahead its window simply ends where the sound ends so
    /// far; what lies before is always there in whole. `Docs/Live.md` has what that costs, and the whole way from a sound
    /// to its event: to the look-ahead come the constant-Q transform (0.6 s) and the decoder (0.2 s).
    public enum LookAhead: Sendable, Hashable {
        /// As much as the network can make use of: 2.6 s, and 3.0 at most, as half a second is settled at a time. The notes
        /// are those of the offline call.
        case exact
        /// At most so many seconds, 0 or more. What reaches 3.0 is ``exact``.
        case seconds(Double)

        /// Half a second.
        public static let standard = LookAhead.seconds(0.5)

        /// Whether the number of seconds is one.
        var isValid: Bool {
            guard case .seconds(let seconds) = self else { return true }
            return seconds >= 0 && seconds < 3600
        }
    }
}
