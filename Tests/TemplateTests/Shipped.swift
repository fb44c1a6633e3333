import CEL
import Calendar
import Foundation
import Template
import Workflow

/// The templates that Tocsin ships for the EMSP workflows, and a June in which they are used.
enum Shipped {
  static let mails = ["first-notice", "reminder", "escalation", "taken", "disputed", "resolved", "handover"]
  static let monthMails = ["month-so-far", "month-report"]

  /// `templates/` of the project.
  static func library() throws -> TemplateLibrary {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appending(path: "templates")
    var files: [String: String] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where path.hasSuffix(".html") || path.hasSuffix(".json") {
      files[path] = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }
    return TemplateLibrary(files: files)
  }

  private static let person = CELType.object(StandardTypes.contact.name)

  /// `types/emsp-booking.yaml`.
  private static let booking = ObjectType(
    "emsp-booking",
    [
      .init("operator", .string), .init("evse", .string), .init("connector", .string), .init("start", .timestamp),
      .init("end", .timestamp, isOptional: true), .init("energy", .double), .init("cost", .double), .init("currency", .string),
      .init("fault", .string), .init("faultText", .string),
    ])

  private static func types(_ input: [ObjectType.Field]) throws -> ScopeTypes {
    ScopeTypes(
      input: ObjectType("input", input), item: booking, contacts: ContactsType(roles: [.init(name: "emsp_lead", isList: false)]),
      zone: try Zone("Europe/Berlin"))
  }

  /// What a mail of `emsp-partner-escalation` can name when an answer has been given.
  static func partnerEnvironment() throws -> Environment {
    let answer = EventShape(
      data: .fields([.init("by", .string), .init("channel", .string), .init("reason", .string, isOptional: true)]), hasAuthor: true)
    return try types([.init("run", .timestamp), .init("partner", .string), .init("contacts", .list(person))])
      .environment(for: NameScope(event: answer))
  }

  static func monthEnvironment() throws -> Environment {
    try types([.init("run", .timestamp)]).environment(for: NameScope(event: .bare))
  }

  static func partnerScope(
    bookings: [Value], partner: String = "ACME Charging", by: String = "Ana Ruiz", reason: String? = nil
  ) throws -> Bindings {
    var answer = Sample.row(["by": .string(by), "channel": .string("e-mail")])
    answer["reason"] = reason.map(Value.string)
    return Bindings(
      try partnerEnvironment(),
      [
        "input": Sample.row([
          "run": time("2026-06-01T00:00:00+02:00"), "partner": .string(partner),
          "contacts": .list([person(by, "ana.ruiz@acme.example"), person("Billing desk", "billing@acme.example")]),
        ]),
        "items": .list(bookings), "now": time("2026-06-25T09:00:00+02:00"),
        "instance": instance("emsp-partner-escalation", "2026-06/" + partner), "contacts": contacts,
        "event": Sample.row(["name": .string("disputed"), "data": answer, "at": time("2026-06-22T11:42:00+02:00"), "by": .string(by)]),
      ])
  }

  static func monthScope(bookings: [Value]) throws -> Bindings {
    let children = [("ACME Charging", "resolved", 12, 0), ("Nordlicht", "unresolved", 3, 4), ("Südstrom", "", 1, 2)].map {
      key, outcome, closed, open in
      Sample.row([
        "key": .string("2026-06/" + key), "state": .string("escalated"), "status": .string("running"), "ended": .bool(!outcome.isEmpty),
        "open": .int(Int64(open)), "closed": .int(Int64(closed)), "outcome": .string(outcome),
      ])
    }
    return Bindings(
      try monthEnvironment(),
      [
        "input": Sample.row(["run": time("2026-06-01T00:00:00+02:00")]), "items": .list(bookings), "now": time("2026-06-28T18:00:00+02:00"),
        "instance": instance("emsp-faulty-bookings", "2026-06"), "contacts": contacts, "children": .list(children),
      ])
  }

  private static func instance(_ workflow: String, _ key: String) -> Value {
    Sample.row([
      "workflow": .string(workflow), "key": .string(key), "openedAt": time("2026-06-16T09:00:00+02:00"),
      "enteredAt": time("2026-06-23T09:00:00+02:00"), "state": .string("chasing"),
    ])
  }

  private static let contacts = Sample.row(["emsp_lead": person("Jonas Weber", "jonas.weber@emsp.example", phone: "+49 30 5550100")])

  private static func person(_ name: String, _ email: String, phone: String? = nil) -> Value {
    var person = Sample.row(["name": .string(name), "email": .string(email)])
    person["phone"] = phone.map(Value.string)
    return person
  }

  static func time(_ text: String) -> Value { Timestamp(text).map(Value.timestamp) ?? .null }

  private static let faults = [
    ("no-end", "The session has no end."), ("no-energy", "No energy was metered, yet an amount is charged."),
    ("power-beyond-connector", "More power than the connector can give: 61.2 kW on a 22 kW connector."),
    ("total-mismatch", "The total does not add up: 12.40 EUR charged, 9.80 EUR by the tariff."),
  ]

  /// So many bookings: every fifth closed, every seventh opened during the month.
  static func bookings(_ count: Int, changing: [String: Value] = [:]) -> [Value] {
    (0..<count).map { number in
      let fault = faults[number % faults.count]
      let isOpen = number % 5 != 4
      let opened = number % 7 == 6 ? "2026-06-19T07:30:00+02:00" : "2026-06-16T09:00:00+02:00"
      var booking = Sample.row([
        "id": .string("5d2f0c8e-77b1-4a5e-9a1c-\(100_000_000_000 + number * 7919)"), "open": .bool(isOpen), "openedAt": time(opened),
        "operator": .string(number % 3 == 0 ? "ACME Charging" : number % 3 == 1 ? "Nordlicht" : "Südstrom"),
        "evse": .string("DE*ACM*E\(1000 + number % 9)*1"), "connector": .string(String(number % 2 + 1)),
        "start": time("2026-05-\(10 + number % 18)T14:0\(number % 10):00+02:00"), "energy": .double(Double(number) * 3.217 + 4.5),
        "cost": .double(Double(number) * 1.9 + 2.35), "currency": .string("EUR"), "fault": .string(fault.0), "faultText": .string(fault.1),
      ])
      if fault.0 != "no-end" { booking["end"] = time("2026-05-\(10 + number % 18)T15:2\(number % 10):00+02:00") }
      if !isOpen { booking["closedAt"] = time("2026-06-20T07:30:00+02:00") }
      for (name, value) in changing { booking[name] = value }
      return booking
    }
  }

  /// Where a person wants to look at the mails: a folder named by `TOCSIN_PREVIEW`.
  static func preview(_ name: String, _ mail: RenderedMail) throws {
    guard let folder = ProcessInfo.processInfo.environment["TOCSIN_PREVIEW"] else { return }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try mail.html.write(toFile: "\(folder)/\(name).html", atomically: true, encoding: .utf8)
    try "Subject: \(mail.subject)\nPreheader: \(mail.preheader)\n\n\(mail.text)".write(
      toFile: "\(folder)/\(name).txt", atomically: true, encoding: .utf8)
  }
}
