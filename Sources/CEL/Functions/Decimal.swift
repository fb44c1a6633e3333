/// A number as people write it: the digits of an int, or the shortest ones of a double, so that 2.675 has the half it shows.
struct Decimal {
  private var digits: DecimalDigits
  private let name: String?

  init(_ number: Int64) {
    let text = String(number.magnitude).utf8.map { $0 - 48 }
    digits = DecimalDigits(isNegative: number < 0, digits: number == 0 ? [] : text, exponent: number == 0 ? 0 : text.count)
    name = nil
  }

  init(_ number: Double) {
    name = number.nameIfNotFinite
    digits = DecimalDigits(shortest: name == nil ? number : 0)
  }

  /// With the digits that it has.
  var text: String { text(digits, fraction: digits.fractionCount) }

  /// With so many digits after the point, halves away from zero.
  func text(fraction: Int64) throws(EvaluationError) -> String {
    guard (0...Int64(Limits.fractionDigitsMax)).contains(fraction) else {
      throw EvaluationError("the number of digits is 0 to \(Limits.fractionDigitsMax)")
    }
    var rounded = digits
    rounded.round(fraction: Int(fraction), halfAwayFromZero: true)
    return text(rounded, fraction: Int(fraction))
  }

  private func text(_ digits: DecimalDigits, fraction: Int) -> String {
    if let name { return name }
    let sign = digits.isNegative && !digits.digits.isEmpty ? "-" : ""
    return sign + digits.whole + (fraction > 0 ? "." + digits.fraction(fraction) : "")
  }
}

extension Double {
  /// The nearest double with so many digits after the point, halves away from zero as they are written.
  func rounded(digits: Int64) throws(EvaluationError) -> Double {
    guard isFinite else { return self }
    return Double(try Decimal(self).text(fraction: digits)) ?? self
  }
}

extension String {
  /// A written number with commas: the last group before the point of `first` digits, the others of `then`.
  func grouped(first: Int, then: Int) -> String {
    let sign = hasPrefix("-") ? "-" : ""
    let parts = dropFirst(sign.count).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, whole.utf8.allSatisfy({ Lexer.isDigit($0) }) else { return self }
    var groups: [Substring] = []
    var rest = whole
    var size = first
    while rest.count > size {
      groups.append(rest.suffix(size))
      rest = rest.dropLast(size)
      size = then
    }
    groups.append(rest)
    return sign + groups.reversed().joined(separator: ",") + (parts.count > 1 ? "." + parts[1] : "")
  }
}
