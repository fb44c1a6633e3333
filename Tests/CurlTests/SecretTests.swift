import Curl
import Testing

@Suite struct SecretTests {
  @Test func `a secret shows nowhere but where it is revealed`() {
    let secret = Secret("correct-horse")
    var dumped = ""
    dump(HTTPRequest(address: secret, headers: [HTTPHeader("Authorization", secret: secret)], responseBytesMax: 1), to: &dumped)
    let shown = ["\(secret)", String(reflecting: secret), dumped, "\(SMTPServer.Credentials(user: "u", password: secret))"]
    #expect(shown.allSatisfy { !$0.contains("horse") })
    #expect(secret.reveal() == "correct-horse")
  }

  @Test func `a secret is taken out of what others say`() {
    #expect(Secret("/hook/abc").removed(from: "GET /hook/abc failed: /hook/abc") == "GET ‹secret› failed: ‹secret›")
    #expect(Secret("abc").removed(from: "abc") == "abc")
  }
}
