import CEL
import Calendar
import Machine
import Testing
import Workflow
import WorkflowFile

/// Delays that expressions work out.
@Suite struct `Computed delays` {
  static func clerk(_ text: String, input: Value = .map(ValueMap()), contacts: String? = nil) throws -> Clerk {
    let people = try contacts.map { try ContactsReader().read(path: "contacts.yaml", text: $0) }
    let read: ReadWorkflow
    do {
      read = try WorkflowReader(known: KnownNames(contacts: people?.type)).read(path: "flow.yaml", text: text)
    } catch {
      throw FlowError("\(error.all.map { "\($0.place): \($0.message)" })")
    }
    #expect(read.warnings.all.map(\.message) == [])
    var clerk = Clerk(Flow(read.definition), input: input)
    if let people { clerk.live.contacts = people.value }
    return clerk
  }

  private static let respond = """
    workflow: flow
    timezone: Europe/Berlin
    input: {priority: string}
    data: {patience: 'duration = duration("2h")'}
    events: {relax: {to: duration}}
    delays:
      respond: 'input.priority == "high" ? duration("4h") : duration("24h")'
      lunch: 'day(now, 2, "12:00")'
      tea: 30 business minutes
    initial: open
    states:
      open:
        on:
          relax: {actions: [{assign: {patience: event.data.to}}]}
        after:
          delays.respond: late
          delays.lunch: {actions: [{log: lunch}]}
          delays.tea: {actions: [{log: tea}]}
          data.patience: {actions: [{log: impatient}]}
      late: {type: final}
    """

  @Test func `an after counts by what its delay gives: a duration, an instant, duration words`() throws {
    var clerk = try Self.clerk(Self.respond, input: ["priority": "high"])
    try clerk.check(
      """
      2 09:00 start -> open; due open 02 13:00; due open 02 12:00; due open 02 09:30; due open 02 11:00
      2 13:00 timer -> open; log tea
      """)
    var low = try Self.clerk(Self.respond, input: ["priority": "low"])
    try low.check("2 09:00 start -> open; due open 03 09:00; due open 02 12:00; due open 02 09:30; due open 02 11:00")
  }

  @Test func `a deadline moves when what its delay reads changes, and counts from the entry all the same`() throws {
    var clerk = try Self.clerk(Self.respond, input: ["priority": "low"])
    try clerk.check(
      """
      2 09:00 start -> open; due open 03 09:00; due open 02 12:00; due open 02 09:30; due open 02 11:00
      2 09:30 timer -> open; log tea
      2 10:00 relax {'to': duration('6h')} -> open; due open 02 15:00
      2 10:30 relax {'to': duration('30m')} -> open; due open 02 10:30:00.000001
      2 10:31 timer -> open; log impatient
      2 10:40 relax {'to': duration('8h')} -> open
      """)
  }

  @Test func `an instant that is over is due at once`() throws {
    var clerk = try Self.clerk(Self.respond, input: ["priority": "low"])
    try clerk.check(
      """
      2 13:00 start -> open; due open 03 13:00; due open 02 13:30; due open 02 15:00; due open 02 13:00
      2 13:00 timer -> open; log lunch
      """)
  }

  @Test func `a negative delay faults the step`() throws {
    var clerk = try Self.clerk(Self.respond.replacing(#"duration("24h")"#, with: #"duration("-1s")"#), input: ["priority": "low"])
    try clerk.check(
      """
      2 09:00 start -> FAULT the delay `input.priority == "high" ? duration("4h") : duration("-1s")` is negative: -1s
      """)
  }

  @Test func `in an outage a computed delay counts from real time too`() throws {
    var clerk = try Self.clerk(Self.respond, input: ["priority": "high"])
    try clerk.check("2 10:00 ~2 07:00 start -> open; due open 02 11:00; due open 02 12:00; due open 02 10:30; due open 02 12:00")
  }
}
