import Source
import Store

/// Questions that this executor has under way, so that a person can have one stopped.
package actor AskBook {
  private var asks: [DeliveryToken: Task<SourceOutcome, Never>] = [:]
  private var stopped: [DeliveryToken: String] = [:]

  package init() {}

  package var isEmpty: Bool { asks.isEmpty }

  /// Asks, and says whether somebody had it stopped meanwhile, and why.
  func ask(_ token: DeliveryToken, _ act: @escaping @Sendable () async -> SourceOutcome) async -> (SourceOutcome, stopped: String?) {
    let task = Task { await act() }
    asks[token] = task
    let outcome = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    asks[token] = nil
    return (outcome, stopped.removeValue(forKey: token))
  }

  /// A source ends what it can: a query is cancelled at its server, a connection is closed. What cannot be ended goes on until its
  /// time is over.
  func stop(_ asked: [DeliveryToken: String]) {
    for (token, words) in asked {
      guard let task = asks[token] else { continue }
      stopped[token] = words
      task.cancel()
    }
  }
}
