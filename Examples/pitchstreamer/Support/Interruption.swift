import Dispatch
import Foundation
import Synchronization

/// Turns the first interrupt or request to terminate into a cancellation, so that the work ends where nothing is left
/// half done; the second ends the process at once.
final class Interruption {
    private let received: Received
    private let sources: [any DispatchSourceSignal]

    /// The first signal that came.
    private final class Received: Sendable {
        let signal = Mutex<Int32?>(nil)
    }

    /// - Parameter cancel: called once, from another thread.
    init(_ cancel: @escaping @Sendable () -> Void) {
        let received = Received()
        self.received = received
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                let isFirst = received.signal.withLock { signal in
                    defer { signal = signal ?? number }
                    return signal == nil
                }
                if isFirst { cancel() } else { _exit(128 + number) }
            }
            source.resume()
            return source
        }
    }

    /// If a signal came, ends the process by it, as whoever sent it expects.
    func endIfInterrupted() {
        guard let number = received.signal.withLock({ $0 }) else { return }
        for source in sources { source.cancel() }
        signal(number, SIG_DFL)
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, number)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        raise(number)
        // Not reached unless somebody else caught it.
        exit(128 + number)
    }
}
