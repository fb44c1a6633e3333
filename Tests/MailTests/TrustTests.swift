import Mail
import Testing

/// Whether a mail is believed to be its sender's.
struct TrustTests {
  private func vouches(_ headers: String, for author: String = "ana@example.com", server: String = "mx.tocsin.test") throws -> Bool {
    let mail = try InboundMail(Array("\(headers)\nFrom: \(author)\n\nack".utf8))
    return AuthenticationResults.topmost(mail, server: server)?.vouches(for: MailAddress(address: author)) ?? false
  }

  @Test(arguments: [
    ("Authentication-Results: mx.tocsin.test; dmarc=pass (p=reject) header.from=example.com", true),
    ("Authentication-Results: mx.tocsin.test; dmarc=pass header.from=other.com", false),
    ("Authentication-Results: mx.tocsin.test; dmarc=fail header.from=example.com", false),
    ("Authentication-Results: mx.tocsin.test 1; dkim=pass header.d=example.com", true),
    ("Authentication-Results: mx.tocsin.test; dkim=pass header.i=@example.com", true),
    ("Authentication-Results: mx.tocsin.test; dkim=pass header.d=evil.com", false),
    ("Authentication-Results: mx.tocsin.test; dkim=pass header.d=com", false),
    ("Authentication-Results: mx.tocsin.test; spf=pass smtp.mailfrom=bounce@example.com", true),
    ("Authentication-Results: mx.tocsin.test; spf=pass smtp.mailfrom=bounce@evil.com", false),
    ("Authentication-Results: mx.tocsin.test; spf=softfail smtp.mailfrom=example.com", false),
    // The words of a comment, or of a value in quotes, are nobody's finding.
    ("Authentication-Results: mx.tocsin.test; spf=fail (dmarc=pass) smtp.mailfrom=example.com", false),
    ("Authentication-Results: mx.tocsin.test; spf=fail reason=\"x; dmarc=pass header.from=example.com\"", false),
    ("Authentication-Results: mx.tocsin.test; none", false),
    // Another server's line, and ours only below it.
    ("Authentication-Results: evil.com; dmarc=pass header.from=example.com", false),
    ("Authentication-Results: evil.com; none\nAuthentication-Results: mx.tocsin.test; dmarc=pass header.from=example.com", false),
    // A forged one below ours does not count.
    ("Authentication-Results: mx.tocsin.test; none\nAuthentication-Results: mx.tocsin.test; dmarc=pass header.from=example.com", false),
    ("X-Nothing: a", false),
  ])
  func `only the topmost line, by our own server, about the author's domain`(_ headers: String, _ isTrusted: Bool) throws {
    #expect(try vouches(headers) == isTrusted)
  }

  @Test func `a parent domain vouches, a public suffix does not`() throws {
    #expect(try vouches("Authentication-Results: mx.tocsin.test; dkim=pass header.d=example.com", for: "ana@mail.example.com"))
    #expect(try !vouches("Authentication-Results: mx.tocsin.test; dkim=pass header.d=co.uk", for: "ana@example.co.uk"))
    #expect(try !vouches("Authentication-Results: mx.tocsin.test; dkim=pass header.d=mail.example.com", for: "ana@example.com"))
  }
}
