import Testing
import Workflow
import WorkflowFile

/// What one workflow asks of another.
struct LinkTests {
  private static let child = """
    workflow: child
    input: {run: timestamp, partner: string, note: string?, level: int = 1}
    initial: open
    states: {open: {after: {1d: closed}}, closed: {type: final}}
    """

  private static func parent(_ start: String) -> String {
    """
    workflow: parent
    items: row
    types: {row: {name: string}}
    initial: open
    states:
      open:
        entry:
          - start: \(start)
        after: {1d: closed}
      closed: {type: final}
    """
  }

  private static func findings(_ start: String) throws -> String {
    let text = parent(start)
    let definitions = [
      try WorkflowReader().read(path: "child.yaml", text: child).definition,
      try WorkflowReader().read(path: "parent.yaml", text: text).definition,
    ]
    return Diagnostics(WorkflowLinker(definitions).check()).text(["parent.yaml": text])
  }

  @Test func `the shipped workflows fit each other`() throws {
    let definitions = try ["workflows/emsp-faulty-bookings.yaml", "workflows/emsp-partner-escalation.yaml"].map {
      try WorkflowReader.project($0).definition
    }
    #expect(WorkflowLinker(definitions).check() == [])
  }

  @Test func `a start that gives all that is needed is fine`() throws {
    #expect(try Self.findings(#"{workflow: child, key: '"x"', input: {run: now, partner: '"p"'}}"#) == "")
  }

  @Test func `a start that gives too little, too much or the wrong thing is told`() throws {
    #expect(
      try Self.findings(#"{workflow: child, key: '"x"', input: {run: '"now"', nope: 1}, items: items}"#) == """
        parent.yaml:8:9: error T0102: `child` needs `partner` in its input, which is string
        8 |       - start: {workflow: child, key: '"x"', input: {run: '"now"', nope: 1}, items: items}
          |         ^^^^^

        parent.yaml:8:60: error T0203: `run` of `child` is timestamp, and this is string
        8 |       - start: {workflow: child, key: '"x"', input: {run: '"now"', nope: 1}, items: items}
          |                                                            ^^^^^

        parent.yaml:8:74: error T0509: the input of `child` has no field `nope`
        8 |       - start: {workflow: child, key: '"x"', input: {run: '"now"', nope: 1}, items: items}
          |                                                                          ^
        hint: did you mean `note`?

        parent.yaml:8:85: error T0509: `child` tracks no rows
        8 | …  - start: {workflow: child, key: '"x"', input: {run: '"now"', nope: 1}, items: items}
          |                                                                                  ^^^^^
        """)
  }

  @Test func `a start of a workflow that is not there is told`() throws {
    #expect(try Self.findings(#"{workflow: chld, key: '"x"'}"#).contains("did you mean `child`?"))
  }
}
