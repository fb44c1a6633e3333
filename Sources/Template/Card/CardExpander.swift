import CEL

/// A checked card and a scope → the card's JSON.
struct CardExpander {
  private var nodes = 0
  private var iterations = 0
  private var bytes = 0

  /// What stands where one value can: nothing where `$when` is false, the first where `$data` repeats.
  mutating func value(of node: CardNode, _ frame: Frame) throws(RenderError) -> Value? {
    nodes += 1
    guard nodes <= TemplateLimit.nodes else { throw RenderError.limit("more than \(TemplateLimit.nodes) nodes", nil) }
    switch node {
    case .literal(let value): return value
    case .value(let expression): return try plain(expression.evaluate(frame))
    case .text(let segments): return .string(try text(segments, frame, escape: false))
    case .markdown(let segments): return .string(try text(segments, frame, escape: true))
    case .array(let elements):
      var list: [Value] = []
      list.reserveCapacity(elements.count)
      for element in elements { try append(element, to: &list, frame) }
      return .list(list)
    case .object(let members): return try object(members, frame)
    case .conditional(let condition, let body): return try condition.evaluate(frame).bool == true ? try value(of: body, frame) : nil
    case .each(let loop): return try repeated(loop, frame).first
    }
  }

  /// What stands in a list: all that `$data` repeats.
  private mutating func append(_ node: CardNode, to list: inout [Value], _ frame: Frame) throws(RenderError) {
    if case .each(let loop) = node {
      list += try repeated(loop, frame)
    } else if let value = try value(of: node, frame) {
      list.append(value)
    }
  }

  /// A member whose `$when` is false is not there.
  private mutating func object(_ object: CardObject, _ frame: Frame) throws(RenderError) -> Value {
    var values: [Value] = []
    values.reserveCapacity(object.keys.count)
    var missing: Set<Int> = []
    for place in object.keys.indices {
      if let value = try value(of: object.values[place], frame), !value.isNull { values.append(value) } else { missing.insert(place) }
    }
    if missing.isEmpty { return .map(ValueMap(uniqueKeys: object.keys, values: values)) }
    return .map(ValueMap(uniqueKeys: object.keys.indices.filter { !missing.contains($0) }.map { object.keys[$0] }, values: values))
  }

  private mutating func repeated(_ loop: CardLoop, _ frame: Frame) throws(RenderError) -> [Value] {
    var result: [Value] = []
    for entry in try loop.over.entries(frame) {
      iterations += 1
      guard iterations <= TemplateLimit.iterations else {
        throw RenderError.limit("more than \(TemplateLimit.iterations) turns of loops", loop.over)
      }
      let fields = loop.fields.map { ($0, entry.value[$0] ?? .null) }
      try append(loop.body, to: &result, frame.adding(fields).adding(entry.bindings(loop.names)))
    }
    return result
  }

  /// A value as JSON has it; an instant is its text.
  private mutating func plain(_ value: Value) throws(RenderError) -> Value {
    switch value {
    case .null, .bool, .int, .uint, .list, .map: return value
    case .double(let number): return number.isFinite ? value : .null
    case .optional(let inner): return try inner.map { (value) throws(RenderError) in try plain(value) } ?? .null
    case .string(let words):
      try count(words)
      return value
    case .bytes, .timestamp, .duration, .type: return .string(ValueText.text(of: value))
    }
  }

  private mutating func text(_ segments: [Segment], _ frame: Frame, escape: Bool) throws(RenderError) -> String {
    var result = ""
    if escape {
      var pieces: [Markdown.Piece] = []
      pieces.reserveCapacity(segments.count)
      for segment in segments { pieces.append(Markdown.Piece(words: try segment.text(frame), isValue: segment.isExpression)) }
      result = Markdown.escaped(pieces)
    } else {
      for segment in segments { result += try segment.text(frame) }
    }
    try count(result)
    return result
  }

  private mutating func count(_ words: String) throws(RenderError) {
    bytes += words.utf8.count
    guard bytes <= TemplateLimit.outputBytes else { throw RenderError.limit("larger than \(TemplateLimit.outputBytes / 1024) KiB", nil) }
  }
}

/// The part of Markdown that Adaptive Cards show.
enum Markdown {
  /// The author's own words, which may be Markdown, or a value, which is text.
  struct Piece {
    var words: String
    var isValue: Bool
  }

  /// Values as text that Markdown leaves alone: an EVSE id keeps its asterisks, and nothing becomes a link. A sign at the beginning of a
  /// line is a list's only before a blank; before a number it stays as it is, for not every client takes the backslash away.
  static func escaped(_ pieces: [Piece]) -> String {
    var result = ""
    var atLineStart = true
    for (number, piece) in pieces.enumerated() {
      if !piece.isValue || isPlain(piece.words) {
        result += piece.words
      } else {
        let next = pieces[(number + 1)...].lazy.compactMap(\.words.unicodeScalars.first).first
        append(piece.words, before: next, atLineStart: atLineStart, to: &result)
      }
      atLineStart = isAtLineStart(after: piece.words, atLineStart)
    }
    return result
  }

  private static func isPlain(_ words: String) -> Bool {
    var words = words
    return words.withUTF8 { bytes in bytes.allSatisfy { isPlain($0) } }
  }

  /// A byte that is shown as it is wherever it stands.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0..<0x20: false
    case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "~"), UInt8(ascii: "#"), UInt8(ascii: "-"), UInt8(ascii: "+"):
      false
    default: true
    }
  }

  private static func append(_ value: String, before following: Unicode.Scalar?, atLineStart: Bool, to result: inout String) {
    let scalars = Array(value.unicodeScalars)
    var atLineStart = atLineStart
    for (place, scalar) in scalars.enumerated() {
      let next = place + 1 < scalars.count ? scalars[place + 1] : following
      if isMark(scalar) || atLineStart && beginsBlock(scalar, before: next) { result += "\\" }
      if scalar.value >= 0x20 || scalar == "\n" { result.unicodeScalars.append(scalar) }
      atLineStart = scalar == "\n" || (atLineStart && scalar == " ")
    }
  }

  /// Whether what follows these words stands at the beginning of a line, but for blanks.
  private static func isAtLineStart(after words: String, _ before: Bool) -> Bool {
    guard let last = words.utf8.last(where: { $0 != 0x20 }) else { return before }
    return last == 0x0A
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool { "\\`*_[]<>~".unicodeScalars.contains(scalar) }

  private static func beginsBlock(_ scalar: Unicode.Scalar, before next: Unicode.Scalar?) -> Bool {
    switch scalar {
    case "#": true
    case "-", "+": next.map { $0 == " " || $0 == "\t" || $0 == scalar } ?? false
    default: false
    }
  }
}
