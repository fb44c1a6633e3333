import Calendar
import Machine
import PostgreSQL
import Store

/// Incidents to open, as columns.
struct IncidentColumns {
  private var rows: [(id: InstanceID, opening: IncidentOpening, about: String?, at: Instant)] = []

  mutating func add(_ id: InstanceID, _ opening: IncidentOpening, about: String? = nil, at: Instant) {
    rows.append((id, opening, about ?? opening.about, at))
  }

  var calls: [Call] {
    guard !rows.isEmpty else { return [] }
    return [
      Call(
        IncidentSQL.open,
        [
          .shards(of: rows.map(\.id)), .ids(rows.map(\.id)), .texts(rows.map(\.opening.cause.rawValue)),
          .texts(rows.map(\.about)), .texts(rows.map(\.opening.text)), .texts(rows.map(\.opening.detail)),
          .instants(rows.map(\.at)),
        ])
    ]
  }
}

/// Incidents to close, by what they are about.
struct IncidentClosings {
  private var rows: [(id: InstanceID, cause: IncidentOpening.Cause, about: String, at: Instant)] = []

  mutating func add(_ id: InstanceID, _ cause: IncidentOpening.Cause, about: String, at: Instant) {
    rows.append((id, cause, about, at))
  }

  var calls: [Call] {
    guard !rows.isEmpty else { return [] }
    return [
      Call(
        IncidentSQL.close,
        [
          .shards(of: rows.map(\.id)), .ids(rows.map(\.id)), .texts(rows.map(\.cause.rawValue)), .texts(rows.map(\.about)),
          .instants(rows.map(\.at)),
        ])
    ]
  }
}

extension IncidentOpening {
  /// What it is about within its instance; two open ones about the same are one.
  var about: String? {
    switch cause {
    case .step: ""
    case .effect: part?.description
    case .said, .channel, .brake, .restore: nil
    }
  }
}
