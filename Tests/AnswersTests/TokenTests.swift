import Answers
import Calendar
import Machine
import Store
import Testing

struct TokenTests {
  private static let part = PartID(
    effect: EffectID(instance: InstanceID(installation: "test", workflow: "w", key: "k", run: 1), step: 7, index: 2), part: 3)
  private static let expiry = Instant(microsecondsSinceEpoch: 1_782_000_000_000_000)
  private static let token = AnswerToken(part: part, expiresAt: expiry)

  private static func keys(_ keys: String...) throws -> AnswerKeys { try #require(AnswerKeys(keys)) }

  @Test func `a link names its recipient, its step and its end, and nothing else opens it`() throws {
    let keys = try Self.keys("0123456789abcdef")
    let text = Self.token.text(keys)
    #expect(AnswerToken(text, keys) == Self.token)
    #expect(text.utf8.allSatisfy { $0 > 0x2C && $0 < 0x7B }, "a link holds nothing that a mail client would break")
    #expect(AnswerToken(text, try Self.keys("another key of enough length")) == nil)
  }

  @Test func `no changed character, no other length and no other spelling opens it`() throws {
    let keys = try Self.keys("0123456789abcdef")
    let text = Array(Self.token.text(keys))
    for position in text.indices {
      var other = text
      other[position] = text[position] == "A" ? "B" : "A"
      #expect(AnswerToken(String(other), keys) == nil, "changed at \(position)")
    }
    for wrong in ["", "A", String(text.dropLast()), String(text) + "A", String(text) + "=", String(text) + "\u{0}"] {
      #expect(AnswerToken(wrong, keys) == nil)
    }
  }

  @Test func `a key can be changed without killing the mails that are out`() throws {
    let old = Self.token.text(try Self.keys("the old key of last year"))
    let rotated = try Self.keys("the new key of this year", "the old key of last year")
    #expect(AnswerToken(old, rotated) == Self.token)
    let printed = Self.token.codes(try Self.keys("the old key of last year"))[0]
    #expect(Self.token.codes(rotated).contains(printed))
    #expect(AnswerToken(old, try Self.keys("the new key of this year")) == nil)
    #expect(AnswerKeys(["short"]) == nil)
    #expect(AnswerKeys([]) == nil)
  }

  @Test func `the three characters differ by recipient, not by when the link was made`() throws {
    let keys = try Self.keys("0123456789abcdef")
    let later = AnswerToken(part: Self.part, expiresAt: Self.expiry.adding(seconds: 86_400))
    #expect(later.codes(keys) == Self.token.codes(keys))
    let codes = (0..<400).map { number in
      AnswerToken(part: PartID(effect: Self.part.effect, part: number), expiresAt: Self.expiry).codes(keys)[0]
    }
    #expect(Set(codes).count > 380)
    #expect(codes.allSatisfy { $0.count == 3 && !$0.contains(where: { "AEIOU01I5SO".contains($0) && $0 != "S" }) })
  }
}
