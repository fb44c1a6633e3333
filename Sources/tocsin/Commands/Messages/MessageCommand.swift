import CEL
import Calendar
import Executor
import Foundation
import Machine
import Store

extension Command {
  static let message = Command(
    name: "message", summary: "Tell what became of one message: once, twice on the wire, or two effects; and prove it.",
    discussion: """
      Without a switch: the answer, and its attempts. --evidence is all of it, for somebody who says “I never got it”.
      ID is instance/step/index.part (tocsin messages --json) or the Message-ID of the mail.
      """,
    arguments: [Argument(name: "ID", help: "The message.")],
    options: [
      Option(name: "--show", value: nil, help: "What it says: the text as it was rendered."),
      Option(name: "--source", value: nil, help: "The bytes that were sent."),
      Option(name: "--attempts", value: nil, help: "Each attempt: when, what the other side said, where, how protected."),
      Option(name: "--evidence", value: nil, help: "Everything that is known of it."),
    ],
    run: { call in
      let id = try MessageName.part(try call.required(0))
      return try await call.withStore { access in
        guard let evidence = try await access.store.evidence(of: id) else {
          throw CommandError("There is no message \(id).", hint: "tocsin messages --json lists ids.")
        }
        let story = MessageStory(
          evidence: evidence, twins: try await twins(of: evidence.record, access), times: access.times, domain: access.configuration.domain)
        story.tell(call)
        return evidence.record.status == .failed || evidence.record.status == .uncertain ? .trouble : .success
      }
    })

  /// Other effects of the same instance that said the same to the same person.
  private static func twins(of record: PartRecord, _ access: StoreAccess) async throws -> [PartRecord] {
    guard let template = record.part.message?.template else { return [] }
    let same = try await access.store.parts(
      PartFilter(instance: record.part.effect.instance, channel: record.part.channel, recipient: record.part.recipient))
    return same.filter { $0.part.id != record.part.id && $0.part.message?.template == template && $0.mayHaveArrived }
  }
}

extension PartRecord {
  fileprivate var mayHaveArrived: Bool { [.delivered, .sending, .uncertain].contains(status) || uncertains > 0 }

  /// How often its bytes may have reached the other side.
  var timesOnWire: Int { uncertains + (status == .delivered || status == .sending ? 1 : 0) }
}

/// What is told of one message.
struct MessageStory {
  let evidence: PartEvidence
  let twins: [PartRecord]
  let times: TimeText
  let domain: String

  private var record: PartRecord { evidence.record }
  private var id: PartID { record.part.id }

  func tell(_ call: Invocation) {
    let terminal = call.terminal
    if call.isJSON { return terminal.write(JSON.write(json)) }
    if call.isSet("--show") { return terminal.write(text) }
    if call.isSet("--source") {
      if let bytes = evidence.bytes {
        FileHandle.standardOutput.write(Data(bytes))
      } else {
        terminal.complain("No byte of it was made yet.")
      }
      return
    }
    terminal.write(Table.safe(answer))
    if !call.isSet("--attempts") { for (name, value) in facts { terminal.write("\(name.padding(to: 11)) \(Table.safe(value))") } }
    attempts(terminal)
    guard call.isSet("--evidence") else { return }
    terminal.write("")
    terminal.write(evidence.bytes.map { String(decoding: $0, as: UTF8.self) } ?? "No byte of it was made yet.")
  }

  /// The first line.
  var answer: String {
    let last = AnswerText.words(record.lastAnswer)
    if let twin = twins.first, record.status == .delivered {
      let more = twins.count == 1 ? "" : " and \(twins.count - 1) more"
      return "Two effects: this one of step \(id.effect.step), and \(twin.part.id) of step \(twin.part.effect.step)\(more) said the same."
    }
    let wire = record.timesOnWire
    switch record.status {
    case .delivered where wire > 1:
      return "One effect, on the wire \(wire == 2 ? "twice" : "\(wire) times"): the same bytes under the same Message-ID."
    case .delivered: return "Delivered once\(at(record.settledAt)): \(last)"
    case .pending:
      return wire > 0
        ? "It may have arrived, and goes again: \(last)" : "It waits\(at(record.part.nextAt)): \(last.isEmpty ? "not tried yet" : last)"
    case .held: return "It is held: \(last)"
    case .sending: return "It is being sent."
    case .failed: return "It did not arrive: \(last)"
    case .uncertain: return "Nobody knows whether it arrived: \(last)"
    case .cancelled: return "It was never sent: \(last)"
    case .suppressed: return "It was left out: \(last)"
    }
  }

  private func at(_ instant: Instant?) -> String { instant.map { " at \(times.second($0))" } ?? "" }

  private var facts: [(String, String)] {
    [
      ("message", id.description), ("Message-ID", id.messageID(domain: domain)),
      ("instance", "\(record.workflow)/\(record.key), step \(id.effect.step), made \(times.second(record.createdAt))"),
      ("to", "\(record.part.recipient) on \(record.part.channel)"), ("template", record.template), ("subject", record.part.title ?? ""),
      ("status", record.status.rawValue), ("bytes", evidence.bytes.map { "\($0.count)" } ?? "none yet"),
    ]
  }

  private func attempts(_ terminal: Terminal) {
    guard !evidence.attempts.isEmpty else { return terminal.write("It was not tried.") }
    var table = Table("TRY", "BEGAN", "ENDED", "CODE", "ANSWER", "QUEUE ID", "PEER", "TLS")
    for one in evidence.attempts {
      let answer = one.answer
      table.add(
        String(one.number), times.second(one.beganAt), one.endedAt.map { times.second($0) } ?? "not yet",
        answer["code"]?.int.map { String($0) } ?? "", answer["text"]?.string ?? answer["reason"]?.string ?? "",
        answer["queueId"]?.string ?? "", answer["peer"]?.string ?? "", answer["tls"]?.string ?? "none")
    }
    for line in table.lines(terminal) { terminal.write(line) }
  }

  private var text: String {
    let message = record.part.body["message"]
    return [message?["subject"]?.string, message?["text"]?.string ?? message?["fallbackText"]?.string].compactMap { $0 }
      .joined(separator: "\n\n")
  }

  private var json: Value {
    var fields = record.json.map ?? ValueMap()
    fields["verdict"] = .string(answer)
    fields["messageId"] = .string(id.messageID(domain: domain))
    fields["timesOnWire"] = .int(Int64(record.timesOnWire))
    fields["twins"] = .list(twins.map { .string($0.part.id.description) })
    fields["attemptList"] = .list(
      evidence.attempts.map {
        [
          "number": .int(Int64($0.number)), "began": .string($0.beganAt.description),
          "ended": $0.endedAt.map { .string($0.description) } ?? .null, "answer": $0.answer,
        ]
      })
    fields["bytes"] = evidence.bytes.map { .string(String(decoding: $0, as: UTF8.self)) } ?? .null
    return .map(fields)
  }
}
