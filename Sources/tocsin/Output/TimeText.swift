import Calendar

/// Times as people read them, in one zone for a whole command.
struct TimeText {
  var zone: Zone

  /// `2026-06-21 09:00`
  func minute(_ instant: Instant) -> String {
    let local = zone.local(instant)
    return "\(local.date) \(Self.two(local.time.hour)):\(Self.two(local.time.minute))"
  }

  func minute(_ instant: Instant?) -> String { instant.map { minute($0) } ?? "" }

  /// `2026-06-21 09:00:07`
  func second(_ instant: Instant) -> String {
    "\(minute(instant)):\(Self.two(zone.local(instant).time.second))"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
