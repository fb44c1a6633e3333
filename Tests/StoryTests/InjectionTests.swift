import CEL
import Foundation
import TestSupport
import Testing

/// Values that want to be more than values, in every field of a booking, in a partner's and a person's name and in the key: what is built
/// of them is built as with harmless ones.
@Suite struct `Values that want to break out` {
  /// At its beginning what a spreadsheet would reckon; then HTML, a card's Markdown, a template, the end of a header field.
  private static let attack = """
    =HYPERLINK("http://evil.example","x")"'><script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:x">y</a>\
    --></style></title></td></table>[click](http://evil.example) **bold** ${now} {{x}}\r\nBcc: x@evil.example\r\n\r\nSubject: y\
    \u{1B}[31m\u{202E}
    """

  /// Whoever is written to; a name with the end of a line in it would be refused as a whole, which a test of the composer shows.
  private static func name(_ value: String) -> String {
    value.split(whereSeparator: \.isNewline).joined(separator: " ").replacing("\u{1B}", with: "")
  }

  private static let fields = ["id", "operator", "evse", "connector", "currency", "fault", "faultText"]

  /// One booking that stays and one that is mended, on every rung; somebody takes it, somebody disputes it.
  private static func scenarios(_ value: String) -> String {
    let text = JSON.write(.string(value))
    let person = JSON.write(.string(name(value)))
    func booking(_ number: Int) -> String {
      let strings = fields.map { "\($0): \($0 == "id" ? JSON.write(.string("\(number)\(value)")) : text)" }
      return "{\(strings.joined(separator: ", ")), start: 2026-05-28T14:55:10Z, energy: 33.326, cost: 17.67}"
    }
    return """
      workflow: emsp-partner-escalation
      from: 2026-06-16 09:00
      start:
        - key: \(text)
          input: {run: 2026-06-01T00:00:00+02:00, partner: \(text), contacts: [{name: \(person), email: ana@voltaris.example}]}
          items: [&one \(booking(1)), &two \(booking(2))]
      sources: {bookings-db/confirm: [{answer: {bookings: [*one]}}]}
      otherwise: nothing
      scenarios:
        nobody: {expect: {}}
        mended: {sources: {bookings-db/confirm: [{answer: {bookings: []}}]}, expect: {}}
        answered:
          events:
            - {at: 2026-06-17 09:00, event: disputed, by: \(text), data: {channel: reply, reason: \(text)}}
            - {at: 2026-06-18 09:00, event: acknowledged, by: \(text), data: {channel: reply}}
          expect: {}
        late: {events: [{at: 2026-06-24 10:00, event: acknowledged, by: \(person), data: {channel: reply}}], expect: {}}

      """
  }

  private static func built(_ value: String) async throws -> [String: Value] {
    let folder = try TemporaryFolder.make()
    for name in ["templates", "types", "calendars", "rules", "sources", "samples", "reports", "refreshes", "contacts.yaml", "tocsin.yaml"] {
      let from = "\(SampleMonth.root)/\(name)"
      if FileManager.default.fileExists(atPath: from) { try FileManager.default.copyItem(atPath: from, toPath: "\(folder.path)/\(name)") }
    }
    try FileManager.default.createDirectory(atPath: folder.path + "/workflows/tests", withIntermediateDirectories: true)
    for name in ["emsp-partner-escalation.yaml", "emsp-faulty-bookings.yaml"] {
      try FileManager.default.copyItem(atPath: "\(SampleMonth.root)/workflows/\(name)", toPath: "\(folder.path)/workflows/\(name)")
    }
    try scenarios(value).write(toFile: folder.path + "/workflows/tests/attack.yaml", atomically: true, encoding: .utf8)
    let month = try SampleMonth(["TOCSIN_DIRECTORY": folder.path])
    let said = try await month.output("preview", "--all", "--no-pictures", "--out", folder.path + "/out")
    let found = try JSON.parse(try await ScriptServer.run("break-out.py", [folder.path + "/out"])).map
    return try #require(found, "\(said)").reduce(into: [:]) { $0[$1.key.text] = $1.value }
  }

  @Test func `mails, texts, headers, files and cards are built as with harmless values`() async throws {
    let calm = try await Self.built("Harmless")
    let attacked = try await Self.built(Self.attack)
    #expect(calm.keys.sorted() == attacked.keys.sorted())
    #expect(calm.keys.count { $0.hasSuffix(".eml") } >= 15 && calm.keys.count { $0.hasSuffix(".json") } == 2, "\(calm.keys.sorted())")
    for (name, was) in calm.sorted(by: { $0.key < $1.key }) {
      guard let now = attacked[name] else { continue }
      guard name.hasSuffix(".eml") else {
        #expect(now == was, "\(name)")
        continue
      }
      for part in ["fields", "kinds", "to", "page", "links", "files", "formulas", "controls", "fieldsInText"] {
        guard part != "files", now[part] != was[part] else { continue }
        Issue.record("\(name), \(part): \(Self.difference(was[part], now[part]))")
      }
      #expect(now["files"]?.list?.allSatisfy { $0.string?.contains(/^[\w.-]{1,80}$/) == true } == true, "\(name)")
      #expect(now["formulas"] == [] && now["controls"] == [], "\(name)")
    }
  }

  private static func difference(_ was: Value?, _ now: Value?) -> String {
    guard let old = was?.list, let new = now?.list else {
      return "\(was.map { JSON.write($0) } ?? "") → \(now.map { JSON.write($0) } ?? "")"
    }
    let at = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
    func near(_ all: [Value]) -> String { all[max(0, at - 2)..<min(all.count, at + 4)].map { JSON.write($0) }.joined(separator: " ") }
    return "\(old.count) and \(new.count), differing at \(at): \(near(old)) → \(near(new))"
  }
}
