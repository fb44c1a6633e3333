import CEL
import Calendar
import Foundation

/// How a table's wall clocks are understood.
enum Reading: String, CaseIterable {
  /// As ANOMALIES.json counts: the dates as they stand, every wall clock as if there were no zones.
  case asWritten = "as written"
  /// Perth's days and months put back, and British time.
  case asItWas = "as it was"

  func instant(_ wall: SessionTable.Wall?, in table: SessionTable) throws -> Instant? {
    switch self {
    case .asWritten: wall?.instant(in: .utc)
    case .asItWas: (table.isPerth ? wall?.swappedBack : wall)?.instant(in: try Zone("Europe/London"))
    }
  }
}

/// A session of a table, in times.
struct TimedSession {
  let row: SessionTable.Row
  let start: Instant?
  let end: Instant?

  static func all(_ table: SessionTable, _ reading: Reading) throws -> [TimedSession] {
    try table.rows.map {
      TimedSession(row: $0, start: try reading.instant($0.start, in: table), end: try reading.instant($0.end, in: table))
    }
  }

  var energy: Double? { Double(row.energy) }

  /// As an OCPI 2.2.1 server would send it; what the table lacks is filled in so that it is no fault.
  func ocpi(party: String) -> Value {
    var session = ValueMap()
    session["country_code"] = "GB"
    session["party_id"] = .string(party)
    session["id"] = .string(row.id)  // as it is: two parties may use the same
    session["start_date_time"] = start.map { .string($0.description) }
    session["end_date_time"] = end.map { .string($0.description) } ?? .null
    session["kwh"] = energy.map(Value.double) ?? (row.energy.isEmpty ? .null : .string(row.energy))
    session["cdr_token"] = ["uid": "T"]
    session["auth_method"] = "WHITELIST"
    session["location_id"] = .string(row.chargePoint)
    session["evse_uid"] = .string(row.chargePoint)
    session["connector_id"] = .string(row.connector)
    session["currency"] = "GBP"
    session["charging_periods"] = [["start_date_time": .string(start?.description ?? ""), "tariff_id": "free", "dimensions": []]]
    session["status"] = "COMPLETED"
    return .map(session)
  }
}

/// Locations in which every connector can give so much that the rule's tolerance comes to 60 kW.
func locations(of table: SessionTable, party: String) -> [Value] {
  var connectors: [String: Set<String>] = [:]
  for row in table.rows { connectors[row.chargePoint, default: []].insert(row.connector) }
  return connectors.sorted { $0.key < $1.key }.map { chargePoint, ids in
    let list: [Value] = ids.sorted().map { ["id": .string($0), "max_electric_power": .double(60_000 / 1.1)] }
    return [
      "country_code": "GB", "party_id": .string(party), "id": .string(chargePoint),
      "evses": [["uid": .string(chargePoint), "connectors": .list(list)]],
    ]
  }
}
