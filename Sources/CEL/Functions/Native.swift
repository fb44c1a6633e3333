/// A Swift type that stands for a CEL type in the rows of a function table.
package protocol Native: Sendable {
  static var celType: CELType { get }
  init?(cel value: Value)
  var cel: Value { get }
}

extension Bool: Native {
  package static var celType: CELType { .bool }
  package init?(cel value: Value) { if case .bool(let native) = value { self = native } else { return nil } }
  package var cel: Value { .bool(self) }
}

extension Int64: Native {
  package static var celType: CELType { .int }
  package init?(cel value: Value) { if case .int(let native) = value { self = native } else { return nil } }
  package var cel: Value { .int(self) }
}

extension UInt64: Native {
  package static var celType: CELType { .uint }
  package init?(cel value: Value) { if case .uint(let native) = value { self = native } else { return nil } }
  package var cel: Value { .uint(self) }
}

extension Double: Native {
  package static var celType: CELType { .double }
  package init?(cel value: Value) { if case .double(let native) = value { self = native } else { return nil } }
  package var cel: Value { .double(self) }
}

extension String: Native {
  package static var celType: CELType { .string }
  package init?(cel value: Value) { if case .string(let native) = value { self = native } else { return nil } }
  package var cel: Value { .string(self) }
}

extension [UInt8]: Native {
  package static var celType: CELType { .bytes }
  package init?(cel value: Value) { if case .bytes(let native) = value { self = native } else { return nil } }
  package var cel: Value { .bytes(self) }
}

extension Timestamp: Native {
  package static var celType: CELType { .timestamp }
  package init?(cel value: Value) { if case .timestamp(let native) = value { self = native } else { return nil } }
  package var cel: Value { .timestamp(self) }
}

extension Span: Native {
  package static var celType: CELType { .duration }
  package init?(cel value: Value) { if case .duration(let native) = value { self = native } else { return nil } }
  package var cel: Value { .duration(self) }
}

/// A list whose elements are all of one kind.
package struct NativeList<Element: Native>: Native {
  package let elements: [Element]

  package init(_ elements: [Element]) { self.elements = elements }

  package static var celType: CELType { .list(Element.celType) }

  package init?(cel value: Value) {
    guard case .list(let values) = value else { return nil }
    var elements: [Element] = []
    elements.reserveCapacity(values.count)
    for value in values {
      guard let element = Element(cel: value) else { return nil }
      elements.append(element)
    }
    self.elements = elements
  }

  package var cel: Value { .list(elements.map(\.cel)) }
}

extension Value: Native {
  package static var celType: CELType { .dyn }
  package init?(cel value: Value) { self = value }
  package var cel: Value { self }
}
