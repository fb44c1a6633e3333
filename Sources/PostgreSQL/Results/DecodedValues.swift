/// The bytes of a `bytea`.
struct ByteString: BinaryDecodable {
  static let word = "byte string"
  let bytes: [UInt8]

  static func accepts(_ oid: UInt32) -> Bool { oid == TypeNumber.bytea }

  init?(binary: UnsafeRawBufferPointer, oid: UInt32) { bytes = Array(binary) }
}

/// The UTF-8 of a `json` or `jsonb`.
struct JSONText: BinaryDecodable {
  static let word = "JSON"
  let bytes: [UInt8]

  static func accepts(_ oid: UInt32) -> Bool { oid == TypeNumber.jsonb || oid == TypeNumber.json }

  init?(binary: UnsafeRawBufferPointer, oid: UInt32) {
    if oid == TypeNumber.jsonb {
      guard binary.first == 1 else { return nil }
      bytes = Array(binary.dropFirst())
    } else {
      bytes = Array(binary)
    }
  }
}

/// A `timestamptz`, counted from 1970.
struct InstantValue: BinaryDecodable {
  static let word = "instant"
  let microseconds: Int64

  static func accepts(_ oid: UInt32) -> Bool { oid == TypeNumber.timestamptz }

  init?(binary: UnsafeRawBufferPointer, oid: UInt32) {
    guard binary.count == 8 else { return nil }
    let since2000 = binary.bigEndian(Int64.self)
    guard since2000 != .max, since2000 != .min else { return nil }
    let (value, overflow) = since2000.addingReportingOverflow(InstantEpoch.microseconds)
    guard !overflow else { return nil }
    microseconds = value
  }
}

/// An array of no or one dimension (`array_send`).
struct ArrayValue<Element: BinaryDecodable>: BinaryDecodable {
  static var word: String { "array of \(Element.word)" }
  let elements: [Element?]

  /// An array's own type says nothing; its header names the type of its elements.
  static func accepts(_ oid: UInt32) -> Bool { true }

  /// Bytes before the first element: dimensions, flag, type, length, lower bound.
  private static var headerBytes: Int { 20 }

  init?(binary: UnsafeRawBufferPointer, oid: UInt32) {
    guard binary.count >= 12 else { return nil }
    let dimensions = binary.bigEndian(Int32.self)
    let type = binary.bigEndian(UInt32.self, at: 8)
    guard Element.accepts(type) else { return nil }
    if dimensions == 0 {
      elements = []
      return
    }
    guard dimensions == 1, binary.count >= Self.headerBytes else { return nil }
    let count = Int(binary.bigEndian(Int32.self, at: 12))
    guard count >= 0, count <= binary.count / 4 else { return nil }
    guard let read = Self.read(count, of: type, from: binary) else { return nil }
    elements = read
  }

  private static func read(_ count: Int, of type: UInt32, from binary: UnsafeRawBufferPointer) -> [Element?]? {
    var elements: [Element?] = []
    elements.reserveCapacity(count)
    var offset = headerBytes
    for _ in 0..<count {
      guard offset + 4 <= binary.count else { return nil }
      let length = Int(binary.bigEndian(Int32.self, at: offset))
      offset += 4
      guard length >= 0 else {
        elements.append(nil)
        continue
      }
      guard offset + length <= binary.count else { return nil }
      let bytes = UnsafeRawBufferPointer(rebasing: binary[offset..<offset + length])
      guard let element = Element(binary: bytes, oid: type) else { return nil }
      elements.append(element)
      offset += length
    }
    return elements
  }
}
