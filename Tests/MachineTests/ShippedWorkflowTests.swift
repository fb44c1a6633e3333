import CEL
import Calendar
import Foundation
import Machine
import Testing
import Workflow
import WorkflowFile

/// The workflows that come with the project, lived through.
@Suite struct `The EMSP's month` {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  private static func clerk(_ workflow: String, input: Value) throws -> Clerk {
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: text("contacts.yaml"))
    let types = try Dictionary(uniqueKeysWithValues: ["types/emsp-booking.yaml", "types/contact.yaml"].map { ($0, try text($0)) })
    let reader = WorkflowReader(known: KnownNames(contacts: contacts.type))
    let path = "workflows/\(workflow).yaml"
    var clerk = Clerk(Flow(try reader.read(path: path, text: text(path), types: types).definition), input: input)
    clerk.live.contacts = contacts.value
    clerk.childWorkflow = "emsp-partner-escalation"
    return clerk
  }

  private static let partnerInput: Value = [
    "run": "2026-02-28T23:00:00Z", "partner": "NordCharge", "contacts": [["name": "Ana", "email": "ana@nordcharge.example"]],
  ]

  /// Two bookings of two partners, or those of them that are named.
  private static func rows(_ ids: String...) -> String {
    let rows = ids.map { id in
      """
      {'id': '\(id)', 'operator': '\(id.hasPrefix("n") ? "NordCharge" : "Voltaris")', 'evse': 'DE*ABC*E1*1', 'connector': '1', \
      'start': '2026-02-11T08:00:00Z', 'energy': 12, 'cost': 4.5, 'currency': 'EUR', 'fault': 'no-end', 'faultText': 'never ended', \
      'driver': 'nobody needs to know'}
      """
    }
    return "[" + rows.joined(separator: ", ") + "]"
  }

  @Test func `nobody answers: notice, reminder, escalation, and two business days later the handover`() throws {
    var clerk = try Self.clerk("emsp-partner-escalation", input: Self.partnerInput)
    try clerk.check(
      """
      16 09:00 start \(Self.rows("n1")) -> chasing.notified; mail* emsp/first-notice to ana@nordcharge.example; opened n1; \
      due chasing 17 07:30; due chasing.notified 21 09:00
      17 07:30 timer -> chasing.notified; ask* bookings-db/confirm; due chasing 18 07:30
      17 07:31 answer 2/0 {'bookings': \(Self.rows("n1"))} -> chasing.notified
      21 09:05 timer -> chasing.notified; ask* bookings-db/confirm; due chasing 22 07:30
      21 09:05 timer -> chasing.reminded; mail* emsp/reminder to ana@nordcharge.example; due chasing.reminded 23 09:00
      23 09:00 timer -> chasing.reminded; ask* bookings-db/confirm; due chasing 24 07:30
      23 09:00 timer -> chasing.escalated; mail* emsp/escalation to ana@nordcharge.example; card* emsp/escalation; \
      due chasing.escalated 25 09:00
      24 07:30 timer -> chasing.escalated; ask* bookings-db/confirm; due chasing 25 07:30
      25 07:30 timer -> chasing.escalated; ask* bookings-db/confirm; due chasing 26 07:30
      25 09:00 timer -> unresolved; mail* emsp/handover to miriam.okafor@emsp.example; completed unresolved
      """)
    guard case .email(let mail) = clerk.steps[6].effects[0].kind else {
      Issue.record("no mail")
      return
    }
    #expect(mail.cc.map(\.address) == ["henrik.dahl@nordcharge.example"])
    #expect(mail.thread == "partner" && mail.importance == .high && mail.answers.map(\.event) == ["acknowledged", "disputed"])
    #expect(clerk.instance.items[0].fields["driver"] == nil)
  }

  @Test func `an acknowledgement stops the reminders and expires, and what is fixed ends the chase`() throws {
    var clerk = try Self.clerk("emsp-partner-escalation", input: Self.partnerInput)
    try clerk.check(
      """
      16 09:00 start \(Self.rows("n1", "n2")) -> chasing.notified; mail* emsp/first-notice to ana@nordcharge.example; opened n1; \
      opened n2; due chasing 17 07:30; due chasing.notified 21 09:00
      16 14:00 acknowledged by ana@nordcharge.example -> chasing.acknowledged; mail* emsp/taken to ana@nordcharge.example; \
      passed over: emsp/taken was not sent: `now >= day(input.run, 23, "09:00")` is false; due chasing.acknowledged 18 14:00
      16 14:01 check 1/0 -> cancelled: its state was left
      16 15:00 disputed {'by': 'ana', 'channel': 'mail'} -> chasing.acknowledged; mail emsp/disputed to miriam.okafor@emsp.example
      17 07:30 timer -> chasing.acknowledged; ask* bookings-db/confirm; due chasing 18 07:30
      17 07:31 answer 4/0 {'bookings': \(Self.rows("n2"))} -> chasing.acknowledged; closed n1
      18 07:30 timer -> chasing.acknowledged; ask* bookings-db/confirm; due chasing 19 07:30
      18 14:00 timer -> chasing.escalated; mail* emsp/escalation to ana@nordcharge.example; card* emsp/escalation; \
      due chasing.escalated 20 14:00
      18 14:01 answer 6/0 {'bookings': []} -> resolved; mail* emsp/resolved to ana@nordcharge.example; closed n2; completed resolved
      18 14:02 check 7/0 -> cancelled: its state was left
      """)
  }

  @Test func `the month is fetched, confirmed, shown to the lead, chased per partner and reported`() throws {
    var clerk = try Self.clerk("emsp-faulty-bookings", input: ["run": "2026-02-28T23:00:00Z"])
    try clerk.check(
      """
      1 06:00 start -> ingesting; ask* chargecloud/faulty-bookings
      1 06:10 answer 1/0 {'bookings': \(Self.rows("n1", "v1", "n2"))} -> collected; opened n1; opened v1; opened n2; due collected 06 06:00
      6 06:00 timer -> validating; ask* bookings-db/confirm
      6 06:05 answer 3/0 {'bookings': \(Self.rows("n1", "v1"))} -> review; mail* emsp/month-so-far to miriam.okafor@emsp.example; \
      closed n2; due review 16 09:00
      16 09:00 timer -> chasing; start emsp-partner-escalation/2026-03/NordCharge; start emsp-partner-escalation/2026-03/Voltaris; \
      due chasing 28 18:00
      18 12:00 child 2026-03/NordCharge resolved -> chasing; unhandled
      25 09:00 child 2026-03/Voltaris unresolved -> reported; unhandled; mail* emsp/month-report to miriam.okafor@emsp.example; \
      completed reported
      """)
    guard case .start(let start) = clerk.steps[4].effects[0].kind else {
      Issue.record("no start")
      return
    }
    #expect(start.items?.map { $0["id"] } == ["n1"])
    #expect(start.input["partner"] == "NordCharge")
    guard case .ask(let ask) = clerk.steps[0].effects[0].kind else {
      Issue.record("no question")
      return
    }
    #expect(ask.retry.delaySeconds == 3600)
    #expect(try ask.retry.until == clerk.instant("5", "18:00"))
  }

  @Test func `a source that fails blocks the month until somebody says redrive`() throws {
    var clerk = try Self.clerk("emsp-faulty-bookings", input: ["run": "2026-02-28T23:00:00Z"])
    try clerk.check(
      """
      1 06:00 start -> ingesting; ask* chargecloud/faulty-bookings
      5 18:00 error 1/0 no answer -> blocked; incident The month's bookings could not be fetched or confirmed.
      5 19:00 redrive -> ingesting; ask* chargecloud/faulty-bookings; incident over
      """)
  }
}
