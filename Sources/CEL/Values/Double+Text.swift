/// The texts of a double that the language defines.
extension Double {
  /// The power of ten from which `string(x)` writes an exponent, as Go's `%g` and C++'s default do.
  private static let exponentFrom = 6

  /// `NaN`, `Infinity`, `-Infinity`; nil for a finite number.
  var nameIfNotFinite: String? {
    isNaN ? "NaN" : isInfinite ? (self < 0 ? "-Infinity" : "Infinity") : nil
  }

  /// What `string(x)` gives: shortest digits, with an exponent from 1e+06 on and below 1e-04.
  var shortText: String {
    if let name = nameIfNotFinite { return name }
    let decimal = DecimalDigits(shortest: self)
    let power = decimal.exponent - 1
    guard !decimal.digits.isEmpty, power < -4 || power >= Self.exponentFrom else { return plainText }
    return decimal.scientific(fraction: decimal.digits.count - 1)
  }

  /// Shortest digits without an exponent: `1000000`, `0.00001`.
  var plainText: String {
    if let name = nameIfNotFinite { return name }
    return DecimalDigits(shortest: self).fixed(fraction: nil)
  }

  /// So many digits after the point, rounded half to even on the exact value.
  func fixedText(fraction: Int) -> String {
    if let name = nameIfNotFinite { return name }
    var decimal = DecimalDigits(exact: self)
    decimal.round(fraction: fraction)
    return decimal.fixed(fraction: fraction)
  }

  /// `1.234500e+02`, with so many digits after the point.
  func scientificText(fraction: Int) -> String {
    if let name = nameIfNotFinite { return name }
    var decimal = DecimalDigits(exact: self)
    decimal.round(toCount: fraction + 1)
    return decimal.scientific(fraction: fraction)
  }
}

extension DecimalDigits {
  fileprivate func fixed(fraction: Int?) -> String {
    let count = fraction ?? fractionCount
    return (isNegative ? "-" : "") + whole + (count > 0 ? "." + self.fraction(count) : "")
  }

  fileprivate func scientific(fraction: Int) -> String {
    let power = digits.isEmpty ? 0 : exponent - 1
    let shown = digits.map { $0 + 48 } + Array(repeating: 48, count: Swift.max(fraction + 1 - digits.count, 0))
    let head = String(decoding: shown.prefix(1), as: UTF8.self)
    let tail = String(decoding: shown.dropFirst().prefix(fraction), as: UTF8.self)
    let exponentText = (power < 0 ? "e-" : "e+") + (abs(power) < 10 ? "0" : "") + String(abs(power))
    return (isNegative ? "-" : "") + head + (fraction > 0 ? "." + tail : "") + exponentText
  }
}
