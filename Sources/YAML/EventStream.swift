import CLibYAML

/// What libyaml saw, and from where to where, in UTF-8 offsets.
struct Event {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd, sequenceEnd, mappingEnd
    case alias(String)
    case scalar(String, YAML.ScalarStyle, Properties)
    case sequenceStart(flow: Bool, Properties)
    case mappingStart(flow: Bool, Properties)
  }

  struct Properties {
    let anchor: String?
    let tag: String?
  }

  let kind: Kind
  let start: Int
  let end: Int
}

/// libyaml's own words about a text that it cannot read, at UTF-8 offsets.
struct SyntaxFailure: Error {
  let problem: String
  let offset: Int
  let context: String?
  let contextOffset: Int?
}

/// libyaml's event parser over one text.
final class EventStream {
  // libyaml's parser points into itself, so it stays where it was allocated.
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  /// UTF-8 offset of each Unicode scalar, as libyaml counts scalars; empty for ASCII, where the two agree.
  private let offsets: [Int]

  /// Nil when there is no memory for a parser.
  init?(_ text: String) {
    bytes = .allocate(capacity: max(text.utf8.count, 1))
    _ = bytes.initialize(from: text.utf8)
    offsets = Self.scalarOffsets(of: text)
    guard yaml_parser_initialize(parser) == 1 else {
      bytes.deallocate()
      parser.deallocate()
      return nil
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, text.utf8.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    bytes.deallocate()
  }

  func next() throws(SyntaxFailure) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { yaml_event_delete(&event) }
    return Event(kind: Self.kind(of: event), start: offset(of: event.start_mark), end: offset(of: event.end_mark))
  }

  private static func kind(of event: yaml_event_t) -> Event.Kind {
    switch event.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    case YAML_ALIAS_EVENT: return .alias(string(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let data = event.data.scalar
      let text = String(decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self)
      return .scalar(text, style(data.style), .init(anchor: string(data.anchor), tag: string(data.tag)))
    case YAML_SEQUENCE_START_EVENT:
      let data = event.data.sequence_start
      return .sequenceStart(
        flow: data.style == YAML_FLOW_SEQUENCE_STYLE, .init(anchor: string(data.anchor), tag: string(data.tag)))
    case YAML_MAPPING_START_EVENT:
      let data = event.data.mapping_start
      return .mappingStart(flow: data.style == YAML_FLOW_MAPPING_STYLE, .init(anchor: string(data.anchor), tag: string(data.tag)))
    default: return .streamEnd
    }
  }

  private static func style(_ style: yaml_scalar_style_t) -> YAML.ScalarStyle {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }

  private static func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  private func failure() -> SyntaxFailure {
    let parser = parser.pointee
    let problem = parser.problem.map { String(cString: $0) } ?? "it cannot be read"
    // The reader, which stands before the scanner, knows a byte offset only.
    let offset = parser.error == YAML_READER_ERROR ? Int(parser.problem_offset) : offset(of: parser.problem_mark)
    let context = parser.context.map { String(cString: $0) }
    return SyntaxFailure(
      problem: problem, offset: offset, context: context, contextOffset: context.map { _ in self.offset(of: parser.context_mark) })
  }

  private func offset(of mark: yaml_mark_t) -> Int {
    offsets.isEmpty ? min(mark.index, bytes.count) : offsets[min(mark.index, offsets.count - 1)]
  }

  private static func scalarOffsets(of text: String) -> [Int] {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return [] }
    var offsets = text.utf8.enumerated().compactMap { $1 & 0xC0 == 0x80 ? nil : $0 }
    offsets.append(text.utf8.count)
    return offsets
  }
}
