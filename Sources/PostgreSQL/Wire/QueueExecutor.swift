import Dispatch

/// Runs an actor on a serial queue of its own, so that blocking calls hold up nobody but that actor.
package final class QueueExecutor: SerialExecutor {
  private let queue: DispatchQueue

  /// - Parameter isPatient: its thread stands behind all others that want a processor (`nice` 10 on Linux), the database's own too.
  package init(label: String, isPatient: Bool = false) {
    queue = DispatchQueue(label: label, qos: isPatient ? .background : .unspecified)
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  package func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  package func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
