import Mail
import Testing

struct ParserTests {
  private func mail(_ text: String) throws -> InboundMail { try InboundMail(Array(text.utf8)) }

  @Test(arguments: [
    ("=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus_Dhaka?=", "Grüße aus Dhaka"),
    ("=?ISO-8859-1?B?R3L832U=?=", "Grüße"),
    ("=?utf-8?B?4KaG4KaX?= =?utf-8?B?4Kas?=", "আগব"),
    ("=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"),
    // A letter cut in two between words.
    ("=?utf-8?Q?Gr=C3?=\r\n =?utf-8?Q?=BC=C3=9Fe?=", "Grüße"),
    ("=?iso-2022-jp?B?GyRCJWEhPCVrGyhC?=", "メール"),
    ("=?koi8-r?B?8NLJ18XU?=", "Привет"),
    ("=?gb2312?B?xOO6ww==?=", "你好"),
    ("=?big5?B?p0GmbkE=?=", "你好A"),
    ("=?windows-1251?B?z/Do4uXy?=", "Привет"),
    ("=?nonsense?Q?a=FFb?=", "aÿb"),
    ("=?utf-8?X?a?= stays", "=?utf-8?X?a?= stays"),
    ("=?utf-8?Q?never closed", "=?utf-8?Q?never closed"),
  ])
  func `a subject in another script is read`(_ written: String, _ meant: String) throws {
    #expect(try mail("Subject: \(written)\r\n\r\n").subject == meant)
  }

  @Test(arguments: [
    ("7bit", "plain", "plain"), ("base64", "R3LDvMOf\r\nZQ==", "Grüße"), ("quoted-printable", "Gr=C3=BC=C3=\r\n=9Fe", "Grüße"),
    ("x-uuencode", "begin 644 a\r\n#0V%T\r\n`\r\nend", "Cat"), ("BASE64 ", "aGk=", "hi"), ("unheard-of", "as it is", "as it is"),
  ])
  func `content comes out of its transfer encoding`(_ encoding: String, _ written: String, _ meant: String) throws {
    let mail = try mail("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: \(encoding)\r\n\r\n\(written)")
    #expect(mail.bodyText.split(whereSeparator: \.isNewline).first.map(String.init) == meant)
  }

  @Test func `bytes that fit no declared charset are still read`() throws {
    #expect(
      try InboundMail(Array("Subject: Gr".utf8) + [0xFC, 0xDF] + Array("e\n\nM".utf8) + [0xFC] + Array("nchen".utf8)).subject == "Grüße")
    let body = try InboundMail(Array("Content-Type: text/plain; charset=utf-8\n\nM".utf8) + [0xFC] + Array("nchen".utf8)).bodyText
    #expect(body == "M\u{FFFD}nchen")
  }

  @Test func `file names come in sections, in other scripts, and in encoded words`() throws {
    let mail = try mail(
      """
      Content-Type: multipart/mixed; boundary="b"

      --b
      Content-Disposition: attachment; filename*0*=utf-8''%e0%a6%ac; filename*1=".csv"

      1
      --b
      Content-Disposition: attachment; filename="=?utf-8?Q?Gr=C3=BC=C3=9Fe.csv?="

      2
      --b--
      """)
    #expect(mail.attachments.map(\.fileName) == ["ব.csv", "Grüße.csv"])
  }

  @Test func `addresses are read with names, comments, groups and routes`() throws {
    let line = "\"Lead, Ana\" <ana@example.com>, ben@example.com (Ben), Team: cy@example.com,dee@example.com;, <@relay,@b:eve@example.com>"
    let to = try mail("To: \(line)\n\n").to
    #expect(to.map(\.address) == ["ana@example.com", "ben@example.com", "cy@example.com", "dee@example.com", "eve@example.com"])
    #expect(to[0].name == "Lead, Ana" && to[1].name == "Ben")
  }

  @Test(arguments: [
    // Never closed; no boundary said; another one said than used; bare CR; no empty line after the header lines.
    "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nhello",
    "Content-Type: multipart/mixed\n\n--b-b-b-b\nContent-Type: text/plain\n\nhello\n--b-b-b-b--",
    "Content-Type: multipart/mixed; boundary=x\n\n--b-b-b-b\nContent-Type: text/plain\n\nhello\n--b-b-b-b--",
    "Content-Type: text/plain\r\rhello", "Subject: a\nhello", "From MAILER-DAEMON Thu\nSubject: a\n\nhello",
    "Content-Type: multipart/mixed; boundary=b\n\nno parts at all: hello".replacing("no parts at all: ", with: ""),
    "Content-Type: text/html\n\n<style>no</style><p>hel<!-- no -->lo</p>",
  ])
  func `broken structure still gives its text`(_ text: String) throws {
    #expect(try mail(text).bodyText.split(whereSeparator: \.isNewline).joined() == "hello")
  }

  @Test func `too much of anything is refused with a reason`() throws {
    func refusal(_ bytes: [UInt8]) -> MailRefusal? {
      do {
        _ = try InboundMail(bytes)
        return nil
      } catch { return error }
    }
    let head = Array("Subject: a\n\n".utf8)
    #expect(refusal(head + [UInt8](repeating: 0x61, count: 50 * 1_024 * 1_024)) == .tooLarge(bytes: 50 * 1_024 * 1_024 + 12))
    let parts = "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\nx\n", count: 10_000)
    #expect(refusal(Array(parts.utf8)) == .tooManyParts)
    let bomb = Array(String(repeating: "X-A: " + String(repeating: "b", count: 60) + "\n", count: 100_000).utf8)
    #expect(refusal(bomb).map { "\($0)".contains("header") } == true)
    #expect(
      refusal(Array(("X: " + String(repeating: "=?utf-8?Q?a?= ", count: 100_000) + "\n\n").utf8)).map { "\($0)".contains("header") } == true
    )
    var nested = ""
    for level in 0..<60 { nested += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n" }
    #expect(refusal(Array(nested.utf8)) == .nestedTooDeep)
    #expect(refusal([]) == .empty)
  }
}
