/// Domain names in the form that mail servers exchange: lower-case ASCII, labels of other letters in Punycode (RFC 3492).
enum DomainName {
  private static let labelBytesMax = 63
  private static let nameBytesMax = 253

  /// - Returns: nil where the text is no domain name.
  static func ascii(_ domain: String) -> String? {
    var labels: [String] = []
    for label in domain.lowercased().split(separator: ".", omittingEmptySubsequences: false) {
      guard let ascii = label.utf8.allSatisfy({ $0 < 0x80 }) ? String(label) : punycode(label).map({ "xn--" + $0 }),
        (1...labelBytesMax).contains(ascii.utf8.count), !ascii.hasPrefix("-"), !ascii.hasSuffix("-"), ascii.utf8.allSatisfy(isLabelByte)
      else { return nil }
      labels.append(ascii)
    }
    let name = labels.joined(separator: ".")
    return name.isEmpty || name.utf8.count > nameBytesMax ? nil : name
  }

  private static func isLabelByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
    default: false
    }
  }

  /// Nil where the label holds a space, a mark or another scalar that no name has.
  private static func punycode(_ label: Substring) -> String? {
    let scalars = label.unicodeScalars.map(\.value)
    guard scalars.count <= labelBytesMax,
      label.unicodeScalars.allSatisfy({ $0.isASCII || $0.properties.isAlphabetic || $0.properties.numericType != nil || isMark($0) })
    else { return nil }
    var output = scalars.filter { $0 < 0x80 }.map { UInt8($0) }
    let basic = output.count
    var handled = basic
    if basic > 0 { output.append(UInt8(ascii: "-")) }
    var (code, delta, bias): (UInt32, Int, Int) = (0x80, 0, 72)
    while handled < scalars.count {
      guard let next = scalars.filter({ $0 >= code }).min() else { return nil }
      delta += Int(next - code) * (handled + 1)
      code = next
      for scalar in scalars {
        if scalar < code { delta += 1 }
        guard scalar == code else { continue }
        appendVariableLength(delta, bias, to: &output)
        bias = adapted(delta, points: handled + 1, isFirst: handled == basic)
        delta = 0
        handled += 1
      }
      delta += 1
      code += 1
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark: true
    default: false
    }
  }

  private static func appendVariableLength(_ delta: Int, _ bias: Int, to output: inout [UInt8]) {
    var rest = delta
    var step = 36
    while true {
      let threshold = step <= bias ? 1 : min(26, step - bias)
      if rest < threshold { break }
      output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
      rest = (rest - threshold) / (36 - threshold)
      step += 36
    }
    output.append(digit(rest))
  }

  private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? 97 + value : 22 + value) }

  private static func adapted(_ delta: Int, points: Int, isFirst: Bool) -> Int {
    var rest = isFirst ? delta / 700 : delta / 2
    rest += rest / points
    var step = 0
    while rest > 455 {
      rest /= 35
      step += 36
    }
    return step + 36 * rest / (rest + 38)
  }
}
