/// `Link: <https://…>; rel="next"` (RFC 8288), as far as paging needs it.
enum LinkHeader {
  static func next(_ fields: [String]) -> String? {
    for field in fields {
      var rest = field[...]
      while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
        let target = rest[rest.index(after: open)..<close]
        let after = rest[rest.index(after: close)...]
        let end = parametersEnd(after)
        if isNext(after[..<end]) { return String(target.filter { !$0.isWhitespace }) }
        rest = after[end...]
      }
    }
    return nil
  }

  /// Up to the comma that ends this link, not one inside quotes.
  private static func parametersEnd(_ text: Substring) -> Substring.Index {
    var quoted = false
    for index in text.indices {
      if text[index] == "\"" { quoted.toggle() }
      if text[index] == "," && !quoted { return index }
    }
    return text.endIndex
  }

  private static func isNext(_ parameters: Substring) -> Bool {
    for parameter in parameters.split(separator: ";") {
      let parts = parameter.split(separator: "=", maxSplits: 1).map { $0.filter { !$0.isWhitespace && $0 != "\"" }.lowercased() }
      guard parts.count == 2, parts[0] == "rel" else { continue }
      // Several relations stand apart by blanks; take the original text for those.
      let relations = parameter.drop { $0 != "=" }.dropFirst().filter { $0 != "\"" }.split(separator: " ")
      return relations.contains { $0.lowercased() == "next" }
    }
    return false
  }
}
