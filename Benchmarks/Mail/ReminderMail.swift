import CEL
import Calendar
import Channel
import Foundation
import Template
import Workflow

/// The shipped reminder with twenty bookings, for a recipient of its own each time.
struct ReminderMail: Sendable {
  private let template: MailTemplate
  private let scope: Bindings
  private let shared: RenderedMail

  init() throws {
    let types = ScopeTypes(
      input: ObjectType(
        "input",
        [.init("run", .timestamp), .init("partner", .string), .init("contacts", .list(.object(StandardTypes.contact.name)))]),
      item: Self.booking, contacts: ContactsType(roles: [.init(name: "emsp_lead", isList: false)]), zone: try Zone("Europe/Berlin"))
    let environment = types.environment(for: NameScope(event: .bare))
    template = try Self.library().compileMail("emsp/reminder", environment)
    scope = Bindings(environment, Self.values)
    shared = try template.render(scope)
  }

  /// Rendered for this recipient, who has links of their own: no two mails are alike.
  func part(_ number: Int) throws -> OutgoingPart {
    let link = "https://answers.tocsin.example/a/\(number)ASPAxWLeuxqJRI0SlzWsrvwAAAABAAAAAAHFveQfj_1-MmArG30Vw36twh_h"
    let reader = TemplateReader(
      answers: [
        .init(event: "acknowledged", label: "We are on it", link: "\(link)/acknowledged", code: "K7M"),
        .init(event: "disputed", label: "These are not faulty", link: "\(link)/disputed", code: "K7M"),
      ], notMe: "\(link)/not-me")
    return Self.part(try template.render(scope, for: reader), number)
  }

  /// With words that were rendered once.
  func plainPart(_ number: Int) throws -> OutgoingPart { Self.part(shared, number) }

  private static func part(_ mail: RenderedMail, _ number: Int) -> OutgoingPart {
    let recipient = Recipient(name: "Ana Ruiz", address: "ana@tocsin.example")
    return OutgoingPart(
      id: "load/\(number)/0.0", messageID: "<load.\(number).0.0@tocsin.example>", date: Instant(secondsSinceEpoch: 1_782_000_000),
      recipient: recipient, body: .mail(MailBody(subject: mail.subject, html: mail.html, text: mail.text, to: [recipient])))
  }

  private static func library() throws -> TemplateLibrary {
    let folder = "templates/emsp"
    var files: [String: String] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) where path.hasSuffix(".html") {
      files["emsp/\(path)"] = try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
    }
    return TemplateLibrary(files: files)
  }

  /// `types/emsp-booking.yaml`.
  private static let booking = ObjectType(
    "emsp-booking",
    [
      .init("operator", .string), .init("evse", .string), .init("connector", .string), .init("start", .timestamp),
      .init("end", .timestamp, isOptional: true), .init("energy", .double), .init("cost", .double), .init("currency", .string),
      .init("fault", .string), .init("faultText", .string),
    ])

  private static func time(_ text: String) -> Value { Timestamp(text).map(Value.timestamp) ?? .null }

  private static let values: [String: Value] = [
    "input": [
      "run": time("2026-06-01T00:00:00+02:00"), "partner": "ACME Charging",
      "contacts": [["name": "Ana Ruiz", "email": "ana@tocsin.example"]],
    ],
    "items": .list((0..<20).map(booking)), "now": time("2026-06-21T09:00:00+02:00"),
    "instance": [
      "workflow": "emsp-partner-escalation", "key": "2026-06/ACME Charging", "openedAt": time("2026-06-16T09:00:00+02:00"),
      "enteredAt": time("2026-06-21T09:00:00+02:00"), "state": "chasing.reminded",
    ],
    "contacts": ["emsp_lead": ["name": "Jonas Weber", "email": "jonas.weber@emsp.example", "phone": "+49 30 5550100"]],
    "event": ["name": "timer", "at": time("2026-06-21T09:00:00+02:00")],
  ]

  private static func booking(_ number: Int) -> Value {
    [
      "id": .string("5d2f0c8e-77b1-4a5e-9a1c-\(100_000_000_000 + number)"), "open": .bool(number % 5 != 4),
      "openedAt": time("2026-06-16T09:00:00+02:00"), "operator": "ACME Charging", "evse": "DE*ACM*E1001*1", "connector": "1",
      "start": time("2026-05-12T14:00:00+02:00"), "energy": .double(Double(number) + 4.5), "cost": .double(Double(number) + 2.35),
      "currency": "EUR", "fault": "no-end", "faultText": "The session has no end.",
    ]
  }
}
