package import CEL

extension RuleBook {
  /// Finds the faulty ones among sessions as OCPI sends them.
  ///
  /// - Parameters:
  ///   - cdrs: Credited ones are taken back; one whose session is not among the sessions stands for it.
  ///   - locations: for power and tariffs of connectors, names of EVSEs and of operators.
  ///   - now: when it is judged; decides whether a session that still runs has run for too long.
  ///   - operators: how partners are called here, by OCPI party (`DE*NCH`); else as their locations say, else by party.
  package func judge(
    sessions: [Value], cdrs: [Value] = [], locations: [Value] = [], now: Timestamp, operators: [String: String] = [:]
  ) -> [Judgement] {
    let court = Court(book: self, sessions: sessions, cdrs: cdrs, locations: locations, now: now, operators: operators)
    return court.judgements()
  }
}

/// All that one judging looks at.
private struct Court {
  private let book: RuleBook
  private let now: Value
  private let operators: [String: String]
  private let connectors: ConnectorDirectory
  private let records: [SessionRecord]
  private let accounts: [CDRDirectory.Account?]
  /// The records as conditions see them.
  private let values: [Value]

  init(book: RuleBook, sessions: [Value], cdrs: [Value], locations: [Value], now: Timestamp, operators: [String: String]) {
    self.book = book
    self.now = .timestamp(now)
    self.operators = operators
    connectors = ConnectorDirectory(locations)
    var directory = CDRDirectory(cdrs)
    var records = Self.newest(sessions.compactMap { SessionRecord(session: $0) })
    var accounts: [CDRDirectory.Account?] = []
    for index in records.indices {
      let account = directory.account(of: records[index])
      accounts.append(account)
      guard let account, account.credited > 0 else { continue }
      if let standing = account.standing.last { records[index].correct(by: standing) } else { records[index].isCancelled = true }
    }
    for account in directory.left {
      guard let standing = account.standing.last else { continue }
      records.append(SessionRecord(standing))
      accounts.append(account)
    }
    let connectors = connectors
    self.records = records
    self.accounts = accounts
    values = records.map { $0.value(operatorName: Self.operatorName($0, operators, connectors)) }
  }

  /// Of a session that was sent several times the newest.
  private static func newest(_ records: [SessionRecord]) -> [SessionRecord] {
    var positions: [String: Int] = [:]
    var kept: [SessionRecord] = []
    kept.reserveCapacity(records.count)
    for record in records {
      if let position = positions[record.id] {
        if (record.updated ?? .min) >= (kept[position].updated ?? .min) { kept[position] = record }
      } else {
        positions[record.id] = kept.count
        kept.append(record)
      }
    }
    return kept
  }

  func judgements() -> [Judgement] {
    var considered: [Int] = []
    var troubles: [Int: Judgement.Trouble] = [:]
    for index in records.indices {
      do throws(EvaluationError) {
        if try book.judged.test(scope(index, Neighbours.Place())) { considered.append(index) }
      } catch {
        troubles[index] = Judgement.Trouble(rule: "judged", message: error.message)
      }
    }
    let neighbours = Neighbours(records, considered: considered)
    let judged = Set(considered)
    return records.indices.compactMap { index in
      if let trouble = troubles[index] { return judgement(index, [], [trouble]) }
      return judged.contains(index) ? judgement(index, neighbours[index]) : nil
    }
  }

  private func judgement(_ index: Int, _ place: Neighbours.Place) -> Judgement? {
    let scope = scope(index, place)
    var found: [(fault: String, text: String)] = []
    var troubles: [Judgement.Trouble] = []
    for rule in book.rules {
      do throws(EvaluationError) {
        guard try rule.condition.test(scope) else { continue }
      } catch {
        troubles.append(Judgement.Trouble(rule: rule.name, message: error.message))
        continue
      }
      do throws(EvaluationError) {
        found.append((rule.name, try rule.text.rendered(scope)))
      } catch {
        // The fault stands though its sentence cannot be said.
        found.append((rule.name, "\(rule.name)."))
        troubles.append(Judgement.Trouble(rule: rule.name, message: error.message))
      }
    }
    if found.isEmpty && troubles.isEmpty { return nil }
    return judgement(index, found, troubles)
  }

  private func judgement(
    _ index: Int, _ found: [(fault: String, text: String)], _ troubles: [Judgement.Trouble]
  ) -> Judgement {
    let unsaid = troubles.filter { trouble in !found.contains { $0.fault == trouble.rule } }
    let texts = found.map(\.text) + unsaid.map { "The rule \($0.rule) could not be asked: \($0.message)." }
    let fault = found.first?.fault ?? Judgement.notJudged
    return Judgement(
      id: records[index].id, faults: found.map(\.fault), troubles: troubles,
      booking: booking(index, fault: fault, text: texts.joined(separator: " ")))
  }

  private static func operatorName(_ record: SessionRecord, _ operators: [String: String], _ connectors: ConnectorDirectory) -> String {
    operators[record.party.text] ?? connectors.record(of: record)?.operatorName ?? record.party.text
  }

  private func scope(_ index: Int, _ place: Neighbours.Place) -> RuleScope {
    let record = records[index]
    let account = accounts[index]
    var previous: Value = [:]
    if let before = place.previous.map({ records[$0] }) {
      previous["id"] = .string(before.id)
      previous["start"] = before.start.map(Value.timestamp)
      previous["end"] = before.end.map(Value.timestamp)
    }
    return RuleScope(
      session: values[index],
      cdr: account?.standing.last?.value(count: account?.standing.count ?? 0) ?? CDRRecord.none,
      connector: connectors.value(of: record), previous: previous,
      twins: .list(place.twins.map { ["id": .string(records[$0.index].id), "earlier": .bool($0.isEarlier)] }), now: now)
  }

  /// What `types/emsp-booking.yaml` declares. Where the partner left out what a booking must have, it is zero or said to be unknown;
  /// its fault says so.
  private func booking(_ index: Int, fault: String, text: String) -> Value {
    let record = records[index]
    let cdr = accounts[index]?.standing.last
    let evse = connectors.record(of: record)?.evseID ?? cdr?.evseID ?? record.evseID ?? record.evse
    var booking = ValueMap(minimumCapacity: 11)
    booking["id"] = .string(record.id)
    booking["operator"] = .string(Self.operatorName(record, operators, connectors))
    booking["evse"] = .string(evse)
    booking["connector"] = .string(record.connector)
    booking["start"] = (record.start ?? record.end ?? record.updated ?? cdr?.start ?? Timestamp(seconds: 0)).map(Value.timestamp)
    booking["end"] = record.end.map(Value.timestamp)
    booking["energy"] = .double(record.energy ?? cdr?.energy ?? 0)
    booking["cost"] = .double(record.cost ?? cdr?.cost ?? 0)
    booking["currency"] = .string(record.currency ?? cdr?.currency ?? Self.noCurrency)
    booking["fault"] = .string(fault)
    booking["faultText"] = .string(text)
    return .map(booking)
  }

  /// ISO 4217's code for "no currency".
  private static let noCurrency = "XXX"
}
