/// A set of code points: `[a-z\p{Lu}]`.
struct RegexSet: Sendable {
  private var ranges: [ClosedRange<UInt32>] = []
  /// A bit for each general category that is in.
  private var categories: UInt32 = 0
  private var isNegated = false
  private var foldsCase = false
  /// The answers for ASCII, worked out when the set is complete.
  private var ascii: (UInt64, UInt64) = (0, 0)

  static let codePointMax: UInt32 = 0x10FFFF

  init(_ ranges: [ClosedRange<UInt32>] = []) { self.ranges = ranges }

  mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }

  mutating func insert(_ other: RegexSet, negated: Bool) {
    if negated {
      if other.categories != 0 { categories |= ~other.categories & RegexCategory.all } else { ranges += other.complement }
    } else {
      ranges += other.ranges
      categories |= other.categories
    }
  }

  mutating func insert(categories mask: UInt32) { categories |= mask }

  /// The ranges between the ranges.
  private var complement: [ClosedRange<UInt32>] {
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
      next = Swift.max(next, range.upperBound + 1)
    }
    if next <= Self.codePointMax { result.append(next...Self.codePointMax) }
    return result
  }

  /// The ranges in order, none touching another.
  private var merged: [ClosedRange<UInt32>] {
    var result: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, range.lowerBound <= last.upperBound {
        result[result.count - 1] = last.lowerBound...Swift.max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }

  /// The set as it is matched.
  func finished(negated: Bool, foldsCase: Bool) -> RegexSet {
    var set = self
    set.ranges = merged
    set.isNegated = negated
    set.foldsCase = foldsCase
    for code in UInt32(0)..<64 where set.finds(code) { set.ascii.0 |= 1 << UInt64(code) }
    for code in UInt32(64)..<128 where set.finds(code) { set.ascii.1 |= 1 << UInt64(code - 64) }
    return set
  }

  func contains(_ code: UInt32) -> Bool {
    if code < 64 { return ascii.0 & 1 << UInt64(code) != 0 }
    if code < 128 { return ascii.1 & 1 << UInt64(code - 64) != 0 }
    return finds(code)
  }

  private func finds(_ code: UInt32) -> Bool {
    var found = holds(code)
    if !found, foldsCase, let scalar = Unicode.Scalar(code) { found = scalar.caseVariants.contains { holds($0) } }
    return found != isNegated
  }

  private func holds(_ code: UInt32) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].lowerBound <= code { low = middle + 1 } else { high = middle }
    }
    if low > 0, ranges[low - 1].contains(code) { return true }
    guard categories != 0, let scalar = Unicode.Scalar(code) else { return false }
    return categories & RegexCategory.bit(of: scalar.properties.generalCategory) != 0
  }
}

extension Unicode.Scalar {
  /// The code point that all of a letter's cases share.
  var caseFolded: UInt32 { Self.single(Self.single(value, \.uppercaseMapping), \.lowercaseMapping) }

  /// The letter in its other cases.
  fileprivate var caseVariants: [UInt32] {
    let upper = Self.single(value, \.uppercaseMapping)
    let lower = Self.single(value, \.lowercaseMapping)
    return [upper, lower, Self.single(upper, \.lowercaseMapping), Self.single(lower, \.uppercaseMapping)]
  }

  /// The mapping where it is one code point, else the same.
  private static func single(_ code: UInt32, _ mapping: KeyPath<Unicode.Scalar.Properties, String>) -> UInt32 {
    guard let scalar = Unicode.Scalar(code) else { return code }
    let mapped = scalar.properties[keyPath: mapping].unicodeScalars
    return mapped.count == 1 ? mapped.first?.value ?? code : code
  }
}
