import CEL

/// A checked card and a scope → the card's JSON.
struct CardExpander {
  private var nodes = 0
  private var iterations = 0
  private var bytes = 0

  /// No value where `$when` is false, several where `$data` repeats.
  mutating func values(of node: CardNode, _ frame: Frame) throws(RenderError) -> [Value] {
    nodes += 1
    guard nodes <= TemplateLimit.nodes else { throw RenderError.limit("more than \(TemplateLimit.nodes) nodes", nil) }
    switch node {
    case .literal(let value): return [value]
    case .value(let expression): return [try plain(expression.evaluate(frame))]
    case .text(let segments): return [.string(try text(segments, frame, escape: false))]
    case .markdown(let segments): return [.string(try text(segments, frame, escape: true))]
    case .array(let elements):
      var list: [Value] = []
      for element in elements { list += try values(of: element, frame) }
      return [.list(list)]
    case .object(let members): return [try object(members, frame)]
    case .conditional(let condition, let body): return try condition.evaluate(frame).bool == true ? try values(of: body, frame) : []
    case .each(let loop): return try repeated(loop, frame)
    }
  }

  private mutating func object(_ members: [(key: String, value: CardNode)], _ frame: Frame) throws(RenderError) -> Value {
    var map = ValueMap(minimumCapacity: members.count)
    for member in members {
      // A member whose `$when` is false is not there; one that repeats has its first.
      if let value = try values(of: member.value, frame).first, !value.isNull { map[member.key] = value }
    }
    return .map(map)
  }

  private mutating func repeated(_ loop: CardLoop, _ frame: Frame) throws(RenderError) -> [Value] {
    var result: [Value] = []
    for entry in try loop.over.entries(frame) {
      iterations += 1
      guard iterations <= TemplateLimit.iterations else {
        throw RenderError.limit("more than \(TemplateLimit.iterations) turns of loops", loop.over)
      }
      let fields = loop.fields.map { ($0, entry.value[$0] ?? .null) }
      result += try values(of: loop.body, frame.adding(fields).adding(entry.bindings(loop.names)))
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
    var pieces: [Markdown.Piece] = []
    for segment in segments {
      var isValue = false
      if case .expression = segment { isValue = true }
      pieces.append(Markdown.Piece(words: try segment.text(frame), isValue: isValue))
    }
    let result = escape ? Markdown.escaped(pieces) : pieces.map(\.words).joined()
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
    let all = pieces.flatMap { piece in piece.words.unicodeScalars.map { (scalar: $0, isValue: piece.isValue) } }
    var result = ""
    var atLineStart = true
    for (place, (scalar, isValue)) in all.enumerated() {
      if isValue, isMark(scalar) || atLineStart && beginsBlock(scalar, before: place + 1 < all.count ? all[place + 1].scalar : nil) {
        result += "\\"
      }
      if scalar.value >= 0x20 || scalar == "\n" || !isValue { result.unicodeScalars.append(scalar) }
      atLineStart = scalar == "\n" || (atLineStart && scalar == " ")
    }
    return result
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
