import Proof
import Testing
import Workflow

/// `properties:` of a workflow: what breaks them, and the way there.
struct PropertyTests {
  private static func ladder(_ property: String, taken: String = "{after: {1w: closed}}") -> String {
    """
    workflow: ladder
    input: {run: timestamp, who: list(contact)}
    properties: [\(property)]
    initial: open
    states:
      open: {on: {acknowledged: taken}, after: {2d: reminded}}
      reminded: {entry: [reminder], on: {acknowledged: taken}, after: {2d: escalated}}
      escalated: {entry: [escalation], on: {acknowledged: taken}, after: {2 business days: unresolved}}
      taken: \(taken)
      closed: {type: final}
      unresolved: {type: final}
    actions:
      reminder: {email: {template: notice, to: input.who}}
      escalation: {email: {template: notice, to: contacts.lead}}
    """
  }

  private static func findings(_ property: String, taken: String = "{after: {1w: closed}}") throws -> [Proof.Finding] {
    // Where nothing leads to the end any more that is found too, and is not what is tried here.
    try ProofTests.proof(ladder(property, taken: taken)).findings.filter { $0.diagnostic.code == "T0701" }
  }

  @Test(arguments: [
    "never: {send: reminder, after: acknowledged}",
    "never: {send: reminder, after: taken, until: escalated}",
    "never: {enter: escalated, after: taken}",
    "always: {reaches: [closed, unresolved]}",
    "always: {reaches: taken, by: anybody}, never: {start: other}",
  ])
  func `what holds is not complained of`(property: String) throws {
    // Ends that lead past `taken` are the one thing that the last property would forbid.
    let isLast = property.contains("reaches: taken")
    #expect(try Self.findings("{\(property)}").map(\.diagnostic.code) == (isLast ? ["T0701"] : []))
  }

  @Test func `a reminder after an acknowledgement is shown with its way`() throws {
    let found = try Self.findings("{never: {send: reminder, after: acknowledged, until: [escalated]}}", taken: "{after: {1w: reminded}}")
    let finding = try #require(found.first)
    #expect(found.count == 1 && finding.diagnostic.severity == .error)
    #expect(finding.diagnostic.hint == "the way: started → `open`; acknowledged → `taken`; after 1w → `reminded`")
    #expect(
      finding.scenario == """
        # possible, though it must not be: never send reminder after acknowledged until escalated
        workflow: ladder
        from: 2026-01-05 09:00:00
        until: 2026-01-12 09:02:00
        start:
          - {key: counterexample, input: {"run":"2026-01-05T09:00:00Z","who":[{"name":"Ana","email":"ana@partner.example"}]}}
        events:
          - {at: 2026-01-05 09:01:00, event: acknowledged, by: Ana}

        """)
  }

  @Test func `until ends the watch`() throws {
    let property = "{never: {send: reminder, after: acknowledged, until: [escalated]}}"
    #expect(try Self.findings(property, taken: "{after: {1w: escalated}}").isEmpty)
  }

  @Test func `what needs a person is not reached by itself`() throws {
    let waits = "{on: {solved: closed}, incident: Look at it.}"
    let alone = try Self.findings("{always: {reaches: [closed, unresolved]}}", taken: waits)
    #expect(alone.map(\.diagnostic.code) == ["T0701"])
    #expect(alone.first?.diagnostic.message == "always reaches closed or unresolved by itself: not from `taken`")
    #expect(try Self.findings("{always: {reaches: [closed, unresolved], by: anybody}}", taken: waits).isEmpty)
  }
}
