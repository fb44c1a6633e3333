import CEL
import Calendar
import Foundation
import Testing
import Workflow

/// The list of what can be called: each example is true, and the page in the docs is the program's own.
struct FunctionReferenceTests {
  private static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "docs/functions.md")

  /// Whom the examples name.
  private static let contacts: Value = [
    ContactsType.partnersKey: [
      "Amperia": [
        "contacts": [["name": "Roaming", "email": "roaming@amperia.example"]],
        "manager": ["name": "Ines Faber", "email": "ines.faber@amperia.example"],
      ]
    ],
    ContactsType.rotationsKey: [
      "support": [
        "layers": [
          [
            "zone": "Europe/Berlin", "begins": "2026-01-05", "shiftsEach": 1, "handOvers": [["day": 1, "time": "09:00"]],
            "people": [["name": "Ana", "email": "ana@desk.example"], ["name": "Ben", "email": "ben@desk.example"]],
          ]
        ], "overrides": [],
      ]
    ],
  ]

  @Test(arguments: FunctionReference.all.map { ($0.name, $0.example) })
  func `an example is true and calls what it is for`(name: String, example: String) throws {
    let environment = ScopeTypes(contacts: ContactsType(roles: [])).environment(for: NameScope())
    let value = try environment.compile(example).evaluate(Bindings(environment, ["contacts": Self.contacts]))
    #expect(value == true, "\(example)")
    #expect(example.contains(name + "(") || example.contains("." + name + "("), "\(example)")
  }

  @Test func `each says what it means and how it is called`() {
    for entry in FunctionReference.all {
      #expect(entry.doc.count > 8 && entry.doc.hasSuffix("."), "\(entry.name)")
      #expect(!entry.forms.isEmpty && entry.forms.allSatisfy { $0.contains(entry.shortName + "(") }, "\(entry.name): \(entry.forms)")
    }
    #expect(FunctionReference.all.count > 100)
  }

  @Test func `everything that the checker knows is in the list`() {
    let environment = ScopeTypes().environment(for: NameScope())
    let listed = Set(FunctionReference.all.map(\.name))
    #expect(environment.functionNames.filter { !listed.contains($0) } == [])
  }

  @Test func `a name is found with its namespace and without`() {
    #expect(FunctionReference.named("abs").map(\.name) == ["math.abs"])
    #expect(FunctionReference.named("math.abs").map(\.name) == ["math.abs"])
    #expect(FunctionReference.named("format").map(\.table) == ["strings", "calendar"])
    #expect(FunctionReference.named("contacts.of").map(\.table) == ["contacts"])
    #expect(FunctionReference.named("sortBy").map(\.table) == [FunctionReference.macroTable])
    #expect(FunctionReference.named("nothing") == [])
  }

  /// With `TOCSIN_WRITE_PAGES` set the page is written instead.
  @Test func `the page in docs is that of the program`() throws {
    if ProcessInfo.processInfo.environment["TOCSIN_WRITE_PAGES"] != nil {
      try FunctionReference.page.write(to: Self.path, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: Self.path, encoding: .utf8) == FunctionReference.page, "write it anew with TOCSIN_WRITE_PAGES=1")
  }
}
