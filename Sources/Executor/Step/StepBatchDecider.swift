package import Calendar
package import Machine
package import Store
package import Workflow

/// Decides what becomes of claimed instances: gather is the store's, decide is here, write is the store's. Pure.
package struct StepBatchDecider: Sendable {
  /// An instance that is still due after so many steps comes again with the next claim, so that it starves nobody.
  package static let stepsMax = 50

  package var machine: Machine
  package var definitions: [DefinitionHash: LoadedDefinition]
  /// Why a definition cannot be had; its instances are faulted, the others go on.
  package var unloadable: [DefinitionHash: String] = [:]
  package var renderer: PartRenderer
  package var live: Live
  package var wall: Instant
  /// Whether several instances are decided at the same time; for who has no other work for the processors.
  package var decidesAtOnce = false

  package init(
    machine: Machine, definitions: [DefinitionHash: LoadedDefinition], renderer: PartRenderer, live: Live, wall: Instant
  ) {
    self.machine = machine
    self.definitions = definitions
    self.renderer = renderer
    self.live = live
    self.wall = wall
  }

  /// The definitions that a batch needs and that are not here.
  package func missing(for due: [DueInstance]) -> Set<DefinitionHash> {
    Set(due.map { hash(for: $0) }).filter { definitions[$0] == nil && unloadable[$0] == nil }
  }

  package func decide(_ due: [DueInstance]) -> [InstanceWrite] {
    if decidesAtOnce { return AtOnce.map(due) { decide($0) } }
    // Mostly a batch is of few definitions, which are large.
    var last: (hash: DefinitionHash, loaded: LoadedDefinition)?
    return due.map { one in
      let hash = hash(for: one)
      if let last, last.hash == hash { return run(one, last.loaded) }
      guard let loaded = definitions[hash] else { return unloaded(one, hash) }
      last = (hash, loaded)
      return run(one, loaded)
    }
  }

  private func decide(_ due: DueInstance) -> InstanceWrite {
    let hash = hash(for: due)
    return definitions[hash].map { run(due, $0) } ?? unloaded(due, hash)
  }

  private func unloaded(_ due: DueInstance, _ hash: DefinitionHash) -> InstanceWrite {
    fault(due, "Its definition \(hash) cannot be used: \(unloadable[hash] ?? "it is not loaded")")
  }

  private func fault(_ due: DueInstance, _ reason: String) -> InstanceWrite {
    var instance = due.instance
    instance.status = .faulted
    return InstanceWrite(
      fromStep: instance.step, instance: instance, steps: [], fault: IncidentOpening(cause: .step, text: reason))
  }

  /// A schedule follows its workflow: the newest `@deployed` says to which definition. All others are pinned.
  private func hash(for due: DueInstance) -> DefinitionHash {
    guard Schedule.number(ofKey: due.instance.key) != nil else { return due.instance.hash }
    for event in due.events.reversed() {
      if case .deployed(let hash) = try? Event(inbox: event) { return hash }  // a malformed one faults its own step
    }
    return due.instance.hash
  }

  private func run(_ due: DueInstance, _ loaded: LoadedDefinition) -> InstanceWrite {
    var write = InstanceWrite(fromStep: due.instance.step, instance: due.instance, steps: [])
    do {
      var instance = try due.instance.typed(by: loaded.definition)
      var unread = due.events[...]
      while write.steps.count < Self.stepsMax, instance.status != .suspended {
        guard let next = try next(instance, &unread, loaded.definition) else { break }
        let step = try step(instance, next, loaded)
        write.steps.append(try renderer.write(step, readKey: next.key, loaded, at: step.record.moment))
        instance = step.instance
        write.instance = instance
      }
    } catch {
      write.instance.status = .faulted
      write.fault = incident(of: error)
    }
    return write
  }

  private struct Next {
    var event: Event
    var key: String?
    var now: Instant
  }

  /// Unread events in order of arrival, then timers.
  private func next(
    _ instance: Instance, _ unread: inout ArraySlice<InboxEvent>, _ definition: Workflow.Definition
  ) throws -> Next? {
    if let event = unread.popFirst() {
      return Next(event: try Event(inbox: event), key: event.key, now: event.at)
    }
    guard instance.status == .running else { return nil }
    return machine.dueTimer(definition, instance, by: wall).map { Next(event: .timerDue($0), key: nil, now: $0.due) }
  }

  private func step(_ instance: Instance, _ next: Next, _ loaded: LoadedDefinition) throws(StepFault) -> Step {
    let moment = Moment(now: max(next.now, instance.now), wall: wall)
    if let number = Schedule.number(ofKey: instance.key) {
      return try Schedule.step(machine, loaded.definition, number, instance, next.event, moment, live)
    }
    return try machine.step(loaded.definition, instance, next.event, moment, live)
  }

  private func incident(of error: any Error) -> IncidentOpening {
    guard let fault = error as? StepFault else {
      return IncidentOpening(cause: .step, text: "The step could not be made: \(error)")
    }
    return IncidentOpening(cause: .step, text: fault.message, detail: fault.place)
  }
}
