import Machine
package import Store
package import Workflow

/// An executor's work in single rounds, for who brings the time himself: the simulator. The same steps, claims and couriers;
/// nothing runs beside them, so equal rows are worked on in an equal order.
package struct ExecutorRounds: Sendable {
  private let desk: DeliveryDesk
  private let stepper: Stepper
  private let dispatchers: [Dispatcher]

  /// Channels are served in the order of the couriers.
  package init(_ parts: Executor.Parts) {
    let executor = Executor(parts)
    var desk = executor.desk
    desk.isAlone = true
    self.desk = desk
    var stepper = executor.stepper
    stepper.decidesAtOnce = true
    self.stepper = stepper
    dispatchers = parts.couriers.map { courier in
      Dispatcher(
        courier: courier, owner: parts.identity.id, desk: desk,
        gate: parts.rates[courier.channel] ?? RateGate(windows: [], clock: parts.clock), wakeup: Wakeup(clock: parts.clock))
    }
  }

  /// One round over all that is due.
  /// - Returns: how many instances were stepped or faulted.
  package func step() async throws -> Int {
    try await stepper.round(at: try await desk.time.read(), startingAt: 0, deaths: 0).stepped
  }

  /// One claim of the first channel that has something to carry out, carried out in the order of the claim.
  /// - Returns: how many deliveries that were; 0 where nothing can go now.
  package func deliver() async throws(StoreError) -> Int {
    for dispatcher in dispatchers {
      let claimed = try await dispatcher.claim()
      for delivery in claimed { await dispatcher.carryOut(delivery) }
      if !claimed.isEmpty { return claimed.count }
    }
    return 0
  }

  /// The definitions that were met so far.
  package var definitions: [DefinitionHash: LoadedDefinition] {
    get async { await desk.shelf.all() }
  }
}
