import CEL
import Calendar
import PostgreSQL
import Refresh
import Report
import SourceSQL
import Store

extension Command {
  static let sources = Command(
    name: "sources", summary: "Show the sources: what is being asked and since when, how long answers took, what waits.",
    discussion: """
      Questions queue by system: source/bookings-db. `tocsin source cancel NAME` stops what is being asked, `tocsin channel pause
      source/NAME` keeps further ones back. POOL: how many questions may be under way in one executor, and what connections the database
      under them has. Refreshes that a person makes are shown too; reports and queries that a person runs are in query_logs when over.
      """,
    run: { call in
      try await call.withStore { access in
        let pools = try SourcePools(call)
        let lines = try await SourceLine.all(access, byHand: try await SourceLine.refreshesByHand(access)).map {
          $0.with(pool: pools.words($0.name))
        }
        if call.isJSON {
          call.terminal.write(JSON.write(.list(lines.map(\.json))))
        } else {
          call.terminal.write(SourceLine.answer(lines, try await access.now()))
          var table = Table("SOURCE", "STATE", "POOL", "ASKING", "SINCE", "WAITING", "LAST TOOK", "LAST ANSWER")
          for one in lines {
            table.add(
              one.name, one.state, one.pool, one.asking, access.times.minute(one.since), String(one.waiting), one.durations, one.lastAnswer)
          }
          if !lines.isEmpty { for line in table.lines(call.terminal) { call.terminal.write(line) } }
        }
        return lines.contains { $0.state != "up" } ? .trouble : .success
      }
    })
}

/// A system that is asked, as people look at it.
struct SourceLine {
  var name: String
  var state: String
  /// The question under way, and for whom.
  var asking = ""
  var pool = ""
  var since: Instant?
  var waiting = 0
  /// Of the last answers, newest first.
  var durations = ""
  var lastAnswer = ""

  /// Answers whose durations are shown.
  private static let durationsMax = 3
  static let prefix = "source/"

  /// Refreshes at work that no instance asked for: a person's, or those that an executor makes when it starts. Since when, by name.
  static func refreshesByHand(_ access: StoreAccess) async throws -> [String: Instant] {
    let pool = ConnectionPool(access.target, size: 1)
    let runs: [RefreshRun]
    do {
      runs = try await RefreshBooks(pool).history(nil, limit: refreshesMax)
    } catch {
      await pool.close()
      throw error
    }
    await pool.close()
    let byHand = runs.filter { $0.status == .running && $0.asker == nil }.map { ("refresh/\($0.refresh)", $0.startedAt) }
    return Dictionary(byHand, uniquingKeysWith: { first, _ in first })
  }

  /// Runs that are looked through for those at work.
  private static let refreshesMax = 50

  /// - Parameter byHand: since when sources are asked by somebody whom no instance knows.
  static func all(_ access: StoreAccess, byHand: [String: Instant] = [:]) async throws -> [SourceLine] {
    let records = try await access.store.channels()
    let open = try await access.store.parts(
      PartFilter(statuses: [.pending, .sending], messagesOnly: false, limit: MessageSelection.messagesMax)
    )
    .filter { $0.part.channel.hasPrefix(prefix) }
    let settled = try await access.store.parts(PartFilter(statuses: [.delivered, .failed], messagesOnly: false, limit: 1000))
      .filter { $0.part.channel.hasPrefix(prefix) }
    let names = Set(
      (open + settled).map(\.part.channel) + records.map(\.name).filter { $0.hasPrefix(prefix) } + byHand.keys.map { prefix + $0 })
    var lines: [SourceLine] = []
    for name in names.sorted() {
      var line = SourceLine(name: String(name.dropFirst(prefix.count)), state: "up")
      if let record = records.first(where: { $0.name == name }) {
        line.state = record.pause != nil ? "paused" : record.isDown ? "down" : "up"
      }
      line.waiting = open.count { $0.part.channel == name && $0.status == .pending }
      let asking = open.filter { $0.part.channel == name && $0.status == .sending }
      if let asked = asking.first {
        line.asking = asked.question + (asking.count > 1 ? " (and \(asking.count - 1) more)" : "")
        line.since = try await access.store.attempts(of: asked.part.id).last?.beganAt
      }
      if line.since == nil, let since = byHand[line.name] { (line.asking, line.since) = ("by hand", since) }
      var spans: [String] = []
      for one in settled.filter({ $0.part.channel == name }).suffix(durationsMax).reversed() {
        if line.lastAnswer.isEmpty { line.lastAnswer = words(one) }
        if let last = try await access.store.attempts(of: one.part.id).last, let ended = last.endedAt {
          spans.append(SpanText.words(from: last.beganAt, to: ended))
        }
      }
      line.durations = spans.joined(separator: ", ")
      lines.append(line)
    }
    return lines
  }

  func with(pool: String) -> SourceLine {
    var line = self
    line.pool = pool
    return line
  }

  private static func words(_ part: PartRecord) -> String {
    if let rows = part.lastAnswer["rows"]?.int { return "\(rows) rows" }
    return part.lastAnswer["text"]?.string ?? part.status.rawValue
  }

  static func answer(_ lines: [SourceLine], _ now: Instant) -> String {
    guard !lines.isEmpty else { return "No source was asked yet." }
    let busy = lines.filter { $0.since != nil }
    guard let longest = busy.min(by: { $0.since ?? now < $1.since ?? now }), let since = longest.since else {
      return "Nothing is being asked; \(lines.map(\.waiting).reduce(0, +)) wait."
    }
    return
      "\(longest.name) is being asked since \(SpanText.words(from: since, to: now)): \(longest.asking); \(longest.waiting) wait for it."
  }

  var json: Value {
    [
      "source": .string(name), "state": .string(state), "asking": .string(asking), "pool": .string(pool),
      "since": since.map { .string($0.description) } ?? .null,
      "waiting": .int(Int64(waiting)), "durations": .string(durations), "lastAnswer": .string(lastAnswer),
    ]
  }
}

extension PartRecord {
  /// What is asked, and for whom.
  var question: String { "\(part.body["source"]?.string ?? "") for \(workflow)/\(key)" }
}

/// How many questions a system takes at once, as the installation's files say.
struct SourcePools {
  private var pools: [String: String] = [:]

  init(_ call: Invocation) throws {
    let problems = ProblemList()
    let declared = try SourceSetup.declarations(call.directory, problems)
    for source in declared { pools[source.name] = "\(source.concurrency)" }
    let reports = try ReportFiles(directory: call.directory)
    for report in reports.reports {
      guard let source = declared.first(where: { $0.name == report.source }), case .database(let database) = source.kind else { continue }
      let count = database.connections ?? SQLSettings(name: source.name, zone: database.zone).connections
      pools[report.sourceName] = "\(count) to \(source.name)"
    }
  }

  func words(_ name: String) -> String { pools[name] ?? "" }
}
