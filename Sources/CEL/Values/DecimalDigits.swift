/// The decimal digits of a finite double: 0.d₁d₂d₃… × 10^exponent.
struct DecimalDigits {
  var isNegative: Bool
  /// Each 0 to 9, no zero in front; empty for zero.
  var digits: [UInt8]
  var exponent: Int

  init(isNegative: Bool, digits: [UInt8], exponent: Int) {
    self.isNegative = isNegative
    self.digits = digits
    self.exponent = exponent
    while self.digits.last == 0 { self.digits.removeLast() }
  }

  /// The shortest digits that read back as the same double.
  init(shortest value: Double) {
    isNegative = value.sign == .minus
    digits = []
    exponent = 0
    var seenPoint = false
    var seenDigit = false
    var written = 0
    var isExponent = false
    var exponentSign = 1
    for byte in value.magnitude.description.utf8 {
      switch byte {
      case 0x2E: seenPoint = true
      case 0x65: isExponent = true
      case 0x2D: exponentSign = -1
      case 0x30...0x39 where isExponent: written = written * 10 + Int(byte - 0x30)
      case 0x30 where !seenDigit: if seenPoint { exponent -= 1 }
      case 0x30...0x39:
        seenDigit = true
        digits.append(byte - 0x30)
        if !seenPoint { exponent += 1 }
      default: break
      }
    }
    while digits.last == 0 { digits.removeLast() }
    exponent = digits.isEmpty ? 0 : exponent + exponentSign * written
  }

  /// All digits of the double's exact value.
  init(exact value: Double) {
    isNegative = value.sign == .minus
    digits = []
    exponent = 0
    guard value != 0 else { return }
    var number = LongNumber(value.isNormal ? value.significandBitPattern | 1 << 52 : value.significandBitPattern)
    let power = Swift.max(Int(value.exponentBitPattern), 1) - 1075
    if power >= 0 { number.multiply(by: 2, times: power) } else { number.multiply(by: 5, times: -power) }
    digits = number.digits
    exponent = digits.count + Swift.min(power, 0)
    while digits.last == 0 { digits.removeLast() }
  }

  /// Keeps `count` digits, rounding half to even, or away from zero.
  mutating func round(toCount count: Int, halfAwayFromZero: Bool = false) {
    guard count < digits.count else { return }
    guard count >= 0 else {
      digits = []
      return
    }
    let dropped = digits[count]
    let isTie = dropped == 5 && digits.count == count + 1
    let isOdd = count > 0 && digits[count - 1] % 2 == 1
    digits.removeSubrange(count...)
    if dropped > 5 || (dropped == 5 && (!isTie || isOdd || halfAwayFromZero)) { increment() }
    while digits.last == 0 { digits.removeLast() }
  }

  /// Keeps `count` digits after the point.
  mutating func round(fraction count: Int, halfAwayFromZero: Bool = false) {
    round(toCount: exponent + count, halfAwayFromZero: halfAwayFromZero)
  }

  private mutating func increment() {
    var position = digits.count - 1
    while position >= 0, digits[position] == 9 {
      digits[position] = 0
      position -= 1
    }
    if position >= 0 {
      digits[position] += 1
    } else {
      digits.insert(1, at: 0)
      exponent += 1
    }
  }

  /// The digits before the point, at least one.
  var whole: String {
    guard exponent > 0 else { return "0" }
    return text(of: 0..<exponent)
  }

  /// `count` digits after the point.
  func fraction(_ count: Int) -> String { text(of: exponent..<(exponent + count)) }

  /// How many digits stand after the point.
  var fractionCount: Int { Swift.max(digits.count - exponent, 0) }

  private func text(of range: Range<Int>) -> String {
    String(decoding: range.map { digits.indices.contains($0) ? digits[$0] + 48 : 48 }, as: UTF8.self)
  }
}

/// A whole number of any length, in limbs of nine decimal digits, lowest first.
private struct LongNumber {
  private var limbs: [UInt32] = []
  private static let base: UInt64 = 1_000_000_000

  init(_ value: UInt64) {
    var rest = value
    while rest > 0 {
      limbs.append(UInt32(rest % Self.base))
      rest /= Self.base
    }
  }

  /// Multiplies by the factor's power, in steps that stay within a limb.
  mutating func multiply(by factor: UInt64, times: Int) {
    var rest = times
    while rest > 0 {
      let step = Swift.min(rest, 12)
      multiply(by: (0..<step).reduce(1) { product, _ in product * factor })
      rest -= step
    }
  }

  private mutating func multiply(by factor: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = UInt64(limbs[index]) * factor + carry
      limbs[index] = UInt32(product % Self.base)
      carry = product / Self.base
    }
    while carry > 0 {
      limbs.append(UInt32(carry % Self.base))
      carry /= Self.base
    }
  }

  /// Highest first.
  var digits: [UInt8] {
    var result: [UInt8] = []
    for limb in limbs {
      var rest = limb
      for _ in 0..<9 {
        result.append(UInt8(rest % 10))
        rest /= 10
      }
    }
    while result.last == 0 { result.removeLast() }
    return result.reversed()
  }
}
