import CEL
import Calendar
import Machine
import Store

/// Which messages are meant: what all commands on messages take.
struct MessageSelection {
  /// More messages than these are not for one command.
  static let messagesMax = 100_000

  static let options = [
    Command.Option(name: "--to", value: "ADDRESS", help: "To this recipient."),
    Command.Option(
      name: "--status", value: "STATUS", help: "pending, held, sending, delivered, failed, uncertain, cancelled or suppressed."),
    Command.Option(name: "--channel", value: "NAME", help: "email, teams/alerts."),
    Command.Option(name: "--template", value: "NAME", help: "As the workflow names it: emsp/reminder."),
    Command.Option(name: "--workflow", value: "NAME", help: "Of this workflow's instances."),
    Command.Option(name: "--since", value: "TIME", help: "Made then or later: RFC 3339, or 2h, 3d ago."),
    Command.Option(name: "--message-id", value: "ID", help: "The one with this Message-ID."),
    Command.Option(
      name: "--where", value: "EXPR", help: "Only those of which it is true: \(PartRecord.whereNames.map(\.name).joined(separator: ", "))."),
  ]

  private let call: Invocation
  private let condition: WhereExpression?

  init(_ call: Invocation) throws(UsageError) {
    self.call = call
    if let text = call.options["--where"] {
      condition = try WhereExpression(text, PartRecord.whereNames)
    } else {
      condition = nil
    }
  }

  /// Whether anything narrows it.
  var isNarrowed: Bool { Self.options.contains { call.isSet($0.name) } }

  func parts(_ access: StoreAccess, instance: String?, statuses: Set<PartRecord.Status>? = nil, limit: Int) async throws -> [PartRecord] {
    var filter = PartFilter(
      workflow: call.options["--workflow"], channel: call.options["--channel"], recipient: call.options["--to"],
      statuses: statuses ?? [], template: call.options["--template"], messagesOnly: !call.isSet("--all"),
      limit: condition == nil ? limit : Self.messagesMax)
    if let text = call.options["--since"] { filter.since = try TimeOption.instant(text, before: try await access.now()) }
    if let text = call.options["--message-id"] { filter.id = try MessageName.part(text) }
    if let instance { filter.instance = try await Address(instance).find(in: access.store).id }
    if let text = call.options["--status"] {
      guard let status = PartRecord.Status(rawValue: text) else { throw UsageError("\(text) is no status of a message.") }
      filter.statuses = [status]
    }
    var found = try await access.store.parts(filter)
    if let condition { found = try found.filter { try condition.isTrue($0.whereValues) } }
    return Array(found.suffix(limit))
  }
}

/// How people name a message: by its id, or by the Message-ID that stands in the mail.
enum MessageName {
  static func part(_ text: String) throws(UsageError) -> PartID {
    if let part = PartID(text) { return part }
    let local = text.drop { $0 == "<" }.prefix { $0 != "@" }
    let pieces = local.split(separator: ".")
    if pieces.count == 4, let part = PartID("\(pieces[0])/\(pieces[1])/\(pieces[2]).\(pieces[3])") { return part }
    throw UsageError("“\(text)” names no message.", hint: "tocsin messages --json shows ids; a Message-ID is taken too.")
  }
}

/// A time as people give it: an instant, or how long ago.
enum TimeOption {
  private static let seconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]

  static func instant(_ text: String, before now: Instant) throws(UsageError) -> Instant {
    if let unit = text.last, let length = seconds[unit], let count = Int64(text.dropLast()), count >= 0, count < 1_000_000 {
      return now.adding(seconds: -count * length)
    }
    do {
      return try Instant(parsing: text)
    } catch {
      throw UsageError("“\(text)” is no time.", hint: "For a start 2026-06-21T09:00:00+02:00, or 2h.")
    }
  }
}
