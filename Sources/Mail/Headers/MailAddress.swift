/// Somebody in a header line: `"Lead, Ana" <ana@example.com>`.
package struct MailAddress: Hashable, Sendable {
  package var name: String
  /// As written, without angle brackets; may be no valid address in mails of the wild.
  package var address: String

  package init(name: String = "", address: String) { (self.name, self.address) = (name, address) }

  /// Compared so: domains know no case, and no server of today tells local parts apart by it.
  package var folded: String { ASCII.lowered(address) }

  package var domain: String? { address.lastIndex(of: "@").map { ASCII.lowered(address[address.index(after: $0)...]) } }

  package var localPart: String { ASCII.lowered(address.lastIndex(of: "@").map { address[..<$0] } ?? address[...]) }

  /// The addresses of a header line (RFC 5322, 3.4), read leniently; groups are opened.
  package static func list(_ text: String) -> [MailAddress] {
    var reader = AddressReader()
    for scalar in text.unicodeScalars {
      reader.read(scalar)
      if reader.found.count >= MailLimits.addressesMax { break }
    }
    reader.end()
    return reader.found.map { MailAddress(name: EncodedWords.decoded($0.name), address: $0.address) }
  }
}

/// Reads an address list scalar by scalar.
private struct AddressReader {
  private(set) var found: [MailAddress] = []
  private var name = ""
  private var bracketed: String?
  private var comment = ""
  private var isInBrackets = false
  private var isQuoted = false
  private var isEscaped = false
  private var commentDepth = 0

  mutating func read(_ scalar: Unicode.Scalar) {
    if isEscaped {
      isEscaped = false
      append(scalar)
    } else if scalar == "\\" && (isQuoted || commentDepth > 0) {
      isEscaped = true
    } else if scalar == "\"" && commentDepth == 0 {
      isQuoted.toggle()
      // A quoted local part keeps its quotes.
      if isInBrackets { append(scalar) }
    } else if isQuoted {
      append(scalar)
    } else if scalar == "(" {
      commentDepth += 1
    } else if scalar == ")" && commentDepth > 0 {
      commentDepth -= 1
    } else if commentDepth > 0 {
      append(scalar)
    } else {
      readBare(scalar)
    }
  }

  private mutating func readBare(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "<":
      isInBrackets = true
      bracketed = ""
    case ">": isInBrackets = false
    case "," where !isInBrackets, ";" where !isInBrackets: end()
    // What came was the name of a group.
    case ":" where !isInBrackets: name = ""
    default: append(scalar)
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    if commentDepth > 0 {
      comment.unicodeScalars.append(scalar)
    } else if isInBrackets {
      bracketed?.unicodeScalars.append(scalar)
    } else {
      name.unicodeScalars.append(scalar)
    }
  }

  mutating func end() {
    let words = name.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    if let bracketed {
      // A source route (`@a,@b:ana@example.com`) names the way, not the person.
      let target = bracketed.hasPrefix("@") ? bracketed.split(separator: ":").last.map(String.init) ?? bracketed : bracketed
      found.append(MailAddress(name: words, address: target.filter { $0 != " " && $0 != "\t" }))
    } else if words.contains("@") {
      found.append(MailAddress(name: comment, address: words.split(separator: " ").first { $0.contains("@") }.map(String.init) ?? words))
    }
    (name, bracketed, comment, isInBrackets, isQuoted, commentDepth) = ("", nil, "", false, false, 0)
  }
}
