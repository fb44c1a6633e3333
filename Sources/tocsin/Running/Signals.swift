import Dispatch
import Foundation

/// Turns SIGTERM and SIGINT into a wish to stop; a second one ends the process at once.
final class Signals {
  private let sources: [any DispatchSourceSignal]

  /// - Parameter act: called once, on a queue of its own.
  init(_ act: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "tocsin.signals")
    let count = SignalCount()
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if count.next() == 1 { act() } else { exit(130) }
      }
      source.resume()
      return source
    }
    signal(SIGPIPE, SIG_IGN)
  }

  deinit {
    for source in sources { source.cancel() }
  }
}

/// Counted on the signals' own queue only.
private final class SignalCount: @unchecked Sendable {
  // Proof: `next` is called on one serial queue.
  private var count = 0

  func next() -> Int {
    count += 1
    return count
  }
}
