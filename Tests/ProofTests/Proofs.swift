import CEL
import Proof
import Testing
import Workflow
import WorkflowFile

/// What the search through everything that can happen finds.
struct ProofTests {
  static func proof(_ text: String, configurationsMax: Int = Proof.configurationsMax) throws -> Proof {
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: CodeExamples.contacts)
    let reader = WorkflowReader(known: CodeExamples.known(contacts))
    let read = try reader.read(path: "example.yaml", text: text, types: CodeExamples.types)
    return Proof(read.definition, configurationsMax: configurationsMax)
  }

  private static func codes(_ text: String) throws -> [String] { try proof(text).findings.map(\.diagnostic.code) }

  @Test(arguments: ["T0311", "T0312", "T0701"])
  func `a page's bad example is found with its code alone, and the good one not at all`(code: String) throws {
    let page = try #require(CodePage.page(of: code))
    #expect(try Self.codes(#require(page.bad).text) == [code])
    #expect(try Self.codes(#require(page.good).text) == [])
  }

  @Test func `the configurations of a ladder are its states`() throws {
    let ladder = """
      workflow: ladder
      initial: open
      states:
        open: {after: {1d: reminded}, on: {acknowledged: taken}}
        reminded: {after: {1d: closed}, on: {acknowledged: taken}}
        taken: {after: {2d: reminded}}
        closed: {type: final}
      """
    let proof = try Self.proof(ladder)
    #expect(proof.configurations == 4 && proof.isComplete && proof.findings.isEmpty)
  }

  @Test func `a guard is one choice throughout a step, also as another's opposite`() throws {
    let pair = """
      workflow: pair
      data: {n: int = 0}
      let: {high: data.n > 3}
      initial: low
      states:
        low: {always: {guard: high, target: top}, on: {seen: {actions: [{assign: {n: data.n + 1}}]}}, after: {1d: closed}}
        top: {always: {guard: '!high', target: low}, after: {1d: closed}}
        closed: {type: final}
      """
    #expect(try Self.codes(pair) == [])
  }

  @Test func `what writes on the way round may end the circle itself`() throws {
    let counter = """
      workflow: counter
      data: {n: int = 0}
      initial: up
      states:
        up: {always: {guard: data.n < 3, target: again, actions: [{assign: {n: data.n + 1}}]}, after: {1d: closed}}
        again: {always: up}
        closed: {type: final}
      """
    #expect(try Self.codes(counter) == [])
  }

  @Test func `events that raise each other are a circle too`() throws {
    let echo = """
      workflow: echo
      initial: open
      states:
        open: {on: {ping: {actions: [{raise: pong}]}, pong: {actions: [{raise: ping}]}}, after: {1d: closed}}
        closed: {type: final}
      """
    #expect(try Set(Self.codes(echo)) == ["T0312"])
  }

  @Test func `two regions that wait for each other are a forgotten escalation`() throws {
    let both = """
      workflow: both
      initial: work
      states:
        work:
          type: parallel
          on: {done.work: closed}
          states:
            one: {initial: a, states: {a: {after: {1d: b}}, b: {on: {ready: c}}, c: {type: final}}}
            two: {initial: d, states: {d: {after: {1d: e}}, e: {on: {ready: f}}, f: {type: final}}}
        closed: {type: final}
      """
    let findings = try Self.proof(both).findings
    #expect(findings.map(\.diagnostic.code).contains("T0306"))
    #expect(findings.contains { $0.diagnostic.message.contains("`work.one.b` and `work.two.e`") })
  }

  @Test func `an end behind a history is found`() throws {
    let resumed = """
      workflow: resumed
      initial: work
      states:
        work:
          initial: one
          on: {paused: held}
          states:
            one: {after: {1d: two}}
            two: {after: {1d: closed}}
            back: {type: history, target: one}
        held: {on: {resumed: work.back}, after: {1w: closed}}
        closed: {type: final}
      """
    let proof = try Self.proof(resumed)
    #expect(proof.findings.isEmpty)
    // Held before, held from the first and from the second; and the second seen with each memory.
    #expect(proof.configurations > 4)
  }

  @Test func `more configurations than are searched are said to be so`() throws {
    let regions = (0..<12).map { region in
      "      r\(region): {initial: a, states: {a: {on: {e\(region): b}}, b: {on: {e\(region): c}}, c: {on: {e\(region): a}}}}"
    }
    let wide = """
      workflow: wide
      initial: work
      states:
        work:
          type: parallel
          after: {1d: closed}
          states:
      \(regions.joined(separator: "\n"))
        closed: {type: final}
      """
    let proof = try Self.proof(wide, configurationsMax: 100)
    #expect(!proof.isComplete)
    #expect(proof.findings.map(\.diagnostic.code) == ["T0703"])
  }
}
