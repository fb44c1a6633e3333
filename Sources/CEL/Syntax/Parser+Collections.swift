extension Parser {
  mutating func list() throws(Problem) -> Expression {
    let start = token.place
    advance()
    var elements: [Expression.Element] = []
    while !take(.rightBracket) {
      let isOptional = take(.question)
      elements.append(Expression.Element(value: try expression(), isOptional: isOptional))
      if !take(.comma) {
        try expect(.rightBracket)
        break
      }
    }
    let height = 1 + elements.reduce(0) { Swift.max($0, $1.value.height) }
    return try node(.list(elements), at: start.through(previousPlace), height: height)
  }

  mutating func map() throws(Problem) -> Expression {
    let start = token.place
    advance()
    var entries: [Expression.Entry] = []
    while !take(.rightBrace) {
      let isOptional = take(.question)
      let key = try expression()
      try expect(.colon)
      entries.append(Expression.Entry(key: key, value: try expression(), isOptional: isOptional))
      if !take(.comma) {
        try expect(.rightBrace)
        break
      }
    }
    let height = 1 + entries.reduce(0) { Swift.max($0, $1.key.height, $1.value.height) }
    return try node(.map(entries), at: start.through(previousPlace), height: height)
  }

  /// `Type{field: value, …}`.
  mutating func object(_ name: String, at start: Place) throws(Problem) -> Expression {
    advance()
    var fields: [Expression.FieldEntry] = []
    while !take(.rightBrace) {
      let isOptional = take(.question)
      let place = token.place
      let field: String
      switch token.kind {
      case .name(let text) where !Words.literals.contains(text): field = text
      case .quotedName(let text): field = text
      default: throw unexpected("the name of a field")
      }
      advance()
      try expect(.colon)
      fields.append(Expression.FieldEntry(field: field, fieldPlace: place, value: try expression(), isOptional: isOptional))
      if !take(.comma) {
        try expect(.rightBrace)
        break
      }
    }
    let height = 1 + fields.reduce(1) { Swift.max($0, $1.value.height) }
    return try node(.object(name, fields), at: start.through(previousPlace), height: height)
  }
}
