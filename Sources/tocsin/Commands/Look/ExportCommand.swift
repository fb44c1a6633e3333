import CEL
import Calendar
import Machine
import Spreadsheet
import Store

extension Command {
  static let export = Command(
    name: "export", summary: "Write an instance's master file as a workbook: summary, items, history, messages.",
    arguments: [Argument(name: "WORKFLOW/KEY", help: "The instance.")],
    options: [Option(name: "--output", value: "FILE", help: "Where (default KEY.xlsx, here).")],
    run: { call in
      let address = try Address(call.required(0))
      guard Workbook.isAvailable else { throw UsageError("This build writes no workbooks (trait Spreadsheet).") }
      return try await call.withStore { access in
        let found = try await address.find(in: access.store)
        let instance = try await access.store.instance(found.id) ?? found
        let path = call.options["--output"] ?? MasterFileWorkbook.fileName(address.key)
        let workbook = try MasterFileWorkbook(path: path, instance: instance, times: access.times, at: try await access.now())
        try workbook.write(incidents: try await access.store.incidents(openOnly: false).filter { $0.instance == instance.id })
        try workbook.writeItems()
        try await workbook.writeHistory(from: access.store)
        try workbook.write(messages: try await access.store.parts(PartFilter(instance: instance.id)))
        try workbook.close()
        call.terminal.write(call.isJSON ? JSON.write(["file": .string(path)]) : "\(address.text) is in \(path).")
        return .success
      }
    })
}

/// The durable record of an instance as people pass it on.
struct MasterFileWorkbook {
  private let book: Workbook
  private let instance: Instance
  private let times: TimeText

  init(path: String, instance: Instance, times: TimeText, at now: Instant) throws {
    (self.instance, self.times) = (instance, times)
    book = try Workbook(path: path, createdAt: now.secondsSinceEpoch)
  }

  /// The key as a file's name.
  static func fileName(_ key: String) -> String {
    String(key.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" }.prefix(80)) + ".xlsx"
  }

  func write(incidents: [IncidentRecord]) throws {
    try book.addSheet("Summary", [SheetColumn("What"), SheetColumn("Value")])
    try line("Workflow", .string(instance.workflow))
    try line("Key", .string(instance.key))
    try line("Status", .string(instance.status.rawValue))
    try line("State", .string(instance.state))
    if let outcome = instance.outcome { try line("Outcome", .string(outcome)) }
    try book.append([.text("Opened"), cell(instance.openedAt)])
    if let closed = instance.closedAt { try book.append([.text("Closed"), cell(closed)]) }
    try line("Steps", .int(Int64(instance.step)))
    try line("Rows", .int(Int64(instance.items.count)))
    try line("Rows open", .int(Int64(instance.items.filter(\.isOpen).count)))
    for (name, map) in [("Input", instance.input), ("Data", instance.data)] {
      for (key, value) in map.map ?? ValueMap() { try line("\(name): \(key.text)", value) }
    }
    for child in instance.children {
      try line("Child \(child.workflow)/\(child.key)", .string([child.status.rawValue, child.outcome ?? ""].joined(separator: " ")))
    }
    for incident in incidents { try line("Incident #\(incident.number)", .string(incident.text)) }
  }

  private func line(_ what: String, _ value: Value) throws { try book.append([.text(what), SheetCell(value, zone: times.zone)]) }

  private func cell(_ instant: Instant?) -> SheetCell { instant.map { SheetCell($0, zone: times.zone) } ?? .empty }

  func writeItems() throws {
    var names: [String] = []
    for item in instance.items {
      for key in item.fields.keys.map(\.text) where !names.contains(key) { names.append(key) }
    }
    let head = [SheetColumn("Id"), SheetColumn("Open", .bool), SheetColumn("Opened", .dateTime), SheetColumn("Closed", .dateTime)]
    try book.addSheet("Items", head + names.map { SheetColumn($0) })
    for item in instance.items {
      let fields = names.map { SheetCell(item.fields[$0] ?? .null, zone: times.zone) }
      try book.append([.text(item.id), .bool(item.isOpen), cell(item.openedAt), cell(item.closedAt)] + fields)
    }
  }

  /// More steps than any instance of a sound workflow makes.
  private static let stepsMax = 1_000_000

  func writeHistory(from store: any Store) async throws {
    try book.addSheet(
      "History",
      [
        SheetColumn("Step", .whole), SheetColumn("Time", .dateTime), SheetColumn("Really", .dateTime), SheetColumn("Event"),
        SheetColumn("From"), SheetColumn("To"), SheetColumn("Changes"),
      ])
    for step in try await store.history(of: instance.id, from: nil, limit: Self.stepsMax) {
      let changes = try step.record().changes.map { $0.words(times) }
      try book.append([
        .whole(Int64(step.step)), cell(step.at), cell(step.wall), .text(step.eventName), .text(step.from), .text(step.to),
        .text(changes.joined(separator: "\n")),
      ])
    }
  }

  func write(messages parts: [PartRecord]) throws {
    try book.addSheet(
      "Messages",
      [
        SheetColumn("Channel"), SheetColumn("Recipient"), SheetColumn("Subject"), SheetColumn("Status"), SheetColumn("Made", .dateTime),
        SheetColumn("Settled", .dateTime), SheetColumn("Attempts", .whole), SheetColumn("Answer"),
      ])
    for record in parts {
      try book.append([
        .text(record.part.channel), .text(record.part.recipient), .text(record.headline), .text(record.status.rawValue),
        cell(record.createdAt), cell(record.settledAt), .whole(Int64(record.attempts)),
        SheetCell(record.lastAnswer["text"] ?? .null, zone: times.zone),
      ])
    }
  }

  func close() throws { try book.close() }
}
