import CEL
import Calendar
import Store

extension Command {
  static let restoreCheck = Command(
    name: "restore-check", summary: "Tell whether the database came back from a backup, and let its outbox go when a person says so.",
    discussion: """
      A dump that is played back is noticed by the first executor that starts on it: what was unsent in the backup may have been sent
      since, so nothing goes until --release. Cancel first what must not go twice: `tocsin messages cancel --where …`.
      A copy of the files that came back in their own place (point-in-time recovery) looks like the original: say --hold before
      the executors start. Exit code 1 while the outbox is held.
      """,
    options: [
      Option(name: "--release", value: nil, help: "The outbox goes, and this database is the installation's own."),
      Option(name: "--hold", value: nil, help: "Nothing goes until --release."),
    ] + Deed.options,
    run: { call in
      try await call.withStore { access in
        guard call.isSet("--release") || call.isSet("--hold") else { return try await look(call, access) }
        let deed = try Deed(call)
        let waiting = try await waiting(access)
        let item = Deed.Item(target: "outbox", line: "outbox  \(Self.count(waiting))")
        let isRelease = call.isSet("--release")
        let verb = isRelease ? "restore-check --release" : "restore-check --hold"
        return try await deed.run(access, verb: verb, heading: "The outbox to be \(isRelease ? "released" : "held")", [item]) {
          let now = try await access.now()
          let isDone = isRelease ? try await access.store.liftFence(at: now) : try await access.store.raiseFence(at: now)
          let words = isRelease ? (isDone ? "released" : "was not held") : (isDone ? "held" : "was held already")
          return [Deed.Outcome(words: words, isDone: isDone)]
        }
      }
    })

  private static func look(_ call: Invocation, _ access: StoreAccess) async throws -> ExitCode {
    let fence = try await access.store.fence(raises: false, at: try await access.now())
    let waiting = try await waiting(access)
    let isHeld = fence.since != nil || fence.isCopy
    if call.isJSON {
      call.terminal.write(
        JSON.write([
          "held": .bool(isHeld), "copy": .bool(fence.isCopy), "since": fence.since.map { .string($0.description) } ?? .null,
          "lastStep": fence.lastStep.map { .string($0.description) } ?? .null, "waiting": .list(waiting.map(\.json)),
        ]))
      return isHeld ? .trouble : .success
    }
    guard isHeld else {
      call.terminal.write("The database is the installation's own; nothing is held.")
      return .success
    }
    let since = fence.since.map { ", held since \(access.times.minute($0))" } ?? ""
    call.terminal.write("The database came back from a backup\(since): \(Self.count(waiting)).")
    if let last = fence.lastStep {
      call.terminal.write("Its last step was made at \(access.times.second(last)); what was sent after that is not in it.")
    }
    if !waiting.isEmpty { for line in MessageList.table(waiting, access.times).lines(call.terminal) { call.terminal.write(line) } }
    call.terminal.write("tocsin messages cancel --where …, then tocsin restore-check --release --reason …")
    return .trouble
  }

  private static func waiting(_ access: StoreAccess) async throws -> [PartRecord] {
    try await access.store.parts(PartFilter(statuses: [.pending, .held, .sending, .uncertain], limit: MessageSelection.messagesMax))
  }

  private static func count(_ waiting: [PartRecord]) -> String {
    waiting.count == 1 ? "1 message waits" : "\(waiting.count) messages wait"
  }
}
