import CEL
import Calendar
import Diagram
import Foundation
import Machine
import TestSupport
import Testing
import Workflow
import WorkflowFile

/// A workflow in each form that others can read, and an instance's way through it.
struct DiagramTests {
  private static let ladder = """
    workflow: ladder
    data: {seen: bool = false}
    initial: chasing
    states:
      chasing:
        initial: notified
        on: {solved: closed, looked: {actions: [{assign: {seen: 'true'}}]}}
        states:
          notified: {entry: [{email: {template: notice, to: contacts.lead}}], after: {2 business days: reminded}}
          reminded: {always: {guard: 'data.seen && now > instance.openedAt', target: closed}, after: {24h: closed}}
      closed: {type: final, outcome: done}
    """

  private static func definition(_ text: String = ladder) throws -> Workflow.Definition {
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: CodeExamples.contacts)
    return try WorkflowReader(known: CodeExamples.known(contacts)).read(path: "ladder.yaml", text: text, types: CodeExamples.types)
      .definition
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func shipped() throws -> [Workflow.Definition] {
    func texts(_ folder: String) throws -> [String: String] {
      let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).filter { $0.hasSuffix(".yaml") }
      return Dictionary(
        uniqueKeysWithValues: try names.map {
          ("\(folder)/\($0)", try String(contentsOf: root.appending(path: "\(folder)/\($0)"), encoding: .utf8))
        })
    }
    let contacts = try ContactsReader().read(
      path: "contacts.yaml", text: String(contentsOf: root.appending(path: "contacts.yaml"), encoding: .utf8))
    let (workflows, types) = (try texts("workflows"), try texts("types"))
    return workflows.sorted { $0.key < $1.key }.compactMap { path, text in
      // Those that speak of settings or calendars are read with them elsewhere.
      try? WorkflowReader(known: KnownNames(contacts: contacts.type)).read(path: path, text: text, types: types).definition
    }
  }

  @Test func `Mermaid has the states within their states, and every arrow`() throws {
    #expect(
      Chart(try Self.definition()).mermaid == """
        stateDiagram-v2
          state "chasing" as s1 {
            state "notified<br/>entry / message" as s2
            state "reminded" as s3
            [*] --> s2
          }
          state "closed" as s4
          s4 --> [*]
          [*] --> s1
          s1 --> s4: solved
          s2 --> s3: after 2 business days
          s3 --> s4: after 24h
          s3 --> s4: always [data.seen && now #62; instance.openedAt]

        """)
  }

  @Test func `Graphviz draws every shipped workflow`() async throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/dot") else { return }
    let folder = try TemporaryFolder.make()
    let definitions = try Self.shipped()
    #expect(definitions.count >= 2)
    for definition in definitions + [try Self.definition()] {
      let file = "\(folder.path)/\(definition.name).dot"
      try Chart(definition).dot.write(toFile: file, atomically: true, encoding: .utf8)
      let child = try ChildProcess.start("/usr/bin/dot", ["-Tsvg", file], environment: ["HOME": folder.path])
      #expect(try await child.ended() == .code(0))
      #expect(child.errors == "", "\(definition.name): \(child.errors)")
      for node in definition.states.dropFirst() where !node.name.isEmpty { #expect(child.output.contains(">\(node.name)<")) }
    }
  }

  @Test func `SCXML is well-formed, and says what there is`() async throws {
    let folder = try TemporaryFolder.make()
    let script = """
      import sys, xml.etree.ElementTree as tree
      root = tree.parse(sys.argv[1]).getroot()
      space = "{http://www.w3.org/2005/07/scxml}"
      assert root.tag == space + "scxml" and root.get("version") == "1.0"
      ids = {e.get("id") for e in root.iter() if e.tag in (space + "state", space + "parallel", space + "final", space + "history")}
      targets = {t for e in root.iter(space + "transition") for t in (e.get("target") or "").split()}
      assert targets <= ids, targets - ids
      print(" ".join(sorted(ids)))
      """
    for definition in try Self.shipped() + [try Self.definition()] {
      let file = "\(folder.path)/\(definition.name).scxml"
      try Chart(definition).scxml.write(toFile: file, atomically: true, encoding: .utf8)
      let child = try ChildProcess.start("/usr/bin/python3", ["-c", script, file], environment: ["HOME": folder.path])
      #expect(try await child.ended() == .code(0), "\(definition.name): \(child.errors)")
      let ids = child.output.split(whereSeparator: \.isWhitespace).map(String.init)
      #expect(ids == definition.states.dropFirst().map(\.path).sorted())
    }
  }

  @Test func `an instance's state and way are marked`() throws {
    let definition = try Self.definition()
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: CodeExamples.contacts)
    let live = Live(contacts: contacts.value, settings: .map(ValueMap()))
    let machine = Machine(installation: "test")
    let at = Instant(secondsSinceEpoch: 1_767_603_600)
    var instance = Instance(
      id: InstanceID(installation: "test", workflow: "ladder", key: "a", run: 1), workflow: "ladder", key: "a", run: 1,
      hash: definition.hash, openedAt: at, input: .map(ValueMap()))
    var records: [StepRecord] = []
    func step(_ event: Event, seconds: Int64) throws {
      let moment = at.adding(microseconds: seconds * 1_000_000)
      let step = try machine.step(definition, instance, event, Moment(now: moment, wall: moment), live)
      instance = step.instance
      records.append(step.record)
    }
    try step(.started(items: nil), seconds: 0)
    let before = Chart(definition, mark: Mark(instance, records)).mermaid
    #expect(before.contains("class s2 active") && !before.contains("class s3"))
    try step(.timerDue(instance.timers[0]), seconds: 200_000)
    let after = Chart(definition, mark: Mark(instance, records))
    #expect(after.mermaid.contains("class s2 visited") && after.mermaid.contains("class s3 active"))
    let arrows = after.dot.split(separator: "\n").filter { $0.contains("s2 -> s3") || $0.contains("s3 -> s4") }
    #expect(arrows.map { $0.contains("#1d70b8") } == [true, false, false])
  }
}
