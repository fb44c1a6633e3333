import Calendar
import Machine
import Store
import Workflow

/// Takes what nobody knows for what did not happen.
struct ForgetfulStore: StoreLayer {
  let inner: any Store

  func settle(_ delivery: Delivery, as settlement: Settlement, at now: Instant) async throws(StoreError) -> Bool {
    var settlement = settlement
    if case .uncertain(let resendAt?) = settlement.ending { settlement.ending = .retried(at: resendAt, usesUpAttempt: true) }
    return try await inner.settle(delivery, as: settlement, at: now)
  }
}
