import CEL
import Calendar
import Channel
import Executor
import Machine
import PostgreSQL
import Store
import StoreProbe
import Testing
import Workflow

/// All books of an installation at the end of a story, held against the invariants of the design.
struct Books {
  let rig: Rig
  let instances: [Instance]
  let history: [InstanceID: [HistoryRecord]]
  let parts: [PartRecord]
  let incidents: [IncidentRecord]
  let inbox: [InstanceID: [InboxRecord]]

  init(_ rig: Rig) async throws {
    self.rig = rig
    instances = try await rig.store.instances(InstanceFilter(includesSchedules: true, limit: 10_000))
    let steps = try await rig.store.history(of: nil, from: nil, limit: 100_000)
    history = Dictionary(grouping: steps, by: \.instance)
    parts = try await rig.store.parts(PartFilter(messagesOnly: false, limit: 100_000))
    incidents = try await rig.store.incidents(openOnly: false)
    var inbox: [InstanceID: [InboxRecord]] = [:]
    for instance in instances.prefix(300) { inbox[instance.id] = try await rig.store.inbox(of: instance.id) }
    self.inbox = inbox
  }

  /// Each finding names its invariant, the instance, and what is wrong.
  func check(_ location: SourceLocation) async throws {
    var findings = stepGapless + eventOnce + ownerStands + endQuiet + incidentIff + keyOnce + nowMonotone
    findings += nothingLost + atMostOnce + threads + childrenWhole
    findings += try await dueDerived()
    #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))", sourceLocation: location)
  }

  private func name(_ instance: Instance) -> String { "\(instance.workflow)/\(instance.key)#\(instance.run)" }

  private func steps(_ instance: Instance) -> [HistoryRecord] { (history[instance.id] ?? []).sorted { $0.step < $1.step } }

  /// Runs a check over all instances.
  private func each(_ invariant: String, _ check: (Instance) -> [String]) -> [String] {
    instances.flatMap { instance in check(instance).map { "\(invariant) \(name(instance)): \($0)" } }
  }
}

extension Books {
  private var stepGapless: [String] {
    each("StepGapless") { instance in
      let numbers = steps(instance).map(\.step)
      return numbers == Array(1..<(instance.step + 1)) ? [] : ["has the steps \(numbers), stands at \(instance.step)"]
    }
  }

  private var nowMonotone: [String] {
    each("NowMonotone") { instance in
      let steps = steps(instance)
      let falls = zip(steps, steps.dropFirst()).filter { $0.at > $1.at }.map { "now falls at step \($1.step)" }
      return falls + steps.filter { $0.at > $0.wall }.map { "now is ahead of wall at step \($0.step)" }
    }
  }

  private var eventOnce: [String] {
    each("EventOnce") { instance in
      var findings: [String] = []
      let readers = (inbox[instance.id] ?? []).compactMap { record in record.step.map { ($0, record.event) } }
      let byStep = Dictionary(grouping: readers) { $0.0 }
      for (step, read) in byStep where read.count > 1 { findings.append("step \(step) read \(read.map(\.1.key))") }
      for step in steps(instance) {
        let name = step.event["name"]?.string ?? ""
        if let read = byStep[step.step]?.first, read.1.name != name {
          findings.append("step \(step.step) is \(name), but read \(read.1.name)")
        }
      }
      let unread = (inbox[instance.id] ?? []).filter { $0.step == nil && $0.event.at <= rig.now }
      if instance.isAwake, !unread.isEmpty { findings.append("did not read \(unread.map(\.event.key))") }
      return findings
    }
  }

  private var ownerStands: [String] {
    each("OwnerStands") { instance in
      let entries = Set(instance.configuration.map(\.entry) + [0])
      return instance.timers.filter { !entries.contains($0.entry) }.map { "the timer \($0) has no owner" }
        + instance.invocations.filter { !entries.contains($0.entry) }.map { "the question \($0.effect) has no owner" }
    }
  }

  private var endQuiet: [String] {
    each("EndQuiet") { instance in
      guard instance.status.isEnded else { return [] }
      var findings: [String] = []
      if !instance.timers.isEmpty || !instance.invocations.isEmpty { findings.append("ended, but waits for something") }
      guard let closedAt = instance.closedAt else { return findings + ["ended without saying when"] }
      let after = steps(instance).drop { $0.changes["to"]?.string != instance.state || $0.at < closedAt }.dropFirst()
      return findings + after.filter { $0.changes["from"] != $0.changes["to"] }.map { "moved after its end in step \($0.step)" }
    }
  }

  private var incidentIff: [String] {
    each("IncidentIff") { instance in
      let open = incidents.filter { $0.instance == instance.id && $0.cause == .step && $0.closedAt == nil }
      return (instance.status == .faulted) == (open.count == 1) && open.count <= 1
        ? [] : ["is \(instance.status.rawValue) with \(open.count) open step incidents"]
    }
  }

  private var keyOnce: [String] {
    let runs = Dictionary(grouping: instances) { "\($0.workflow)/\($0.key)" }
    return runs.values.flatMap { runs in
      let ordered = runs.sorted { $0.run < $1.run }
      return zip(ordered, ordered.dropFirst()).compactMap { earlier, later in
        guard let closed = earlier.closedAt, closed <= later.openedAt else { return "KeyOnce \(name(later)): overlaps the run before" }
        return nil
      }
    }
  }

  /// The database's own sums, where there is one.
  private func dueDerived() async throws -> [String] {
    guard let database = rig.database else { return [] }
    let connection = try await Connection.open(database)
    let rows = try await connection.query(
      Statement("TestWork", "SELECT w.id::text, extract(epoch FROM w.due)::float8, w.awake FROM work w ORDER BY w.s, w.id"))
    var due: [String: (Double?, Bool)] = [:]
    for row in rows { due[try row.text(0)] = (try row.optionalDouble(1), try row.bool(2)) }
    await connection.close()
    return each("DueDerived") { instance in
      let id = instance.id.description
      let hex =
        "\(id.prefix(8))-\(id.dropFirst(8).prefix(4))-\(id.dropFirst(12).prefix(4))-\(id.dropFirst(16).prefix(4))-\(id.dropFirst(20))"
      guard let kept = due[hex] else { return ["has no row of work"] }
      let least = instance.due.map { Double($0.microsecondsSinceEpoch) / 1_000_000 }
      let isEqual = least == nil ? kept.0 == nil : kept.0.map { abs($0 - (least ?? 0)) < 0.001 } ?? false
      return isEqual && kept.1 == instance.isAwake
        ? [] : ["is due at \(String(describing: kept.0)), its timers say \(String(describing: least))"]
    }
  }
}
