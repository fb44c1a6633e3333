import Foundation
import Synchronization

/// The offsets of one zone as a list of transitions, read once from Foundation's own time-zone data and then only looked up.
final class ZoneTable: Sendable {
  /// Where each period begins, in seconds since the epoch; the first is `Int64.min`.
  private let starts: [Int64]
  private let offsets: [Int32]
  /// Beyond the table's end the rules are asked each time; nil where there are none.
  private let rules: TimeZone?

  /// No zone was ever further from UTC than 16 hours; two days are on the safe side, for a zone that left out a day as well.
  static let offsetSecondsMax: Int64 = 2 * secondsPerDay
  /// 1800-01-01: before that there was only local mean time.
  private static let tableStart: Int64 = -5_364_662_400
  /// 2101-01-01: a century of rules makes a table of some 300 lines.
  private static let tableEnd: Int64 = 4_133_980_800

  static let utc = ZoneTable(starts: [.min], offsets: [0], rules: nil)
  private static let tables = Mutex<[String: ZoneTable]>([:])

  private init(starts: [Int64], offsets: [Int32], rules: TimeZone?) {
    self.starts = starts
    self.offsets = offsets
    self.rules = rules
  }

  private convenience init(_ zone: TimeZone) {
    func offset(_ seconds: Int64) -> Int32 { Int32(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))) }
    var starts: [Int64] = [.min]
    var offsets = [offset(ZoneTable.tableStart)]
    var last = ZoneTable.tableStart
    while let next = ZoneTable.transition(of: zone, after: last), next < ZoneTable.tableEnd {
      last = next
      guard offset(next) != offsets[offsets.count - 1] else { continue }
      starts.append(next)
      offsets.append(offset(next))
    }
    self.init(starts: starts, offsets: offsets, rules: ZoneTable.transition(of: zone, after: ZoneTable.tableEnd) == nil ? nil : zone)
  }

  private static func transition(of zone: TimeZone, after seconds: Int64) -> Int64? {
    guard let next = zone.nextDaylightSavingTimeTransition(after: Date(timeIntervalSince1970: Double(seconds))) else { return nil }
    let found = Int64(next.timeIntervalSince1970.rounded(.down))
    return found > seconds ? found : nil
  }

  func period(at seconds: Int64) -> ZonePeriod {
    if let rules, seconds >= ZoneTable.tableEnd { return ZoneTable.period(by: rules, at: seconds) }
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= seconds { low = middle } else { high = middle }
    }
    let end = low + 1 < starts.count ? starts[low + 1] : rules == nil ? .max : ZoneTable.tableEnd
    return ZonePeriod(start: starts[low], end: end, offsetSeconds: offsets[low])
  }

  /// Far in the future a period is cut at the instant asked for; only its end matters then.
  private static func period(by rules: TimeZone, at seconds: Int64) -> ZonePeriod {
    let offset = rules.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    return ZonePeriod(start: seconds, end: transition(of: rules, after: seconds) ?? .max, offsetSeconds: Int32(offset))
  }

  /// The version of the time-zone data that all zones are read from: `2025b`.
  static var dataVersion: String { TimeZone.timeZoneDataVersion }

  static func named(_ identifier: String) throws(TimeTextError) -> ZoneTable {
    if identifier == "UTC" { return .utc }
    if let known = tables.withLock({ $0[identifier] }) { return known }
    guard identifier.contains("/"), identifier.utf8.count <= 64, let zone = TimeZone(identifier: identifier) else {
      throw TimeTextError(identifier, "is no time zone", hint: hint(for: identifier))
    }
    let table = ZoneTable(zone)
    // Only names that exist get here, so the cache cannot grow beyond the few hundred there are.
    tables.withLock { $0[identifier] = table }
    return table
  }

  private static func hint(for identifier: String) -> String {
    let wanted = identifier.prefix(64).lowercased().replacing(" ", with: "_")
    let found = TimeZone.knownTimeZoneIdentifiers.first { known in
      let name = known.lowercased()
      return name == wanted || name.hasSuffix("/" + wanted)
    }
    return found.map { "did you mean `\($0)`?" } ?? "write an area and a city: `Europe/Berlin`, `Asia/Dhaka`, or `UTC`"
  }
}

extension Zone {
  /// The version of the time-zone data behind all zones; a step records it.
  package static var dataVersion: String { ZoneTable.dataVersion }
}
