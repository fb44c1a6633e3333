package import Calendar
package import Machine

/// Operators' words that are no events; they take the instance's lock like a step.
package protocol OperatorStore: Sendable {
  /// One transaction: waits for the instance's lock, loads it, has the operator's word decided, and writes that. `decide` crosses no
  /// network and may not block; what it abandons is thrown as `never` with the reason. False where there is no such instance.
  func operate(
    on id: InstanceID, at now: Instant, epoch: Int, decide: @Sendable (Instance) throws(StepAbandoned) -> InstanceWrite
  ) async throws(StoreError) -> Bool
  /// A faulted instance runs again: its incident is closed, its suspicion forgotten, the same event or timer comes under
  /// the same step number. One that had ended before (an event that came later faulted it) has ended again. False where it is
  /// not faulted.
  func redriveInstance(_ id: InstanceID, at now: Instant) async throws(StoreError) -> Bool
  /// A failed or held part goes again under the same id, attempts from zero; its incident is closed. False where it is
  /// neither.
  func redrivePart(_ id: PartID, at now: Instant) async throws(StoreError) -> Bool
  /// Closes an incident that needs no more than to have been seen. False where it is not open.
  func closeIncident(_ number: Int64, at now: Instant) async throws(StoreError) -> Bool
}
