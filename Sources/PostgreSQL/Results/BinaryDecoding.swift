/// A value that can be read from one of PostgreSQL's binary formats.
protocol BinaryDecodable {
  /// What the value is called in an error.
  static var word: String { get }
  static func accepts(_ oid: UInt32) -> Bool
  /// Nil if the bytes are not such a value.
  init?(binary: UnsafeRawBufferPointer, oid: UInt32)
}

extension UnsafeRawBufferPointer {
  func bigEndian<Value: FixedWidthInteger>(_ type: Value.Type, at offset: Int = 0) -> Value {
    Value(bigEndian: loadUnaligned(fromByteOffset: offset, as: type))
  }
}

extension Int: BinaryDecodable {
  static let word = "whole number"

  static func accepts(_ oid: UInt32) -> Bool {
    oid == TypeNumber.int8 || oid == TypeNumber.int4 || oid == TypeNumber.int2 || oid == TypeNumber.oid
  }

  init?(binary: UnsafeRawBufferPointer, oid: UInt32) {
    switch (binary.count, oid) {
    case (8, _): self = Int(binary.bigEndian(Int64.self))
    case (4, TypeNumber.oid): self = Int(binary.bigEndian(UInt32.self))
    case (4, _): self = Int(binary.bigEndian(Int32.self))
    case (2, _): self = Int(binary.bigEndian(Int16.self))
    default: return nil
    }
  }
}

extension Double: BinaryDecodable {
  static let word = "number"

  static func accepts(_ oid: UInt32) -> Bool { oid == TypeNumber.float8 || oid == TypeNumber.float4 }

  init?(binary: UnsafeRawBufferPointer, oid: UInt32) {
    switch binary.count {
    case 8: self = Double(bitPattern: binary.bigEndian(UInt64.self))
    case 4: self = Double(Float(bitPattern: binary.bigEndian(UInt32.self)))
    default: return nil
    }
  }
}

extension Bool: BinaryDecodable {
  static let word = "truth value"

  static func accepts(_ oid: UInt32) -> Bool { oid == TypeNumber.bool }

  init?(binary: UnsafeRawBufferPointer, oid: UInt32) {
    guard binary.count == 1 else { return nil }
    self = binary[0] != 0
  }
}

extension String: BinaryDecodable {
  static let word = "text"

  static func accepts(_ oid: UInt32) -> Bool {
    switch oid {
    case TypeNumber.text, TypeNumber.varchar, TypeNumber.bpchar, TypeNumber.name, TypeNumber.unknown: true
    case TypeNumber.json, TypeNumber.jsonb: true
    default: oid >= TypeNumber.firstOfSchemas
    }
  }

  init?(binary: UnsafeRawBufferPointer, oid: UInt32) {
    guard oid == TypeNumber.jsonb else {
      self.init(validating: binary, as: UTF8.self)
      return
    }
    guard binary.first == 1 else { return nil }
    self.init(validating: UnsafeRawBufferPointer(rebasing: binary.dropFirst()), as: UTF8.self)
  }
}

extension UInt128: BinaryDecodable {
  static let word = "uuid"

  static func accepts(_ oid: UInt32) -> Bool { oid == TypeNumber.uuid }

  init?(binary: UnsafeRawBufferPointer, oid: UInt32) {
    guard binary.count == 16 else { return nil }
    self = binary.bigEndian(UInt128.self)
  }
}
