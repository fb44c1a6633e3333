import Calendar

/// How long, as people say it: the two largest units.
enum SpanText {
  private static let units: [(seconds: Int64, one: String)] = [
    (86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"),
  ]

  /// `3 days 4 hours`, `12 minutes`; of less than a second `a moment`.
  static func words(seconds: Int64) -> String {
    var rest = abs(seconds)
    guard let first = units.firstIndex(where: { rest >= $0.seconds }) else { return "a moment" }
    var words: [String] = []
    for unit in units[first...].prefix(2) {
      let count = rest / unit.seconds
      rest -= count * unit.seconds
      if count > 0 { words.append("\(count) \(unit.one)\(count == 1 ? "" : "s")") }
    }
    return words.joined(separator: " ")
  }

  static func words(from start: Instant, to end: Instant) -> String {
    words(seconds: (end - start).components.seconds)
  }
}
