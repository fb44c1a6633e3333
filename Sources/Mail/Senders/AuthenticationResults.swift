/// Whether our own mail server vouches for who wrote a mail (RFC 8601). Only the topmost line counts, and only if that server wrote
/// it: everything below came with the mail and can be forged.
package struct AuthenticationResults: Hashable, Sendable {
  /// One finding: `dkim=pass header.d=example.com`.
  package struct Finding: Hashable, Sendable {
    package let method: String
    package let result: String
    /// `header.d`, `smtp.mailfrom`; lower case.
    package let properties: [String: String]
  }

  package let server: String
  package let findings: [Finding]

  private static let findingsMax = 50

  package init?(_ text: String) {
    var pieces = Self.withoutComments(text).split(separator: ";", omittingEmptySubsequences: false).map { String($0).trimmed }
    guard !pieces.isEmpty else { return nil }
    // A version may follow the name.
    server = ASCII.lowered(pieces.removeFirst().split(separator: " ").first.map(String.init) ?? "")
    guard !server.isEmpty, !server.contains("=") else { return nil }
    findings = pieces.prefix(Self.findingsMax).compactMap(Self.finding)
  }

  private static func finding(_ text: String) -> Finding? {
    var properties: [String: String] = [:]
    var first: (String, String)?
    for word in text.replacing(" =", with: "=").replacing("= ", with: "=").split(whereSeparator: { $0 == " " || $0 == "\t" }) {
      guard let equals = word.firstIndex(of: "=") else { continue }
      let name = ASCII.lowered(word[..<equals])
      let value = ASCII.lowered(word[word.index(after: equals)...].filter { $0 != "\"" })
      if first == nil {
        first = (name.split(separator: "/").first.map(String.init) ?? name, value)
      } else if properties[name] == nil {
        properties[name] = value
      }
    }
    return first.map { Finding(method: $0.0, result: $0.1, properties: properties) }
  }

  private static func withoutComments(_ text: String) -> String {
    var depth = 0
    var isQuoted = false
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"" where depth == 0:
        isQuoted.toggle()
        result.append(scalar)
      case "(" where !isQuoted: depth += 1
      case ")" where !isQuoted && depth > 0: depth -= 1
      // A semicolon in quotes ends nothing, and no word that counts here has one.
      case ";" where isQuoted: break
      default: if depth == 0 { result.append(scalar) }
      }
    }
    return String(result)
  }

  /// The topmost line of a mail, if `server` wrote it.
  package static func topmost(_ mail: InboundMail, server: String) -> AuthenticationResults? {
    guard let field = mail.headers["authentication-results"], let results = AuthenticationResults(field.raw) else { return nil }
    return results.server == ASCII.lowered(server) ? results : nil
  }

  /// DMARC passed for this domain, or SPF or DKIM passed for one that is aligned with it.
  package func vouches(for address: MailAddress) -> Bool {
    guard let domain = address.domain, !domain.isEmpty else { return false }
    return findings.contains { finding in
      guard finding.result == "pass" else { return false }
      switch finding.method {
      case "dmarc": return finding.properties["header.from"].map { Self.domain($0) == domain } ?? true
      case "dkim":
        let signer = finding.properties["header.d"] ?? finding.properties["header.i"].map(Self.domain)
        return signer.map { Self.isAligned($0, domain) } ?? false
      case "spf":
        let sender = finding.properties["smtp.mailfrom"] ?? finding.properties["smtp.mfrom"] ?? finding.properties["smtp.mail"]
        return sender.map { Self.isAligned(Self.domain($0), domain) } ?? false
      default: return false
      }
    }
  }

  private static func domain(_ text: String) -> String { text.lastIndex(of: "@").map { String(text[text.index(after: $0)...]) } ?? text }

  /// The same, or the signer is a parent of the author's domain; a parent has a dot of its own. Narrower than DMARC's relaxed mode, which
  /// would need the list of public suffixes: a sister domain is not taken.
  private static func isAligned(_ signer: String, _ author: String) -> Bool {
    guard signer.contains(".") else { return false }
    return signer == author || author.hasSuffix("." + signer) && signer.split(separator: ".").count >= 2 && !isPublicSuffix(signer)
  }

  /// `co.uk` vouches for nobody. A parent domain of two short labels is taken for a public suffix.
  private static func isPublicSuffix(_ domain: String) -> Bool {
    let labels = domain.split(separator: ".")
    return labels.count == 2 && labels[1].utf8.count == 2 && labels[0].utf8.count <= 3
  }
}
