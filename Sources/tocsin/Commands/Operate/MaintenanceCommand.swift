import CEL
import Calendar
import Store

extension Command {
  static let maintenance = Command(
    name: "maintenance", summary: "List, open or end windows in which no message goes out.",
    discussion: """
      In a window messages of a workflow, a channel, or all wait, whichever rung they are of; lifecycles go on. When it is over each
      is asked again whether it still holds, so what was resolved meanwhile reaches nobody. With --repeat it comes again.

        tocsin maintenance open --workflow batch-stuck-alert --until 2026-06-21T06:00:00+06:00 --reason "upgrade of CC&B"
        tocsin maintenance open --channel email --repeat "0 2 * * 0" --for 120 --reason "mail server, every Sunday"
        tocsin maintenance end 3 --reason "done early"
      """,
    arguments: [
      Argument(name: "VERB", help: "open or end; a list without it.", isOptional: true, choices: ["open", "end"]),
      Argument(name: "NUMBER", help: "Which to end.", isOptional: true),
    ],
    options: [
      Option(name: "--workflow", value: "NAME", help: "Of this workflow's instances; of all without it."),
      Option(name: "--channel", value: "NAME", help: "On this channel; on all without it."),
      Option(name: "--from", value: "TIME", help: "RFC 3339 (default: now)."),
      Option(name: "--until", value: "TIME", help: "RFC 3339; of one that repeats: when it is given up."),
      Option(name: "--repeat", value: "CRON", help: "Begins at each of these times."),
      Option(name: "--for", value: "MINUTES", help: "How long it lasts each time."),
    ] + Deed.options,
    run: { call in
      try await call.withStore { access in
        switch call.argument(0) {
        case nil: try await list(call, access)
        case "open": try await open(call, access)
        case "end": try await end(call, access)
        case let other?: throw UsageError("maintenance knows open and end, not “\(other)”.")
        }
      }
    })

  private static func list(_ call: Invocation, _ access: StoreAccess) async throws -> ExitCode {
    let now = try await access.now()
    let windows = try await access.store.maintenanceWindows(at: now)
    if call.isJSON {
      call.terminal.write(JSON.write(.list(windows.map(\.json))))
      return .success
    }
    let open = windows.filter { $0.isOpen(at: now) }
    call.terminal.write(
      open.isEmpty
        ? "No window is open\(windows.isEmpty ? "." : "; \(windows.count) are to come.")"
        : "\(open.count == 1 ? "1 window is" : "\(open.count) windows are") open.")
    var table = Table("NO", "WORKFLOW", "CHANNEL", "FROM", "UNTIL", "REPEATS", "OPEN", "BY", "REASON")
    for one in windows {
      table.add(
        "#\(one.number)", one.workflow ?? "all", one.channel ?? "all", access.times.minute(one.begins), access.times.minute(one.ends),
        one.cron.map { "\($0), \(one.minutes ?? 0) min" } ?? "", one.isOpen(at: now) ? "yes" : "", one.by, one.reason)
    }
    if !windows.isEmpty { for line in table.lines(call.terminal) { call.terminal.write(line) } }
    return .success
  }

  private static func open(_ call: Invocation, _ access: StoreAccess) async throws -> ExitCode {
    let deed = try Deed(call)
    let now = try await access.now()
    let window = try MaintenanceWindow(
      workflow: call.options["--workflow"], channel: call.options["--channel"],
      begins: call.options["--from"].map { try TimeOption.instant($0, before: now) } ?? now,
      ends: call.options["--until"].map { try TimeOption.instant($0, before: now) }, cron: call.options["--repeat"],
      minutes: call.options["--for"] == nil ? nil : call.number("--for", default: 1), zone: access.configuration.timezone, by: deed.by,
      reason: deed.reason)
    try check(window, now)
    let what = "\(window.workflow ?? "all workflows") on \(window.channel ?? "all channels")"
    let item = Deed.Item(target: what, line: "\(what), \(window.words(access.times))")
    return try await deed.run(access, verb: "maintenance open", heading: "1 window to be opened", [item]) {
      [Deed.Outcome(words: "window #\(try await access.store.openMaintenance(window))")]
    }
  }

  private static func check(_ window: MaintenanceWindow, _ now: Instant) throws {
    guard (window.cron == nil) == (window.minutes == nil) else { throw UsageError("--repeat and --for go together.") }
    if let cron = window.cron {
      do { _ = try Cron(parsing: cron) } catch { throw UsageError("--repeat “\(cron)”: \(error)", hint: "For a start \"0 2 * * 0\".") }
    } else if window.ends == nil {
      throw UsageError("A window needs --until, or --repeat and --for: one without an end would be forgotten.")
    }
    if let ends = window.ends, ends <= now || ends <= window.begins { throw UsageError("The window would be over before it begins.") }
  }

  private static func end(_ call: Invocation, _ access: StoreAccess) async throws -> ExitCode {
    let deed = try Deed(call)
    guard let word = call.argument(1), let number = Int64(word.drop { $0 == "#" }) else {
      throw UsageError("maintenance end needs NUMBER.")
    }
    let now = try await access.now()
    guard let window = try await access.store.maintenanceWindows(at: now).first(where: { $0.number == number }) else {
      throw CommandError("There is no window #\(number).", hint: "tocsin maintenance lists them.")
    }
    let item = Deed.Item(
      target: "window #\(number)",
      line: "#\(number)  \(window.workflow ?? "all workflows") on \(window.channel ?? "all channels"), \(window.words(access.times))")
    return try await deed.run(access, verb: "maintenance end", heading: "1 window to be ended", [item]) {
      let isDone = try await access.store.endMaintenance(number, at: try await access.now())
      return [Deed.Outcome(words: isDone ? "over" : "was over already", isDone: isDone)]
    }
  }
}

extension MaintenanceWindow {
  func isOpen(at now: Instant) -> Bool { end(covering: workflow ?? "", channel ?? "", at: now) != nil }

  func words(_ times: TimeText) -> String {
    let end = ends.map { " until \(times.minute($0))" } ?? ""
    guard let cron, let minutes else { return "from \(times.minute(begins))\(end)" }
    return "\(minutes) min at each \(cron)\(end)"
  }

  var json: Value {
    [
      "number": .int(number), "workflow": workflow.map { .string($0) } ?? .null, "channel": channel.map { .string($0) } ?? .null,
      "from": .string(begins.description), "until": ends.map { .string($0.description) } ?? .null,
      "repeat": cron.map { .string($0) } ?? .null,
      "minutes": minutes.map { .int(Int64($0)) } ?? .null, "by": .string(by), "reason": .string(reason),
    ]
  }
}
