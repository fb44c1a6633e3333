import CEL
import Calendar
import Channel
import Executor
import Store

extension Command {
  static let channels = Command(
    name: "channels", summary: "Show the channels: up, down or paused, since when, what they said last, what waits for them.",
    discussion: "Exit code 1 while one is down or paused.",
    run: { call in
      try await call.withStore { access in
        let all = try await ChannelLine.all(access, call)
        if call.isJSON {
          call.terminal.write(JSON.write(.list(all.map(\.json))))
        } else {
          let now = try await access.now()
          call.terminal.write(Table.safe(ChannelLine.answer(all, access.times, now)))
          var table = Table("CHANNEL", "STATE", "SINCE", "WAITING", "OLDEST", "HELD", "LAST ANSWER")
          for one in all {
            table.add(
              one.name, one.state, access.times.minute(one.since), String(one.waiting), access.times.minute(one.oldest), String(one.held),
              one.lastAnswer)
          }
          for line in table.lines(call.terminal) { call.terminal.write(line) }
        }
        return all.contains { $0.state != "up" } ? .trouble : .success
      }
    })
}

/// A channel as people look at it.
struct ChannelLine {
  var name: String
  var record: ChannelRecord?
  var counts: Overview.Channel?

  static func all(_ access: StoreAccess, _ call: Invocation) async throws -> [ChannelLine] {
    let records = try await access.store.channels()
    let counts = try await access.store.overview(at: try await access.now()).channels
    let files = try InstallationFiles(directory: call.directory, configuration: access.configuration)
    let rooms = (try? files.rooms()) ?? []  // Faulty files are told of elsewhere; the channels are shown all the same.
    let setUp = ChannelSetup(configuration: access.configuration, directory: call.directory, rooms: rooms).channels().map(\.name)
    let names = Set(setUp + records.map(\.name) + counts.map(\.name)).filter {
      !OutboxWords.innerChannels.contains($0) && !$0.hasPrefix("source/")
    }
    return names.sorted().map { name in
      ChannelLine(name: name, record: records.first { $0.name == name }, counts: counts.first { $0.name == name })
    }
  }

  var state: String {
    if record?.pause != nil { return "paused" }
    return record?.isDown == true ? "down" : "up"
  }

  var since: Instant? { record?.pause?.since ?? record?.since }
  var waiting: Int { counts?.pending ?? 0 }
  var held: Int { counts?.held ?? 0 }
  var oldest: Instant? { counts?.oldestDue }

  var lastAnswer: String {
    if let pause = record?.pause { return "by \(pause.by): \(pause.reason)" }
    return record?.lastAnswer["text"]?.string ?? ""
  }

  static func answer(_ all: [ChannelLine], _ times: TimeText, _ now: Instant) -> String {
    let wrong = all.filter { $0.state != "up" }
    guard let first = wrong.first else { return all.count == 1 ? "The channel is up." : "All \(all.count) channels are up." }
    let since = first.since.map { " since \(times.minute($0)) (\(SpanText.words(from: $0, to: now)))" } ?? ""
    let waiting = first.waiting == 1 ? "1 message waits" : "\(first.waiting) messages wait"
    let more = wrong.count > 1 ? " (and \(wrong.count - 1) more)" : ""
    return "\(first.name) is \(first.state)\(since), \(first.lastAnswer); \(waiting)\(more)"
  }

  var json: Value {
    var fields: ValueMap = [
      "name": .string(name), "state": .string(state), "waiting": .int(Int64(waiting)), "held": .int(Int64(held)),
      "lastAnswer": record?.lastAnswer ?? .null,
    ]
    if let since { fields["since"] = .string(since.description) }
    if let oldest { fields["oldest"] = .string(oldest.description) }
    if let pause = record?.pause { fields["pause"] = ["by": .string(pause.by), "reason": .string(pause.reason)] }
    return .map(fields)
  }
}
