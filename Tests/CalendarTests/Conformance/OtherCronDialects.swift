import Calendar
import Testing

/// The vectors of croniter and robfig/cron: they come out as well, but where their dialects differ from ours by a rule that is named.
@Suite struct CalendarConformanceOtherDialects {
  private struct Croniter: Decodable {
    struct Case: Decodable { let expr: String }
    let vectors: [CronVector]
    let invalid: [Case]
  }

  private struct Robfig: Decodable {
    struct Activation: Decodable {
      let expr: String
      let at: String
      let fires: Bool
    }
    let next: [CronVector]
    let activation: [Activation]
    let invalid: [String]
  }

  /// The rule by which an expression means something else to us, or nothing.
  private func difference(_ expression: String) -> String? {
    let fields = expression.uppercased().split(separator: " ").map(String.init)
    if fields.count > 5 { return "no fields for seconds and years" }
    guard fields.count == 5 else { return nil }
    if fields[2].contains("W") && fields[2] != "LW" { return "no nearest working day (15W)" }
    if fields[2].contains("-L") { return "no L at the end of a range" }
    if fields[2].hasPrefix("L/") { return "a step after L is allowed and means nothing (cronsim)" }
    if fields[2].hasPrefix("*/"), fields[4] != "*" { return "a day of month that begins with * and a weekday must both match" }
    if fields[4].hasPrefix("L") { return "the last Friday is 5L, not L5" }
    if fields.contains(where: { $0.hasPrefix("H") || $0.hasPrefix("R") }) { return "no hashed times" }
    if fields.contains(where: \.hasLongStep) { return "a step longer than its field is allowed (cronsim)" }
    if fields[4].contains(","), fields[4].contains("*") { return "a list that begins with * is all of it" }
    if ["30", "31"].contains(fields[2]), fields[4] != "*" { return "a day that never comes is refused beside a weekday too" }
    if fields[4].contains("#"), fields[4].contains("-") { return "no n-th of a range of weekdays (MON-FRI#1)" }
    if fields.contains(where: { $0.contains("-") }) && !fields.allSatisfy(\.runsForward) {
      return "no range that runs over the end (SAT-MON)"
    }
    return nil
  }

  private func compare(_ vector: CronVector, with expression: String, in tally: inout Tally) throws {
    let reason = try difference(expression) ?? (vector.clocksChange().ever ? "other rule where clocks change" : nil)
    do throws(CronError) {
      let cron = try Cron(parsing: expression)
      do {
        let ours = try vector.ours(cron)
        let expected = try vector.next.map(vector.instant)
        tally.count(ours == expected, "\(expression) in \(vector.tz ?? "-") from \(vector.from): \(ours)", unless: reason)
      } catch { tally.count(false, "\(vector): \(error)") }
    } catch {
      let never = vector.exhausted == true || vector.next.isEmpty ? "a day that never comes is refused when read" : nil
      tally.count(false, "\(expression): \(error)", unless: reason ?? never)
    }
  }

  private func refuse(_ expression: String, in tally: inout Tally) {
    do throws(CronError) {
      _ = try Cron(parsing: expression)
      tally.count(false, "accepted: \(expression)", unless: difference(expression))
    } catch {
      tally.count(true, "")
    }
  }

  @Test(.enabled(if: Material.isThere("croniter.json"), "no material")) func `croniter agrees but for its dialect`() throws {
    let material = try Material.read("croniter.json", as: Croniter.self)
    var tally = Tally("croniter.json")
    for vector in material.vectors { try compare(vector, with: vector.expr, in: &tally) }
    for invalid in material.invalid { refuse(invalid.expr, in: &tally) }
    tally.close()
  }

  @Test(.enabled(if: Material.isThere("robfig.json"), "no material")) func `robfig agrees but for its dialect`() throws {
    let material = try Material.read("robfig.json", as: Robfig.self)
    var tally = Tally("robfig.json")
    for vector in material.next {
      // Its first of six fields counts seconds; where that is 0, ours are the other five. Its `?` is our `*`.
      var fields = vector.expr.replacing("?", with: "*").split(separator: " ")
      if vector.fields == 6, fields.first == "0" { fields.removeFirst() }
      try compare(vector, with: fields.joined(separator: " "), in: &tally)
    }
    for activation in material.activation {
      let at = Zone.utc.instant(of: try LocalDateTime(parsing: activation.at))
      let expression = activation.expr.replacing("?", with: "*")
      let fires = try Cron(parsing: expression).next(after: at.adding(microseconds: -1), in: .utc) == at
      tally.count(fires == activation.fires, "\(activation)", unless: difference(expression))
    }
    for invalid in material.invalid { refuse(invalid, in: &tally) }
    tally.close()
  }
}

extension String {
  /// A step that goes beyond any field at once, as in `*/100`.
  fileprivate var hasLongStep: Bool {
    split(separator: ",").contains { ($0.split(separator: "/").dropFirst().first.flatMap { Int($0) } ?? 0) >= 60 }
  }

  /// Whether every range in a list goes from less to more, as cron's names and numbers count.
  fileprivate var runsForward: Bool {
    split(separator: ",").allSatisfy { term in
      let ends = term.split(separator: "/")[0].split(separator: "-").map(String.init)
      guard ends.count == 2 else { return true }
      let numbers = ends.map { end in
        Int(end) ?? ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"].firstIndex(of: end)
          ?? ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"].firstIndex(of: end) ?? 0
      }
      return numbers[0] <= numbers[1]
    }
  }
}
