import CEL
import Testing
import Workflow
import WorkflowFile

/// `contacts.yaml`: who is written to.
struct ContactsTests {
  @Test func `the shipped contacts name five partners, each with people and a manager`() throws {
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: Project.text("contacts.yaml"))
    let partners = try #require(contacts.value[ContactsType.partnersKey]?.map)
    #expect(partners.keys.map(\.text) == ["NordCharge", "Voltaris", "AmpereGo", "StromNetz", "Lumina"])
    for partner in partners.values {
      #expect(partner["contacts"]?.list?.isEmpty == false)
      #expect(partner["manager"]?["email"]?.string?.hasSuffix(".example") == true)
    }
    #expect(contacts.type.roles == [.init(name: "emsp_lead", isList: false), .init(name: "emsp_desk", isList: true)])
  }

  @Test(arguments: [
    (#"contacts.of("NordCharge")[0].name"#, #""Anneke Petersen""#),
    (#"contacts.manager("Voltaris").email"#, #""thijs.bakker@voltaris.example""#),
    ("contacts.emsp_desk.size()", "2"), ("contacts.emsp_lead.email", #""miriam.okafor@emsp.example""#),
    (#"contacts.of("Nobody").size()"#, "0"),
  ])
  func `expressions find people by role and by partner`(source: String, expected: String) throws {
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: Project.text("contacts.yaml"))
    let environment = ScopeTypes(contacts: contacts.type).environment(for: NameScope(hasInstance: false))
    let scope = Known(contacts: contacts.value)
    #expect(try environment.compile(source).evaluate(scope) == environment.compile(expected).evaluate(scope))
  }

  @Test func `a partner without a manager has none, and that is no error`() throws {
    let text = "partners: {P: {contacts: {name: Ana, email: ana@p.example}}}"
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: text)
    let program = try ScopeTypes(contacts: contacts.type).environment(for: NameScope()).compile(#"contacts.manager("P")"#)
    #expect(try program.evaluate(Known(contacts: contacts.value)) == .null)
  }

  @Test func `everything wrong with the contacts is told at once`() throws {
    let text = """
      roles:
        lead: {name: Miriam, email: miriam}
        of: {name: Of, email: of@p.example}
        desk: []
      partners:
        P: {contacts: [{name: Ana, mail: ana@p.example}], manger: {name: B, email: b@p.example}}
        Q: {manager: {name: "two\\nlines", email: Ana <ana@p.example>, language: english}}
      """
    let error = #expect(throws: Diagnostics.self) { try ContactsReader().read(path: "contacts.yaml", text: text) }
    #expect(
      error?.text(["contacts.yaml": text]) == """
        contacts.yaml:2:31: error T0601: `miriam` is no mail address
        2 |   lead: {name: Miriam, email: miriam}
          |                               ^^^^^^
        hint: write it as `ana@partner.example`, without name or brackets

        contacts.yaml:3:3: error T0106: `of` cannot be the name of a role
        3 |   of: {name: Of, email: of@p.example}
          |   ^^
        hint: expressions say `contacts.NAME`: letters, digits and `_`

        contacts.yaml:4:9: error T0601: nobody stands here
        4 |   desk: []
          |         ^^

        contacts.yaml:6:18: error T0102: a contact needs `email`
        6 |   P: {contacts: [{name: Ana, mail: ana@p.example}], manger: {name: B, email: b@p.example}}
          |                  ^
        hint: email: ana@partner.example

        contacts.yaml:6:30: error T0101: a contact has no key `mail`
        6 |   P: {contacts: [{name: Ana, mail: ana@p.example}], manger: {name: B, email: b@p.example}}
          |                              ^^^^
        hint: did you mean `email`?

        contacts.yaml:6:53: error T0101: a partner has no key `manger`
        6 |   P: {contacts: [{name: Ana, mail: ana@p.example}], manger: {name: B, email: b@p.example}}
          |                                                     ^^^^^^
        hint: did you mean `manager`?

        contacts.yaml:7:6: error T0102: a partner needs `contacts`
        7 |   Q: {manager: {name: "two\\nlines", email: Ana <ana@p.example>, language: english}}
          |      ^
        hint: contacts: [{name: Ana, email: ana@partner.example}]

        contacts.yaml:7:23: error T0601: `name` is one line of at most 200 letters
        7 |   Q: {manager: {name: "two\\nlines", email: Ana <ana@p.example>, language: english}}
          |                       ^^^^^^^^^^^^

        contacts.yaml:7:44: error T0601: `Ana <ana@p.example>` is no mail address
        7 |   Q: {manager: {name: "two\\nlines", email: Ana <ana@p.example>, language: english}}
          |                                            ^^^^^^^^^^^^^^^^^^^
        hint: write it as `ana@partner.example`, without name or brackets
        """)
  }
}

/// Only the contacts are known.
private struct Known: CEL.Scope {
  let contacts: Value

  func value(ofSlot slot: Int) throws(EvaluationError) -> Value {
    guard slot == ScopeSlot.contacts.rawValue else { throw EvaluationError("slot \(slot) is not known") }
    return contacts
  }
}
