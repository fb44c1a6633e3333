/// A time zone by its IANA name: which instant a wall clock in it means, and what it shows at an instant.
package struct Zone: Hashable, Sendable {
  /// As written in the file: `Europe/Berlin`.
  package let identifier: String
  let table: ZoneTable

  package static let utc = Zone(identifier: "UTC", table: .utc)

  init(identifier: String, table: ZoneTable) {
    self.identifier = identifier
    self.table = table
  }

  /// Only names of places (and `UTC`): an abbreviation such as `EST` means different things in different places.
  package init(_ identifier: String) throws(TimeTextError) {
    self.init(identifier: identifier, table: try ZoneTable.named(identifier))
  }

  package static func == (left: Zone, right: Zone) -> Bool { left.identifier == right.identifier }

  package func hash(into hasher: inout Hasher) { hasher.combine(identifier) }

  /// Seconds east of UTC.
  package func offsetSeconds(at instant: Instant) -> Int {
    Int(table.period(at: instant.secondsSinceEpoch).offsetSeconds)
  }

  package func local(_ instant: Instant) -> LocalDateTime {
    LocalDateTime(wallMicroseconds: instant.microsecondsSinceEpoch + Int64(offsetSeconds(at: instant)) * microsecondsPerSecond)
  }

  /// The instant at which the wall shows this. A time that is left out (clocks go forward) is the first instant after the gap;
  /// of one that comes twice the first.
  package func instant(of local: LocalDateTime) -> Instant {
    let wall = local.wallMicroseconds
    let wallSeconds = wall.floorDivided(by: microsecondsPerSecond)
    var period = table.period(at: wallSeconds - ZoneTable.offsetSecondsMax)
    while true {
      let seconds = wallSeconds - Int64(period.offsetSeconds)
      if seconds < period.start { return Instant(secondsSinceEpoch: period.start) }
      if seconds < period.end {
        return Instant(microsecondsSinceEpoch: wall - Int64(period.offsetSeconds) * microsecondsPerSecond)
      }
      period = table.period(at: period.end)
    }
  }

  package func instant(of date: LocalDate, at time: LocalTime) -> Instant { instant(of: LocalDateTime(date, time)) }
}

/// A stretch of time during which a zone's clocks stand at the same offset.
struct ZonePeriod {
  /// Seconds since the epoch; half-open; the first period begins at `Int64.min`, the last ends at `Int64.max`.
  let start: Int64
  let end: Int64
  let offsetSeconds: Int32
}
