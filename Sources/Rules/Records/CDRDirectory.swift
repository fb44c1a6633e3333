import CEL

/// All CDRs by the session that they bill, with credits taken into account.
struct CDRDirectory {
  /// What was billed for a session.
  struct Account {
    /// Those that were not credited, in the order of their last change.
    var standing: [CDRRecord] = []
    var credited = 0
  }

  private var accounts: [String: Account] = [:]
  /// Keys of accounts in the order in which they came.
  private var keys: [String] = []
  private var asked: Set<String> = []

  init(_ rows: [Value]) {
    let records = rows.compactMap { CDRRecord($0) }
    let credited = Set(records.compactMap { record in record.isCredit ? record.credits.map { record.party.key($0) } : nil })
    for record in records where !record.isCredit {
      let key = Self.key(record)
      if accounts[key] == nil { keys.append(key) }
      if credited.contains(record.party.key(record.id)) {
        accounts[key, default: Account()].credited += 1
      } else if let position = accounts[key]?.standing.firstIndex(where: { $0.id == record.id && !record.id.isEmpty }) {
        accounts[key]?.standing[position] = record  // the same CDR came twice
      } else {
        accounts[key, default: Account()].standing.append(record)
      }
    }
    for key in keys {
      accounts[key]?.standing.sort { ($0.updated ?? .min, $0.id) < ($1.updated ?? .min, $1.id) }
    }
  }

  /// What was billed for a session; noted as asked for.
  mutating func account(of session: SessionRecord) -> Account? {
    let keys = [
      session.sessionID.map { session.party.key("session", $0) },
      Self.placeKey(session.party, session.location, session.evse, session.connector, session.start),
    ]
    guard let key = keys.compactMap({ $0 }).first(where: { accounts[$0] != nil }) else { return nil }
    asked.insert(key)
    return accounts[key]
  }

  /// Those that no session has asked for: their sessions were not sent.
  var left: [Account] { keys.filter { !asked.contains($0) }.compactMap { accounts[$0] } }

  private static func key(_ cdr: CDRRecord) -> String {
    if let session = cdr.session { return cdr.party.key("session", session) }
    return placeKey(cdr.party, cdr.location, cdr.evse, cdr.connector, cdr.start)
  }

  private static func placeKey(
    _ party: PartyID, _ location: String, _ evse: String, _ connector: String, _ start: Timestamp?
  ) -> String {
    party.key("place", location, evse, connector, start.map { "\($0)" } ?? "?")
  }
}
