import CEL
import Calendar
import Machine
import Store

/// What a look at the whole found.
struct Health {
  struct Finding: Hashable {
    enum Weight: String, Hashable {
      case fine
      case notice
      case trouble
    }

    var weight: Weight
    /// What was looked at: `executors`.
    var subject: String
    var text: String
    var wayOut: String?
  }

  /// Seconds of silence after which an executor counts as gone.
  static let silenceSecondsMax = 60
  /// Work that waits longer is late.
  static let lateSecondsMax: Int64 = 60
  static let executorsMax = 100

  var overview: Overview
  var executors: [ExecutorPresence]
  var channels: [ChannelRecord]
  var fence: Fence
  /// Windows in which messages do not go, open now or to come.
  var windows: [MaintenanceWindow]
  /// Workflows' time.
  var now: Instant

  static func look(_ access: StoreAccess) async throws -> Health {
    let now = try await access.now()
    return Health(
      overview: try await access.store.overview(at: now), executors: try await access.store.executors(limit: executorsMax),
      channels: try await access.store.channels(), fence: try await access.store.fence(raises: false, at: now),
      windows: try await access.store.maintenanceWindows(at: now), now: now)
  }

  var present: [ExecutorPresence] { executors.filter { !$0.hasEnded && $0.silentSeconds <= Self.silenceSecondsMax } }

  func findings(_ times: TimeText) -> [Finding] {
    [atWork, late(times)] + restored(times) + workflows + messages(times) + down(times) + paused(times) + windowsOpen(times) + [incidents]
  }

  private var atWork: Finding {
    let versions = Set(present.map(\.record.version)).sorted()
    if present.isEmpty {
      return Finding(weight: .trouble, subject: "executors", text: "no executor is at work", wayOut: "tocsin run")
    }
    let count = present.count == 1 ? "1 executor is at work" : "\(present.count) executors are at work"
    guard versions.count > 1 else { return Finding(weight: .fine, subject: "executors", text: "\(count), version \(versions[0])") }
    return Finding(weight: .notice, subject: "executors", text: "\(count), of versions \(versions.joined(separator: ", "))")
  }

  private func late(_ times: TimeText) -> Finding {
    guard let oldest = overview.oldestDue, (now - oldest).components.seconds > Self.lateSecondsMax else {
      return Finding(weight: .fine, subject: "deadlines", text: "nothing is late")
    }
    let count = overview.due == 1 ? "1 instance waits" : "\(overview.due) instances wait"
    return Finding(
      weight: .trouble, subject: "deadlines",
      text: "\(count) for an executor, the oldest since \(times.minute(oldest)) (\(SpanText.words(from: oldest, to: now)))",
      wayOut: present.isEmpty ? nil : "tocsin list; is an executor stuck?")
  }

  private var workflows: [Finding] {
    overview.workflows.compactMap { workflow in
      let faulted = workflow.counts[.faulted] ?? 0
      let suspended = workflow.counts[.suspended] ?? 0
      if faulted > 0 {
        return Finding(
          weight: .trouble, subject: workflow.name, text: "\(faulted) faulted",
          wayOut: "tocsin list \(workflow.name) --status faulted")
      }
      guard suspended > 0 else { return nil }
      return Finding(weight: .notice, subject: workflow.name, text: "\(suspended) suspended", wayOut: "tocsin resume \(workflow.name)")
    }
  }

  private func messages(_ times: TimeText) -> [Finding] {
    overview.channels.flatMap { channel -> [Finding] in
      var found: [Finding] = []
      if channel.held > 0 {
        found.append(
          Finding(weight: .trouble, subject: channel.name, text: "\(channel.held) held for a person to look at", wayOut: "tocsin outbox"))
      }
      if channel.uncertain > 0 {
        found.append(
          Finding(
            weight: .trouble, subject: channel.name, text: "\(channel.uncertain) uncertain: nobody knows whether they arrived",
            wayOut: "tocsin messages --status uncertain --all"))
      }
      if channel.failed > 0 {
        found.append(
          Finding(
            weight: .trouble, subject: channel.name, text: "\(channel.failed) failed", wayOut: "tocsin messages --status failed --all"))
      }
      if let oldest = channel.oldestDue, (now - oldest).components.seconds > Self.lateSecondsMax {
        found.append(
          Finding(
            weight: .notice, subject: channel.name, text: "\(channel.due) wait to go, the oldest since \(times.minute(oldest))"))
      }
      return found
    }
  }

  private func down(_ times: TimeText) -> [Finding] {
    channels.filter(\.isDown).map { channel in
      let answer = channel.lastAnswer["text"]?.string ?? ""
      return Finding(
        weight: .trouble, subject: channel.name, text: "down since \(times.minute(channel.since)): \(answer)",
        wayOut: "its messages wait, and go by themselves when it answers")
    }
  }

  private func paused(_ times: TimeText) -> [Finding] {
    channels.compactMap { channel in
      channel.pause.map {
        Finding(
          weight: .notice, subject: channel.name, text: "paused since \(times.minute($0.since)) by \($0.by): \($0.reason)",
          wayOut: "tocsin channel resume \(channel.name)")
      }
    }
  }

  private func windowsOpen(_ times: TimeText) -> [Finding] {
    windows.filter { $0.isOpen(at: now) }.map { window in
      let what = window.workflow.map { "messages of \($0)" } ?? "messages"
      let channel = window.channel.map { " on \($0)" } ?? ""
      return Finding(
        weight: .notice, subject: "maintenance",
        text: "\(what)\(channel) wait, window #\(window.number) is open (\(window.words(times))): \(window.by), \(window.reason)",
        wayOut: "tocsin maintenance end \(window.number)")
    }
  }

  private func restored(_ times: TimeText) -> [Finding] {
    guard fence.since != nil || fence.isCopy else { return [] }
    let since = fence.since.map { " since \(times.minute($0))" } ?? ""
    return [
      Finding(
        weight: .trouble, subject: "outbox", text: "held\(since): the database came back from a backup", wayOut: "tocsin restore-check")
    ]
  }

  private var incidents: Finding {
    guard overview.openIncidents > 0 else { return Finding(weight: .fine, subject: "incidents", text: "none is open") }
    return Finding(weight: .trouble, subject: "incidents", text: "\(overview.openIncidents) open", wayOut: "tocsin incidents")
  }
}

extension [Health.Finding] {
  /// The first line: the answer.
  var answer: String {
    let trouble = filter { $0.weight == .trouble }
    let notices = count { $0.weight == .notice }
    guard let first = trouble.first else {
      return notices == 0 ? "Nothing is wrong." : "Nothing is wrong; \(notices == 1 ? "one thing" : "\(notices) things") to know."
    }
    let more = trouble.count > 1 ? " (and \(trouble.count - 1) more)" : ""
    return "Something is wrong: \(first.subject): \(first.text)\(more)"
  }

  var isTrouble: Bool { contains { $0.weight == .trouble } }
}
