import CEL
import Calendar
import Store

extension Command {
  static let outbox = Command(
    name: "outbox", summary: "Count what waits to go, by workflow, template and channel: pending, held, on its way.",
    discussion: "Exit code 1 while something is held. `tocsin messages hold|release|cancel` moves it.",
    options: [
      Option(
        name: "--by", value: "WHAT", help: "workflow, template or channel; all three without it.",
        choices: ["workflow", "template", "channel"])
    ],
    run: { call in
      let by = call.options["--by"]
      if let by, !["workflow", "template", "channel"].contains(by) { throw UsageError("--by takes workflow, template or channel.") }
      return try await call.withStore { access in
        let parts = try await access.store.parts(
          PartFilter(statuses: [.pending, .held, .sending], limit: MessageSelection.messagesMax))
        let lines = OutboxLine.lines(parts, by: by)
        if call.isJSON {
          call.terminal.write(JSON.write(.list(lines.map(\.json))))
        } else {
          let fence = try await access.store.fence(raises: false, at: try await access.now())
          call.terminal.write(OutboxLine.answer(parts, isFenced: fence.since != nil))
          if !lines.isEmpty { show(lines, call, access.times) }
        }
        return parts.contains { $0.status == .held } ? .trouble : .success
      }
    })

  private static func show(_ lines: [OutboxLine], _ call: Invocation, _ times: TimeText) {
    var table = Table("WORKFLOW", "TEMPLATE", "CHANNEL", "PENDING", "HELD", "SENDING", "OLDEST DUE", "WHY HELD")
    for one in lines {
      table.add(
        one.workflow, one.template, one.channel, String(one.pending), String(one.held), String(one.sending), times.minute(one.oldest),
        one.why)
    }
    for line in table.lines(call.terminal) { call.terminal.write(line) }
  }
}

/// What waits of one kind.
struct OutboxLine {
  var workflow = ""
  var template = ""
  var channel = ""
  var pending = 0
  var held = 0
  var sending = 0
  var oldest: Instant?
  /// What was said when the first of them was held.
  var why = ""

  static func lines(_ parts: [PartRecord], by: String?) -> [OutboxLine] {
    var lines: [[String]: OutboxLine] = [:]
    for one in parts {
      let names = [
        by == nil || by == "workflow" ? one.workflow : "", by == nil || by == "template" ? one.template : "",
        by == nil || by == "channel" ? one.part.channel : "",
      ]
      var line = lines[names] ?? OutboxLine(workflow: names[0], template: names[1], channel: names[2])
      switch one.status {
      case .held:
        line.held += 1
        if line.why.isEmpty { line.why = one.lastAnswer["text"]?.string ?? "" }
      case .sending: line.sending += 1
      default: line.pending += 1
      }
      line.oldest = min(line.oldest ?? one.part.nextAt, one.part.nextAt)
      lines[names] = line
    }
    return lines.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }

  static func answer(_ parts: [PartRecord], isFenced: Bool) -> String {
    let counts = Dictionary(grouping: parts, by: \.status).mapValues(\.count)
    let pending = counts[.pending] ?? 0
    let sending = counts[.sending] ?? 0
    let held = counts[.held] ?? 0
    let fenced = isFenced ? " Nothing goes: the database came back from a backup (tocsin restore-check)." : ""
    guard pending + sending + held > 0 else { return "Nothing waits to go." + fenced }
    let waits = pending == 1 ? "1 message waits" : "\(pending) messages wait"
    let isHeld = held == 0 ? "" : ", \(held == 1 ? "1 is" : "\(held) are") held"
    let isSent = sending == 0 ? "" : ", \(sending == 1 ? "1 is" : "\(sending) are") on the way"
    return waits + isHeld + isSent + "." + fenced
  }

  var json: Value {
    [
      "workflow": .string(workflow), "template": .string(template), "channel": .string(channel), "pending": .int(Int64(pending)),
      "held": .int(Int64(held)), "sending": .int(Int64(sending)), "oldestDue": oldest.map { .string($0.description) } ?? .null,
      "why": .string(why),
    ]
  }
}
