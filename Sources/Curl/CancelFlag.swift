import Synchronization

/// Set by whoever cancels a transfer, read by the transfer between two waits.
final class CancelFlag: Sendable {
  private let raised = Atomic<Bool>(false)

  var isRaised: Bool { raised.load(ordering: .acquiring) }

  func raise() { raised.store(true, ordering: .releasing) }
}
