import CEL
import Calendar
import Machine
import Store
import Workflow

/// `--where`: an expression over what a listing shows.
struct WhereExpression {
  private let program: Program
  private let environment: Environment

  /// - Parameter names: what it may name.
  init(_ source: String, _ names: [Variable]) throws(UsageError) {
    environment = Environment(variables: names)
    do {
      program = try environment.compile(source)
    } catch {
      let words = error.problems.map(\.message).joined(separator: "; ")
      throw UsageError("--where “\(source)”: \(words)", hint: "It may name \(names.map(\.name).joined(separator: ", ")).")
    }
  }

  /// - Throws: where it fails or says neither yes nor no; a wrong question must not look like an empty answer.
  func isTrue(_ values: [String: Value]) throws(CommandError) -> Bool {
    do {
      return try program.test(Bindings(environment, values))
    } catch {
      throw CommandError("--where cannot be answered: \(error.message)")
    }
  }
}

extension PartRecord {
  static let whereNames =
    ["id", "workflow", "key", "template", "channel", "to", "subject", "status"].map { Variable($0, .string) } + [
      Variable("attempts", .int), Variable("step", .int), Variable("created", .timestamp), Variable("due", .timestamp),
    ]

  var whereValues: [String: Value] {
    [
      "id": .string(part.id.description), "workflow": .string(workflow), "key": .string(key), "template": .string(template),
      "channel": .string(part.channel), "to": .string(part.recipient), "subject": .string(part.title ?? ""),
      "status": .string(status.rawValue), "attempts": .int(Int64(attempts)), "created": Value(createdAt), "due": Value(part.nextAt),
      "step": .int(Int64(part.effect.step)),
    ]
  }

  /// As workflows name it: `emsp/first-notice`.
  var template: String {
    let name = part.message?.template ?? ""
    let around = "\(workflow)/\(key)/"
    return name.hasPrefix(around) ? String(name.dropFirst(around.count)) : name
  }
}

extension Instance {
  static let whereNames =
    ["workflow", "key", "state", "status", "version"].map { Variable($0, .string) } + ["run", "step"].map { Variable($0, .int) }
    + ["items", "children"].map { Variable($0, .list(.dyn)) } + [Variable("opened", .timestamp)]
    + ["outcome", "input", "data", "closed", "due"].map { Variable($0, .dyn) }

  var whereValues: [String: Value] {
    [
      "workflow": .string(workflow), "key": .string(key), "run": .int(Int64(run)), "state": .string(state),
      "status": .string(status.rawValue), "version": .string(hash.text), "step": .int(Int64(step)),
      "outcome": outcome.map { .string($0) } ?? .null, "input": input, "data": data,
      "items": .list(
        items.map { item in
          var fields = item.fields
          fields["id"] = .string(item.id)
          fields["open"] = .bool(item.isOpen)
          return .map(fields)
        }),
      "children": .list(children.map { ["key": .string($0.key), "state": .string($0.state), "status": .string($0.status.rawValue)] }),
      "opened": Value(openedAt), "closed": closedAt.map { Value($0) } ?? .null, "due": due.map { Value($0) } ?? .null,
    ]
  }
}
