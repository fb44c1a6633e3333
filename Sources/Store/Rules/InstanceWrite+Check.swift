package import Machine

extension InstanceWrite {
  /// Whether the write continues what was loaded: an error here is a bug of the caller, and must not become a double.
  package func check(loadedStep: Int) throws(StoreError) {
    guard fromStep == loadedStep else {
      throw .bug("step \(fromStep) of \(instance.id) was to be continued, but it stands at \(loadedStep)")
    }
    guard instance.step == fromStep + steps.count else {
      throw .bug("\(steps.count) steps from \(fromStep) cannot end at \(instance.step) (\(instance.id))")
    }
    for (offset, step) in steps.enumerated() {
      guard step.record.number == fromStep + offset + 1 else {
        throw .bug("step \(step.record.number) of \(instance.id) is out of order")
      }
      guard step.parts.allSatisfy({ $0.effect.instance == instance.id && $0.effect.step == step.record.number }) else {
        throw .bug("an effect of step \(step.record.number) of \(instance.id) names another step")
      }
    }
    guard (fault != nil) == (instance.status == .faulted) else {
      throw .bug("\(instance.id) is \(instance.status.rawValue), which does not fit its fault")
    }
  }
}

extension StoreError {
  /// The caller did what it must not; trying again will not help.
  package static func bug(_ what: String) -> StoreError {
    StoreError(retry: .never, message: "the store was asked wrongly: \(what)")
  }

  /// A row that no store can keep.
  package static func constraint(_ what: String) -> StoreError {
    StoreError(retry: .constraint, message: "the store refused a row: \(what)")
  }

  /// The installation belongs to another generation of the engine.
  package static func wrongEpoch(_ found: Int, wanted: Int) -> StoreError {
    StoreError(retry: .never, message: "the database is of epoch \(found), this executor was made for \(wanted): it stands still")
  }
}

extension Instance {
  /// Whether events and timers may move it; a faulted or suspended one waits for a person, an ended one records.
  package var isAwake: Bool { status != .faulted && status != .suspended }
}
