import CEL
import Calendar
import Executor
import Machine
import Store
import Workflow
import WorkflowFile

/// Brings instances from the version that they are pinned to to another: told first, then each as a step of its own.
struct VersionMove {
  let call: Invocation
  let access: StoreAccess
  let workflow: String
  let plan: MovePlan
  private let desk: OperatorDesk
  private let target: LoadedDefinition
  private let machine: Machine
  private let live: Live

  /// More instances than these are not for one command.
  private static let instancesMax = 100_000

  struct Candidate {
    var instance: Instance
    /// As it would be; nil where it cannot be moved.
    var moved: Instance?
    var refusal: String?
  }

  init(_ call: Invocation, _ access: StoreAccess, files: InstallationFiles, closure: DefinitionClosure) async throws {
    (self.call, self.access) = (call, access)
    workflow = closure.workflow
    plan = MovePlan(hash: closure.hash, states: try Self.states(call), timers: try Self.timers(call))
    let reader = DefinitionReader(files: files)
    target = try reader.load(closure)
    desk = try await OperatorDesk(call, access)
    machine = Machine(installation: try await access.installation())
    live = Live(contacts: files.contacts.value, settings: .map(files.settings))
  }

  private static func states(_ call: Invocation) throws(UsageError) -> [String: String] {
    var states: [String: String] = [:]
    for word in call.repeated["--map"] ?? [] {
      let pieces = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard pieces.count == 2 else { throw UsageError("--map takes OLD=NEW, not “\(word)”.") }
      states[pieces[0]] = pieces[1]
    }
    return states
  }

  private static func timers(_ call: Invocation) throws(UsageError) -> MovePlan.Timers {
    guard let word = call.options["--timers"] else { return .keepDeadline }
    guard let timers = MovePlan.Timers(rawValue: word) else {
      throw UsageError("--timers takes \(MovePlan.Timers.allCases.map(\.rawValue).joined(separator: ", ")), not “\(word)”.")
    }
    return timers
  }

  /// Instances of the workflow that have not ended and are on another version, with what the move would make of each.
  func candidates() async throws -> [Candidate] {
    let filter = InstanceFilter(workflow: workflow, statuses: [.running, .suspended, .faulted], limit: Self.instancesMax)
    let now = try await access.now()
    var found: [Candidate] = []
    for instance in try await access.store.instances(filter) where instance.hash != plan.hash {
      do {
        let old = try await desk.definition(instance.hash)
        let moment = Moment(now: max(now, instance.now), wall: max(now, instance.now))
        let step = try machine.move(instance, from: old, to: target.definition, plan, by: "", reason: "", moment, live)
        found.append(Candidate(instance: instance, moved: step.instance))
      } catch let fault as StepFault {
        found.append(Candidate(instance: instance, refusal: fault.message))
      } catch let abandoned as StepAbandoned {
        found.append(Candidate(instance: instance, refusal: abandoned.reason))
      }
    }
    return found
  }

  func items(_ candidates: [Candidate]) -> [Deed.Item] {
    candidates.map { one in
      let name = "\(one.instance.workflow)/\(one.instance.key)"
      return Deed.Item(target: name, line: "\(name)  \(words(one))")
    }
  }

  private func words(_ one: Candidate) -> String {
    guard let moved = one.moved else { return "stays in \(one.instance.state): \(one.refusal ?? "")" }
    var words = one.instance.state == moved.state ? one.instance.state : "\(one.instance.state) → \(moved.state)"
    if moved.status != one.instance.status { words += ", \(moved.status.rawValue)" }
    if moved.due != one.instance.due {
      words += "; next \(moved.due.map { access.times.minute($0) } ?? "nothing") (was \(access.times.minute(one.instance.due)))"
    } else if let due = moved.due {
      words += "; next \(access.times.minute(due)) as before"
    }
    return words
  }

  func perform(_ candidates: [Candidate], _ deed: Deed) async throws -> [Deed.Outcome] {
    var outcomes: [Deed.Outcome] = []
    for one in candidates {
      do {
        var word = OperatorWord(.move(plan), by: deed.by, reason: deed.reason, target: target)
        word.renderer = desk.renderer
        let isThere = try await desk.perform(word, on: one.instance)
        outcomes.append(Deed.Outcome(words: isThere ? "moved" : "not there any more", isDone: isThere))
      } catch let error as StoreError where error.retry == .never {
        outcomes.append(Deed.Outcome(words: "not moved: \(error.message)", isDone: false))
      }
    }
    return outcomes
  }
}
