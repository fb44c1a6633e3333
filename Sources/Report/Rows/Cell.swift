package import CEL
package import Calendar

/// One value of a row, or of a parameter.
package enum Cell: Hashable, Sendable {
  case null
  case string(String)
  case int(Int64)
  case decimal(DecimalValue)
  case double(Double)
  case bool(Bool)
  case date(LocalDate)
  case timestamp(Instant)

  /// From text as people write it on a command line; nil where it is no such value. A timestamp is RFC 3339.
  package init?(parsing text: String, as type: ColumnType) {
    let cell: Cell? =
      switch type {
      case .string: .string(text)
      case .int: Int64(text).map { .int($0) }
      case .decimal: DecimalValue(text).map { .decimal($0) }
      case .double: Double(text).map { .double($0) }
      case .bool: ["true": true, "false": false, "yes": true, "no": false][text.lowercased()].map { .bool($0) }
      // Both throw what is the same as nil here: it is no such value.
      case .date: (try? LocalDate(parsing: text)).map { .date($0) }
      case .timestamp: (try? Instant(parsing: text)).map { .timestamp($0) }
      }
    guard let cell else { return nil }
    self = cell
  }

  /// From a workflow's value; nil where it is no such value.
  package init?(_ value: Value, as type: ColumnType) {
    switch (value, type) {
    case (.null, _), (.optional(nil), _): self = .null
    case (.optional(let inner?), _):
      guard let cell = Cell(inner, as: type) else { return nil }
      self = cell
    case (.int(let number), .int): self = .int(number)
    case (.int(let number), .decimal): self = .decimal(DecimalValue(number))
    case (.int(let number), .double): self = .double(Double(number))
    case (.double(let number), .double): self = .double(number)
    case (.double(let number), .decimal):
      guard let exact = DecimalValue("\(number)") else { return nil }
      self = .decimal(exact)
    case (.bool(let flag), .bool): self = .bool(flag)
    case (.timestamp(let time), .timestamp):
      self = .timestamp(Instant(microsecondsSinceEpoch: time.seconds * 1_000_000 + Int64(time.nanos / 1_000)))
    case (.string(let text), _):
      guard let cell = Cell(parsing: text, as: type) else { return nil }
      self = cell
    default: return nil
    }
  }

  /// What expressions see.
  package var value: Value {
    switch self {
    case .null: .null
    case .string(let text): .string(text)
    case .int(let number): .int(number)
    case .decimal(let number): .double(number.double)
    case .double(let number): .double(number)
    case .bool(let flag): .bool(flag)
    case .date(let date): .string(date.description)
    case .timestamp(let instant): Self.timestamp(instant)
    }
  }

  private static func timestamp(_ instant: Instant) -> Value {
    let micros = instant.microsecondsSinceEpoch - instant.secondsSinceEpoch * 1_000_000
    return Timestamp(seconds: instant.secondsSinceEpoch, nanos: Int32(micros) * 1_000).map { .timestamp($0) } ?? .null
  }

  /// What JSON shows: exact decimals are texts, so that no program rounds them.
  package var json: Value {
    switch self {
    case .decimal(let number): .string(number.text)
    case .timestamp(let instant): .string(instant.description)
    default: value
    }
  }

  /// What people read; times in the zone.
  package func text(in zone: Zone) -> String {
    switch self {
    case .null: return ""
    case .string(let text): return text
    case .int(let number): return String(number)
    case .decimal(let number): return number.text
    case .double(let number): return "\(number)"
    case .bool(let flag): return flag ? "true" : "false"
    case .date(let date): return date.description
    case .timestamp(let instant):
      let local = zone.local(instant)
      return "\(local.date) \(local.time)"
    }
  }
}
