import Machine

extension StepRecord {
  /// The event as a person names it.
  var eventName: String {
    switch event {
    case .started: "started"
    case .occurred(let name, _, _): name
    case .watched(let watched): watched.kind.rawValue
    case .answered(_, .done): "answered"
    case .answered(_, .failed): "not answered"
    case .childEnded: "child.done"
    case .adopted: "adopted"
    case .deployed: "deployed"
    case .operated(let operation, _, _): operation.pastTense
    case .timerDue: "time"
    }
  }
}
