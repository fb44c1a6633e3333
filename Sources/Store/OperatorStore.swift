package import Calendar
package import Machine

/// Operators' words that are no events; they take the instance's lock like a step.
package protocol OperatorStore: Sendable {
  /// A faulted instance runs again: its incident is closed, its suspicion forgotten, the same event or timer comes under
  /// the same step number. False where it is not faulted.
  func redriveInstance(_ id: InstanceID, at now: Instant) async throws(StoreError) -> Bool
  /// A failed or held part goes again under the same id, attempts from zero; its incident is closed. False where it is
  /// neither.
  func redrivePart(_ id: PartID, at now: Instant) async throws(StoreError) -> Bool
  /// Closes an incident that needs no more than to have been seen. False where it is not open.
  func closeIncident(_ number: Int64, at now: Instant) async throws(StoreError) -> Bool
}
