import Calendar

/// The faults counted without any rule, straight from their definitions, as a second opinion.
enum PlainCount {
  static func faults(_ sessions: [TimedSession]) -> [String: Int] {
    var counts: [String: Int] = [:]
    for session in sessions { for fault in own(session) { counts[fault, default: 0] += 1 } }
    let placed = sessions.filter { $0.start != nil }
    for group in Dictionary(grouping: placed, by: { [$0.row.chargePoint, $0.row.connector] }).values {
      counts["duplicate", default: 0] += group.count - Set(group.map(\.start)).count
      counts["overlap", default: 0] += overlaps(group)
    }
    return counts.filter { $0.value > 0 }
  }

  private static func own(_ session: TimedSession) -> [String] {
    var faults: [String] = []
    if session.end == nil { faults.append("no-end") }
    guard let energy = session.energy else { return faults + ["no-energy"] }
    if energy < 0 { faults.append("negative-energy") }
    guard let start = session.start, let end = session.end else { return faults }
    let seconds = Double((end - start).wholeMicroseconds) / 1_000_000
    if energy > 0 && seconds <= 0 { faults.append("energy-without-time") }
    if energy == 0 && seconds > 3_600 { faults.append("zero-energy") }
    if seconds > 0 && energy / (seconds / 3_600) > 60 { faults.append("too-much-power") }
    return faults + duration(seconds)
  }

  private static func duration(_ seconds: Double) -> [String] {
    seconds < 0 ? ["end-before-start"] : seconds > 86_400 ? ["too-long"] : []
  }

  /// Those that begin before the latest end of all that began before them, in the order of start and end.
  private static func overlaps(_ group: [TimedSession]) -> Int {
    let spans = group.compactMap { session in session.start.flatMap { start in session.end.map { (start, $0) } } }
    var latest = Instant.earliest
    var count = 0
    for (start, end) in spans.sorted(by: { $0 < $1 }) {
      if start < latest { count += 1 }
      latest = max(latest, end)
    }
    return count
  }
}
