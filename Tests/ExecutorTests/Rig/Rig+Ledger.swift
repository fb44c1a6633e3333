import CEL
import Calendar
import Machine
import Store
import StoreProbe
import TestSupport
import Workflow

/// The books as lines that a story can hold its own against.
extension Rig {
  func instance(_ id: InstanceID) async throws -> Instance {
    guard let instance = try await store.instance(id) else { throw ProjectError("there is no instance \(id)") }
    return instance
  }

  func state(_ id: InstanceID) async throws -> String { try await instance(id).state }

  /// `02 10:00 @timer waiting -> told`, a step a line; what nothing handled ends in `(recorded)`.
  func story(of id: InstanceID) async throws -> [String] {
    try await store.history(of: id, from: nil, limit: 1000).map { step in
      let name = step.event["name"]?.string ?? "?"
      let from = step.changes["from"]?.string ?? ""
      let to = step.changes["to"]?.string ?? ""
      let recorded = step.changes["handled"]?.bool == false ? " (recorded)" : ""
      return "\(Self.day(step.at)) \(name) \(from) -> \(to)\(recorded)"
    }
  }

  /// `02 10:00 ana@tocsin.example alarm/tell delivered`, a part a line, in order of making; attempts where there was not one.
  func messages(of id: InstanceID? = nil) async throws -> [String] {
    try await store.parts(PartFilter(instance: id)).map { record in
      let template = record.part.message.map { $0.template.split(separator: "/").dropFirst(2).joined(separator: "/") } ?? ""
      let attempts = record.attempts == 1 ? "" : " \(record.attempts)x"
      return "\(Self.day(record.createdAt)) \(record.part.recipient) \(template) \(record.status.rawValue)\(attempts)"
    }
  }

  func parts(of id: InstanceID, channel: String? = nil) async throws -> [PartRecord] {
    try await store.parts(PartFilter(instance: id, channel: channel, messagesOnly: false))
  }

  func openIncidents() async throws -> [String] {
    try await store.incidents(openOnly: true).map { "\($0.cause.rawValue) \($0.subject): \($0.text)" }
  }

  static func day(_ instant: Instant) -> String {
    let text = instant.adding(seconds: 3600).description
    return "\(text.dropFirst(8).prefix(2)) \(text.dropFirst(11).prefix(5))"
  }
}
