package import CEL

/// What a sweep makes of a part whose sender died while sending.
package enum SweepRule: Hashable, Sendable {
  case repeated
  case resent
  case held

  package init(_ onUncertain: OutboxPart.Uncertain, uncertains: Int) {
    switch onUncertain {
    case .repeatSilently: self = .repeated
    case .resend: self = uncertains < DeliveryLimits.resendsMax ? .resent : .held
    case .hold: self = .held
    }
  }

  package static let answer: Value = ["outcome": "uncertain", "reason": "the executor stopped while sending"]

  /// The incident of a part that is held.
  package static func incident(of part: PartID) -> IncidentOpening {
    IncidentOpening(
      cause: .effect, text: "Nobody knows whether the other side took a message; it waits for a person.",
      detail: "the executor stopped while sending", part: part)
  }

  /// The incident of an instance that was not tried once more.
  package static let poisoned = IncidentOpening(
    cause: .step, text: "Executors did not survive this instance's step, \(StepLimits.suspectsMax) times or more.",
    detail: "faulted without being stepped")
}
