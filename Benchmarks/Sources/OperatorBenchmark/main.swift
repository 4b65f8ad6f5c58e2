import Foundation
import Tensor

// The engine's operators, one at a time, as a contender of operators.py. Each line of standard input is either a
// `Work` in JSON, which is prepared and answered with an empty object, or "run", answered with its seconds.
// peers/protocol.py is the same from the other side.

func send(_ json: String) {
    FileHandle.standardOutput.write(Data((json + "\n").utf8))
}

let engine = EngineDescription.current
send(#"{"version": "\#(engine.kernels), \#(engine.threads) threads"}"#)

var run: () -> Double = { 0 }
while let line = readLine() {
    if line == "run" {
        send(#"{"seconds": \#(run())}"#)
    } else {
        run = try JSONDecoder().decode(Work.self, from: Data(line.utf8)).prepared()
        send("{}")
    }
}
