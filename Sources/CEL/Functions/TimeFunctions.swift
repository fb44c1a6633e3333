extension FunctionTable {
  /// Parts of an instant on a wall in a zone (UTC unless one is named), and of a length of time.
  package static let time = FunctionTable(
    "time", isConstant: false,
    [
      part("getFullYear", "The year.", "== 2009") { Int64($0.year) },
      part("getMonth", "The month, 0 is January.", "== 1") { Int64($0.month - 1) },
      part("getDate", "The day of the month, from 1.", "== 13") { Int64($0.day) },
      part("getDayOfMonth", "The day of the month, from 0.", "== 12") { Int64($0.day - 1) },
      part("getDayOfWeek", "The day of the week, 0 is Sunday.", "== 5") { Int64($0.weekday) },
      part("getDayOfYear", "The day of the year, from 0.", "== 43") { Int64($0.dayOfYear) },
      part("getHours", "The hour of the day; of a length of time, all its hours.", "== 23", whole: { $0.nanoseconds / 3_600_000_000_000 }) {
        Int64($0.secondOfDay / 3600)
      },
      part(
        "getMinutes", "The minute of the hour; of a length of time, all its minutes.", "== 31", whole: { $0.nanoseconds / 60_000_000_000 }
      ) {
        Int64($0.secondOfDay / 60 % 60)
      },
      part("getSeconds", "The second of the minute; of a length of time, all its seconds.", "== 30", whole: { $0.seconds }) {
        Int64($0.secondOfDay % 60)
      },
      milliseconds,
    ])

  private static func part(
    _ name: String, _ doc: String, _ result: String, whole: (@Sendable (Span) -> Int64)? = nil,
    of civil: @escaping @Sendable (CivilTime) -> Int64
  ) -> Function {
    var overloads = [
      Overload.of(isReceiver: true) { (instant: Timestamp) in civil(CivilTime(seconds: instant.seconds)) },
      Overload.of(isReceiver: true) { (instant: Timestamp, zone: String) throws(EvaluationError) in
        civil(CivilTime(seconds: instant.seconds + Int64(try offset(zone, at: instant))))
      },
    ]
    if let whole { overloads.append(Overload.of(isReceiver: true) { (span: Span) in whole(span) }) }
    return Function(name, doc: doc, example: "timestamp(\"2009-02-13T23:31:30Z\").\(name)() \(result)", overloads)
  }

  private static let milliseconds = Function(
    "getMilliseconds", doc: "The milliseconds within the second.", example: #"duration("1.5s").getMilliseconds() == 500"#,
    [
      Overload.of(isReceiver: true) { (instant: Timestamp) in Int64(instant.nanos / 1_000_000) },
      Overload.of(isReceiver: true) { (instant: Timestamp, zone: String) throws(EvaluationError) in
        _ = try offset(zone, at: instant)
        return Int64(instant.nanos / 1_000_000)
      },
      Overload.of(isReceiver: true) { (span: Span) in span.nanoseconds % 1_000_000_000 / 1_000_000 },
    ])

  private static func offset(_ zone: String, at instant: Timestamp) throws(EvaluationError) -> Int {
    if let offset = Zone.offsetSeconds(zone, at: instant) { return offset }
    throw EvaluationError("there is no time zone \(zone.shortened.quoted)")
  }
}
