import Calendar
import Testing

/// Cron against the vectors of three libraries; ours is the dialect of cronsim.
@Suite(.enabled(if: Material.isThere(""), "no material")) struct CalendarConformanceCron {
  private struct Vectors: Decodable { let vectors: [CronVector] }

  @Test(arguments: ["cronsim.json", "oracle_cronsim_product_zones.json"])
  func `every vector of cronsim comes out`(file: String) throws {
    guard Material.isThere(file) else { return print("CalendarConformance \(file): skipped, not in the material") }
    let vectors = try Material.read(file, as: Vectors.self).vectors
    var tally = Tally(file)
    for vector in vectors {
      guard let cron = try? Cron(parsing: vector.expr) else {
        tally.count(false, "refused: \(vector.expr)")
        continue
      }
      let expected = try vector.next.map(vector.instant)
      let ours = try vector.ours(cron)
      tally.count(
        ours == expected, "\(vector.expr) in \(vector.tz ?? "-") from \(vector.from): \(ours)", unless: try halfHour(vector, ours, expected)
      )
    }
    tally.close()
  }

  /// cronsim goes through hours in steps of 60 minutes, so after clocks have moved by half an hour it passes over a full hour of that day.
  /// Debian's cron fires then, and so do we: the only times we have more are of that kind.
  private func halfHour(_ vector: CronVector, _ ours: [Instant], _ expected: [Instant]) throws -> String? {
    let more = ours.filter { !expected.contains($0) }
    guard try vector.clocksChange().byPartOfHour, vector.expr.split(separator: " ")[1].hasPrefix("*"), more.count == 1,
      Array(expected.prefix(ours.count - 1)) == ours.filter({ !more.contains($0) })
    else { return nil }
    return "cronsim misses an hour on a day with a change of half an hour; Debian's cron does not"
  }

  private struct Runs: Decodable {
    struct Run: Decodable {
      let expr: String
      let tz: String?
      let from: String
      let reverse: Bool
      let results: [String]
    }
    let vectors: [Run]
  }

  @Test(.enabled(if: Material.isThere("cronsim_reverse.json"), "no material")) func `cronsim's runs there and back are runs of ours`()
    throws
  {
    let file = "cronsim_reverse.json"
    let runs = try Material.read(file, as: Runs.self).vectors
    var tally = Tally(file)
    for run in runs {
      // Backwards, each time's successor is the one before it in the list; how far the start lies behind the first is not ours to ask.
      let times = run.reverse ? Array(run.results.reversed()) : [run.from] + run.results
      guard let first = times.first else {
        tally.skip("no times")
        continue
      }
      let vector = CronVector(expr: run.expr, tz: run.tz, from: first, next: Array(times.dropFirst()), exhausted: nil, fields: nil)
      guard let cron = try? Cron(parsing: run.expr) else {
        tally.count(false, "refused: \(run.expr)")
        continue
      }
      let ours = try vector.ours(cron)
      tally.count(
        try ours == vector.next.map(vector.instant),
        "\(run.expr) in \(run.tz ?? "-") \(run.reverse ? "back " : "")from \(run.from): \(ours)")
    }
    tally.close()
  }

  private struct Invalid: Decodable {
    struct Case: Decodable { let expr: String }
    let invalid: [Case]
  }

  @Test(.enabled(if: Material.isThere("cronsim_invalid.json"), "no material"))
  func `what cronsim refuses is refused, with a place inside the text`() throws {
    let file = "cronsim_invalid.json"
    let cases = try Material.read(file, as: Invalid.self).invalid
    var tally = Tally(file)
    for invalid in cases {
      do throws(CronError) {
        _ = try Cron(parsing: invalid.expr)
        tally.count(false, "accepted: \(invalid.expr)")
      } catch {
        let inside = error.place.upperBound <= invalid.expr.utf8.count && !error.hint.isEmpty
        tally.count(inside, "\(invalid.expr): place \(error.place)")
      }
    }
    tally.close()
  }
}
