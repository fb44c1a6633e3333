/// A length of time in exact units (CEL's duration): up to 292 years to either side, to the nanosecond.
package struct Span: Hashable, Sendable, Comparable {
  package let nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Nil where that many seconds do not fit.
  package init?(seconds: Int64) {
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: Timestamp.nanosPerSecond)
    guard !overflow else { return nil }
    nanoseconds = scaled
  }

  /// Whole seconds, cut towards zero.
  package var seconds: Int64 { nanoseconds / Timestamp.nanosPerSecond }

  package static func < (left: Span, right: Span) -> Bool { left.nanoseconds < right.nanoseconds }

  func adding(_ other: Span) -> Span? {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(other.nanoseconds)
    return overflow ? nil : Span(nanoseconds: sum)
  }

  func subtracting(_ other: Span) -> Span? {
    let (difference, overflow) = nanoseconds.subtractingReportingOverflow(other.nanoseconds)
    return overflow ? nil : Span(nanoseconds: difference)
  }
}

extension Span: CustomStringConvertible {
  /// Decimal seconds: `90s`, `60.001s`.
  package var description: String {
    let magnitude = nanoseconds.magnitude
    var text = (nanoseconds < 0 ? "-" : "") + String(magnitude / 1_000_000_000)
    let rest = magnitude % 1_000_000_000
    if rest != 0 {
      var digits = String(rest)
      digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
      while digits.utf8.last == 0x30 { digits.removeLast() }
      text += "." + digits
    }
    return text + "s"
  }

  /// Numbers with units, `1h2m3.5s`, `-1.5h`, `250ms`; units ns, us, µs, ms, s, m, h. Nil where it is none or does not fit.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    var position = 0
    var isNegative = false
    if let sign = bytes.first, sign == 0x2D || sign == 0x2B {
      isNegative = sign == 0x2D
      position = 1
    }
    if bytes[position...].elementsEqual([0x30]) {
      self.init(nanoseconds: 0)
      return
    }
    guard position < bytes.count else { return nil }
    var total: UInt64 = 0
    while position < bytes.count {
      guard let part = Self.part(of: bytes, at: &position) else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(part)
      guard !overflow, sum <= UInt64(Int64.max) + (isNegative ? 1 : 0) else { return nil }
      total = sum
    }
    self.init(nanoseconds: isNegative ? Int64(truncatingIfNeeded: 0 &- total) : Int64(total))
  }

  /// One number with its unit, in nanoseconds.
  private static func part(of bytes: [UInt8], at position: inout Int) -> UInt64? {
    var whole: UInt64 = 0
    var digits = 0
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
      let (scaled, over) = whole.multipliedReportingOverflow(by: 10)
      let (sum, carried) = scaled.addingReportingOverflow(UInt64(bytes[position] - 0x30))
      guard !over, !carried else { return nil }
      whole = sum
      digits += 1
      position += 1
    }
    var fraction: UInt64 = 0
    var scale: UInt64 = 1
    var fractionDigits = 0
    if position < bytes.count, bytes[position] == 0x2E {
      position += 1
      while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
        if fractionDigits < 18 {
          fraction = fraction * 10 + UInt64(bytes[position] - 0x30)
          scale *= 10
        }
        fractionDigits += 1
        position += 1
      }
    }
    guard digits + fractionDigits > 0, let unit = unit(of: bytes, at: &position) else { return nil }
    let (scaled, overflow) = whole.multipliedReportingOverflow(by: unit)
    guard !overflow else { return nil }
    let (sum, carried) = scaled.addingReportingOverflow(scale.dividingFullWidth(fraction.multipliedFullWidth(by: unit)).quotient)
    return carried ? nil : sum
  }

  private static func unit(of bytes: [UInt8], at position: inout Int) -> UInt64? {
    let start = position
    while position < bytes.count, bytes[position] != 0x2E, !(0x30...0x39).contains(bytes[position]) { position += 1 }
    switch String(decoding: bytes[start..<position], as: UTF8.self) {
    case "ns": return 1
    case "us", "µs", "μs": return 1000
    case "ms": return 1_000_000
    case "s": return 1_000_000_000
    case "m": return 60_000_000_000
    case "h": return 3_600_000_000_000
    default: return nil
    }
  }
}
