import Sodium
import Testing

struct SealTests {
  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  @Test func `a seal is HMAC-SHA-256 as RFC 4231 has it`() {
    #expect(
      Self.hex(MessageSeal.seal("what do ya want for nothing?".utf8, key: Array("Jefe".utf8)))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(
      Self.hex(MessageSeal.seal("Test Using Larger Than Block-Size Key - Hash Key First".utf8, key: .init(repeating: 0xAA, count: 131)))
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test func `a digest is SHA-256`() {
    #expect(Self.hex(Digest256.digest("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
