import CEL
import Testing

@Suite struct RegexTests {
  private func matches(_ text: String, _ pattern: String) throws -> Bool {
    try Evaluation.value("t.matches(p)", ["t": (.string, .string(text)), "p": (.string, .string(pattern))]).bool ?? false
  }

  @Test(arguments: [
    ("banana", "ba(na)*$", true), ("ban", "^(ba|b)an?$", true), ("abc", "^b", false), ("a\nb", "^b", false), ("a\nb", "(?m)^b", true),
    ("a\nb", "a.b", false),
    ("a\nb", "(?s)a.b", true), ("ABC", "(?i)abc", true), ("aBc", "a(?i)b(?-i)c", true), ("aBC", "a(?i:b)c", false), ("x", "[^a-c]", true),
    ("b", "[^a-c]", false),
    ("]", "[]a]", true), ("-", "[a-]", true), ("\\", #"[\\]"#, true), ("é", #"^\pL$"#, true), ("é", #"^\w$"#, false),
    ("Ω", #"\p{Greek}"#, true), ("ক", #"\p{Bengali}"#, true),
    ("x", #"\p{Greek}"#, false), ("x", #"\P{Greek}"#, true), ("x", #"\p{^Greek}"#, true), ("5", #"[[:digit:]]"#, true),
    ("5", #"[[:^digit:]]"#, false), ("a b", #"a\sb"#, true),
    ("foo bar", #"\bbar\b"#, true), ("foobar", #"\bbar"#, false), ("foobar", #"\Bbar"#, true), ("aaa", "^a{2}$", false),
    ("aaa", "^a{2,}$", true), ("aaa", "^a{1,3}$", true),
    ("a{,2}", "a{,2}", true), ("a.b", #"a\.b"#, true), ("axb", #"a\.b"#, false), ("a+b", #"\Qa+b\E"#, true), ("A", #"\x41"#, true),
    ("😀", #"\x{1F600}"#, true), ("\u{7}", #"\a"#, true),
    ("S", #"\123"#, true), ("", "^$", true), ("ab", "a||b", true), ("abab", "^(?:ab)+?$", true), ("abab", "^(?P<x>ab)+$", true),
    ("K", "(?i)\u{212A}", true), ("straße", "stra.e", true),
    ("", "", true), ("\n", "^$", false), ("a\n", "a$", false), ("ǅ", "(?i)ǆ", true), ("aab", "^(a*)*b$", true), ("x-1", #"^[\w-]+$"#, true),
    ("é", "[à-ü]", true), ("É", "(?i)[à-ü]", true),
  ])
  func `RE2's syntax means what it means`(text: String, pattern: String, expected: Bool) throws {
    #expect(try matches(text, pattern) == expected, "\(pattern) on \(text)")
  }

  @Test(arguments: [
    "(", ")", "[a", "a**", "*a", "a{2}{3}", #"\1"#, #"\8"#, #"\q"#, "[z-a]", "(?=a)", "(?<!a)", #"\p{Nothing}"#, "a{1001}", "(?", "(?P<>a)",
    #"\Z"#, #"\"#, "[[:nope:]]", #"\x{110000}"#,
    "x{2,1}", "((a{100}){100}){100}",
  ])
  func `a faulty pattern is an error`(pattern: String) {
    #expect(throws: (any Error).self) { try matches("a", pattern) }
  }

  @Test func `no pattern takes more than linear time`() throws {
    let text = String(repeating: "a", count: 5_000)
    for pattern in ["^(a+)+$x", "(a|aa)+$b", "(a*)*b", "(.*)(.*)(.*)(.*)x", "a?a?a?a?a?a?a?a?a?a?aaaaaaaaaa$b"] {
      #expect(try matches(text, pattern) == false)
    }
    let deep = String(repeating: "(", count: 100_000)
    #expect(throws: (any Error).self) { try matches("a", deep) }
  }

  @Test func `a large automaton on a large text ends at the cost limit`() {
    let text = String(repeating: "ab", count: 500_000)
    #expect(throws: (any Error).self) { try matches(text, "((a|b){30}c){100}") }
  }
}
