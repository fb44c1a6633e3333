import Channel
import ChannelMail
import Testing

@Suite struct AddressTests {
  @Test(
    arguments: [
      ("ana@example.org", "ana@example.org"), ("Ana.Maria+x@Example.ORG", "Ana.Maria+x@example.org"),
      ("info@münchen.example", "info@xn--mnchen-3ya.example"), ("info@Bücher.example", "info@xn--bcher-kva.example"),
      ("a@他们为什么不说中文.example", "a@xn--ihqwcrb4cv8a8dqg056pqjye.example"),
      ("a@ひとつ屋根の下2.example", "a@xn--2-u9tlzr9756bt3uc0v.example"),
      ("a@почемужеонинеговорятпорусски.example", "a@xn--b1abfaaepdrnnbgefbadotcwatmq2g4l.example"),
      ("a@straße.example", "a@xn--strae-oqa.example"), ("o'neil@example.org", "o'neil@example.org"),
    ])
  func `a domain of other letters goes by its ASCII form`(address: String, ascii: String) throws {
    #expect(try Mailbox.envelopeAddress(address, field: "to") == ascii)
  }

  @Test(
    arguments: [
      "", "ana", "@example.org", "ana@", "aña@example.org", "a b@example.org", "a@b@c", "a..b@example.org", ".a@example.org",
      "a@-x.example", "a@x..example", "a@exa mple.org", "a@example.org.", "a@🚗.example", "a\u{0}@example.org", "a@ex\r\nample.org",
      "a@\(String(repeating: "x", count: 64)).example", "\(String(repeating: "x", count: 65))@example.org", "\"a\"@example.org", "<a@b.c>",
    ])
  func `what is no address is refused with a reason`(address: String) {
    #expect(throws: CompositionError.self) { try Mailbox.envelopeAddress(address, field: "to") }
  }
}
