/// Writes values as JSON.
struct JSONWriter {
  /// May be given beforehand; then it is written behind them.
  var bytes: [UInt8] = []
  private let isPretty: Bool
  private var level = 0

  init(isPretty: Bool) { self.isPretty = isPretty }

  mutating func write(_ value: Value) {
    switch value {
    case .null, .optional(nil): append("null")
    case .bool(let flag): append(flag ? "true" : "false")
    case .int(let number): writeNumber(number)
    case .uint(let number): append(String(number))
    case .double(let number):
      if let name = number.nameIfNotFinite { writeText(name) } else { append(number.description) }
    case .string(let text): writeText(text)
    case .bytes(let bytes): writeText(Base64.encode(bytes))
    case .timestamp(let instant): writeText(instant.description)
    case .duration(let span): writeText(span.description)
    case .type(let type): writeText(type.name)
    case .optional(let inner?): write(inner)
    case .list(let elements): writeList(elements)
    case .map(let map): writeMap(map)
    }
  }

  private mutating func append(_ text: String) { bytes += text.utf8 }

  private mutating func writeNumber(_ number: Int64) {
    guard (0..<10).contains(number) else { return append(String(number)) }
    bytes.append(0x30 + UInt8(number))
  }

  private mutating func writeList(_ elements: [Value]) {
    bytes.append(0x5B)
    level += 1
    for index in elements.indices {
      startEntry(isFirst: index == 0)
      write(elements[index])
    }
    end(0x5D, isEmpty: elements.isEmpty)
  }

  private mutating func writeMap(_ map: ValueMap) {
    bytes.append(0x7B)
    level += 1
    let (keys, values) = (map.keys, map.values)
    for index in keys.indices {
      startEntry(isFirst: index == 0)
      writeText(keys[index].text)
      bytes.append(0x3A)
      if isPretty { bytes.append(0x20) }
      write(values[index])
    }
    end(0x7D, isEmpty: map.isEmpty)
  }

  private mutating func startEntry(isFirst: Bool) {
    if !isFirst { bytes.append(0x2C) }
    newLine()
  }

  private mutating func end(_ bracket: UInt8, isEmpty: Bool) {
    level -= 1
    if !isEmpty { newLine() }
    bytes.append(bracket)
  }

  private mutating func newLine() {
    guard isPretty else { return }
    bytes.append(0x0A)
    for _ in 0..<level { bytes += [0x20, 0x20] }
  }

  private static let hexDigits = Array("0123456789abcdef".utf8)

  private mutating func writeText(_ text: String) {
    bytes.append(0x22)
    var text = text
    text.withUTF8 { writeEscaped($0) }
    bytes.append(0x22)
  }

  /// Stretches that need no escape are copied whole.
  private mutating func writeEscaped(_ text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    for index in text.indices {
      let byte = text[index]
      guard byte < 0x20 || byte == 0x22 || byte == 0x5C else { continue }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
      writeEscape(of: byte)
      start = index + 1
    }
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
  }

  private mutating func writeEscape(of byte: UInt8) {
    switch byte {
    case 0x22, 0x5C: bytes += [0x5C, byte]
    case 0x0A: bytes += [0x5C, 0x6E]
    case 0x0D: bytes += [0x5C, 0x72]
    case 0x09: bytes += [0x5C, 0x74]
    default: bytes += [0x5C, 0x75, 0x30, 0x30, Self.hexDigits[Int(byte >> 4)], Self.hexDigits[Int(byte & 15)]]
    }
  }
}
