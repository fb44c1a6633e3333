/// An exact decimal number, kept as PostgreSQL's `numeric` travels: groups of four digits.
package struct DecimalValue: Hashable, Sendable {
  /// Number of groups, weight of the first, sign, digits behind the point, groups: two bytes each, most significant first.
  package let bytes: [UInt8]

  /// From `numeric_send`; nil if the bytes are not such a number.
  package init?(bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    guard bytes.count >= 8, bytes.count == 8 + 2 * Int(Self.word(bytes, 0)) else { return nil }
    self.bytes = bytes
  }

  private static func word(_ bytes: [UInt8], _ index: Int) -> UInt16 { UInt16(bytes[2 * index]) << 8 | UInt16(bytes[2 * index + 1]) }

  private static let negative: UInt16 = 0x4000
  /// NaN and the infinities.
  private static let special: UInt16 = 0xC000

  /// More digits are no amount.
  private static let digitsMax = 1_000

  /// `-12.50`, `+3`, `.5`; nil for anything else.
  package init?(_ text: some StringProtocol) {
    var digits = Array(text.utf8)[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    let whole = Array(parts[0].drop { $0 == UInt8(ascii: "0") })
    let fraction = parts.count == 2 ? Array(parts[1]) : []
    guard !digits.isEmpty, digits.count <= Self.digitsMax, digits != [UInt8(ascii: ".")],
      (whole + fraction).allSatisfy({ (0x30...0x39).contains($0) }), parts[0].allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    let lead = (4 - whole.count % 4) % 4
    let tail = (4 - fraction.count % 4) % 4
    let zero = UInt8(ascii: "0")
    let all = [UInt8](repeating: zero, count: lead) + whole + fraction + [UInt8](repeating: zero, count: tail)
    var groups = stride(from: 0, to: all.count, by: 4).map { start in
      all[start..<(start + 4)].reduce(UInt16(0)) { $0 * 10 + UInt16($1 - zero) }
    }
    var weight = (lead + whole.count) / 4 - 1
    while groups.first == 0 {
      groups.removeFirst()
      weight -= 1
    }
    while groups.last == 0 { groups.removeLast() }
    if groups.isEmpty { weight = 0 }
    self.init(groups: groups, weight: weight, isNegative: isNegative && !groups.isEmpty, scale: fraction.count)
  }

  package init(_ value: Int64) {
    var rest = value.magnitude
    var groups: [UInt16] = []
    while rest > 0 {
      groups.insert(UInt16(rest % 10_000), at: 0)
      rest /= 10_000
    }
    let weight = max(0, groups.count - 1)
    while groups.last == 0 { groups.removeLast() }
    self.init(groups: groups, weight: weight, isNegative: value < 0, scale: 0)
  }

  private init(groups: [UInt16], weight: Int, isNegative: Bool, scale: Int) {
    let head = [UInt16(groups.count), UInt16(bitPattern: Int16(clamping: weight)), isNegative ? Self.negative : 0, UInt16(scale)]
    bytes = (head + groups).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
  }

  private var scale: Int { Int(Self.word(bytes, 3)) }
  private var isNegative: Bool { Self.word(bytes, 2) == Self.negative }
  /// Not a number, or without end.
  package var isSpecial: Bool { Self.word(bytes, 2) & Self.special == Self.special }

  /// All digits, as PostgreSQL writes it: `-250839233.46`.
  package var text: String {
    if isSpecial { return "NaN" }
    let count = Int(Self.word(bytes, 0))
    let weight = Int(Int16(bitPattern: Self.word(bytes, 1)))
    let group = { (place: Int) -> String in
      let index = weight - place
      let digits = String(index >= 0 && index < count ? Self.word(self.bytes, 4 + index) : 0)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }
    var whole = ""
    for place in stride(from: max(weight, 0), through: 0, by: -1) { whole += group(place) }
    whole = String(whole.drop { $0 == "0" })
    var fraction = ""
    var place = -1
    while fraction.count < scale {
      fraction += group(place)
      place -= 1
    }
    let sign = isNegative ? "-" : ""
    return sign + (whole.isEmpty ? "0" : whole) + (scale > 0 ? "." + fraction.prefix(scale) : "")
  }

  package var double: Double { isSpecial ? .nan : Double(text) ?? .nan }

  /// Nil where there is a fraction, or too many digits.
  package var int: Int64? {
    let parts = text.split(separator: ".")
    guard parts.count == 1 || parts[1].allSatisfy({ $0 == "0" }) else { return nil }
    return Int64(parts[0])
  }
}

extension DecimalValue {
  /// Digits before the point, leading zeros left out.
  package var wholeDigits: Int {
    guard !isSpecial, bytes.count >= 10 else { return 0 }
    let weight = Int(Int16(bitPattern: UInt16(bytes[2]) << 8 | UInt16(bytes[3])))
    guard weight >= 0 else { return 0 }
    let first = Int(bytes[8]) << 8 | Int(bytes[9])
    return weight * 4 + (first >= 1_000 ? 4 : first >= 100 ? 3 : first >= 10 ? 2 : 1)
  }
}
