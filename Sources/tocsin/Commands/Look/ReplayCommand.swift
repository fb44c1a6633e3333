import CEL
import Calendar
import Executor
import Foundation
import Machine
import Store
import Workflow
import WorkflowFile
import YAML

extension Command {
  static let replay = Command(
    name: "replay", summary: "Show what another definition would have done with an instance's recorded events.",
    discussion: """
      Events and answers of sources come at their recorded times; deadlines are the definition's own. Lines with - were so, lines
      with + would have been. Nothing is sent or written. Contacts and settings are those of today. Without --with the instance's
      own definition is replayed, which must repeat its history. Exit code 1 where the definition fails on the way.
      """,
    arguments: [Argument(name: "WORKFLOW/KEY", help: "The instance.")],
    options: [
      Option(name: "--with", value: "FILE", help: "A changed workflow file."),
      Option(name: "--until", value: "TIME", help: "RFC 3339; deadlines up to then still run (default: now)."),
    ],
    run: { call in
      let address = try Address(call.required(0))
      return try await call.withStore { access in
        let replayer = try await Replayer(call, access, try await address.find(in: access.store).id)
        return try await replayer.run()
      }
    })
}

private struct Replayer {
  let call: Invocation
  let access: StoreAccess
  let instance: Instance
  let own: Workflow.Definition
  let files: InstallationFiles

  /// Steps of one instance.
  private static let stepsMax = 100_000

  init(_ call: Invocation, _ access: StoreAccess, _ id: InstanceID) async throws {
    self.call = call
    self.access = access
    guard let instance = try await access.store.instance(id) else { throw CommandError("The instance \(id) is not there any more.") }
    guard Schedule.number(ofKey: instance.key) == nil else { throw UsageError("A schedule has no lifecycle to replay.") }
    guard let closure = try await access.store.closure(of: instance.hash) else {
      throw CommandError("The definition \(instance.hash) of \(instance.workflow)/\(instance.key) is not in the database.")
    }
    files = try InstallationFiles(directory: call.directory, configuration: call.configuration())
    own = try DefinitionReader(files: files).load(closure).definition
    self.instance = try instance.typed(by: own)
  }

  func run() async throws -> ExitCode {
    let changed = try call.options["--with"].map { try definition(at: $0) }
    let until = try await until()
    let live = Live(contacts: files.contacts.value, settings: .map(files.settings))
    let machine = Machine(installation: try await access.installation())
    let recording = Recording(machine: machine, definition: own, live: live, instance: instance, records: try await records())
    let after = changed.map { Replay.run(recording, machine, with: $0, live, until: until) }
    tell(recording, after)
    return (after ?? recording.outcome).fault == nil ? .success : .trouble
  }

  private func definition(at path: String) throws -> Workflow.Definition {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw UsageError("\(path) cannot be read.", hint: "Is it there, readable, and UTF-8?")
    }
    do throws(Diagnostics) {
      return try files.check(path: path, text: text).definition
    } catch {
      let words = DiagnosticText(sources: [SourceText(file: path, text: text)] + files.sourceTexts, colour: false).render(error.all)
      throw CommandError("\(path) has errors:\n\(words)")
    }
  }

  private func records() async throws -> [StepRecord] {
    try await access.store.history(of: instance.id, from: nil, limit: Self.stepsMax).map { try $0.record() }
  }

  private func until() async throws -> Instant {
    guard let text = call.options["--until"] else { return try await access.now() }
    do {
      return try Instant(parsing: text)
    } catch {
      throw UsageError("“\(text)” is no time.", hint: "For a start 2026-06-21T09:00:00+02:00.")
    }
  }

  private func tell(_ recording: Recording, _ after: Replay.Outcome?) {
    let before = recording.outcome
    let text = ReplayText(times: access.times)
    let old = text.lines(before)
    let new = after.map { text.lines($0) } ?? old
    let lines = ReplayText.difference(old, new)
    let changes = lines.filter { if case .same = $0 { false } else { true } }.count
    if call.isJSON { return call.terminal.write(JSON.write(json(before, after ?? before, lines, changes: changes))) }
    call.terminal.write(answer(recording, after, changes: changes))
    for line in lines { call.terminal.write(styled(line)) }
    for notice in notices(after ?? before) { call.terminal.write(notice) }
  }

  private func answer(_ recording: Recording, _ after: Replay.Outcome?, changes: Int) -> String {
    let name = Table.safe("\(instance.workflow)/\(instance.key)")
    let before = recording.outcome
    guard let after else {
      return recording.isFaithful
        ? "\(name): its definition repeats its history, \(before.steps.count) steps."
        : "\(name): its definition does not repeat its history; with today's contacts it comes to \(standing(before))."
    }
    if let fault = after.fault { return "\(name) would have faulted at \(access.times.minute(fault.at)): \(fault.fault.message)" }
    if changes == 0 { return "\(name): no difference; it stands in \(standing(after))." }
    let lines = changes == 1 ? "1 line differs" : "\(changes) lines differ"
    if standing(after) == standing(before) { return "\(name) would stand in \(standing(after)) as well; \(lines) on the way." }
    return "\(name) would stand in \(standing(after)), not in \(standing(before)); \(lines)."
  }

  private func standing(_ outcome: Replay.Outcome) -> String {
    outcome.instance.outcome.flatMap { $0 == outcome.instance.state ? nil : "\(outcome.instance.state) (\($0))" }
      ?? outcome.instance.state
  }

  private func styled(_ line: ReplayText.Line) -> String {
    switch line {
    case .same(let text): "  " + text
    case .gone(let text): call.terminal.styled("- " + text, .red)
    case .new(let text): call.terminal.styled("+ " + text, .green)
    }
  }

  private func notices(_ outcome: Replay.Outcome) -> [String] {
    outcome.idleAnswers.map { "note: the answer of \($0.source) at \(access.times.minute($0.at)) was not asked for" }
      + outcome.unanswered.map { "note: \($0) was asked, and no answer is recorded" }
  }

  private func json(_ before: Replay.Outcome, _ after: Replay.Outcome, _ lines: [ReplayText.Line], changes: Int) -> Value {
    [
      "instance": .string("\(instance.workflow)/\(instance.key)"), "before": .string(before.instance.state),
      "after": .string(after.instance.state), "changes": .int(Int64(changes)),
      "fault": after.fault.map { .string($0.fault.message) } ?? .null,
      "lines": .list(
        lines.map { line in
          switch line {
          case .same(let text): ["kind": "same", "text": .string(text)]
          case .gone(let text): ["kind": "gone", "text": .string(text)]
          case .new(let text): ["kind": "new", "text": .string(text)]
          }
        }),
    ]
  }
}
