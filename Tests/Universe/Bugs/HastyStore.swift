import Calendar
import Channel
import Executor
import Machine
import Store
import Workflow

/// Lets messages go as soon as they are decided.
struct HastyStore: StoreLayer {
  let inner: any Store
  let channels: [SimulatedChannel]

  func stepDue(
    _ claim: StepClaim, decide: @Sendable ([DueInstance]) throws(StepAbandoned) -> [InstanceWrite]
  ) async throws(StoreError) -> StepReport {
    try await inner.stepDue(claim) { due throws(StepAbandoned) in
      let writes = try decide(due)
      for part in writes.flatMap(\.steps).flatMap(\.parts) where part.message != nil {
        guard let channel = channels.first(where: { $0.name == part.channel }) else { continue }
        channel.ledger.sent(
          part.id.description, messageID: part.id.messageID(domain: Universe.domain), references: [], bytes: [], by: channel.host.name)
      }
      return writes
    }
  }
}
