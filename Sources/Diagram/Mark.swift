package import Machine
import Workflow

/// What a diagram shows of an instance: where it stands, and the way that it took.
package struct Mark: Sendable {
  /// One step: from which innermost states, into which states, and why.
  struct Move: Sendable {
    var from: [String]
    var left: Set<String>
    var entered: Set<String>
    var cause: Cause
    /// Events that the step raised itself.
    var raised: Set<String>
  }

  enum Cause: Hashable, Sendable {
    case start
    case event(String)
    case time
    case answer
    case failure
    case other
  }

  let active: Set<String>
  let moves: [Move]

  /// - Parameter records: its history, from the first step.
  package init(_ instance: Instance, _ records: [StepRecord]) {
    active =
      instance.status.isEnded ? Set(records.last?.to.split(separator: " ").map(String.init) ?? []) : Set(instance.configuration.map(\.path))
    moves = records.map { record in
      var move = Move(
        from: record.from.split(separator: " ").map(String.init), left: [], entered: [], cause: Self.cause(record.event), raised: [])
      for change in record.changes {
        switch change {
        case .left(let path): move.left.insert(path)
        case .entered(let path, _): move.entered.insert(path)
        case .raised(let name): move.raised.insert(name)
        case .assigned, .itemOpened, .itemClosed, .itemChanged, .timerSet, .childNamed, .appended, .logged, .passedOver: break
        }
      }
      return move
    }
  }

  func wasEntered(_ path: String) -> Bool { moves.contains { $0.entered.contains(path) } }

  func wasTaken(_ edge: Chart.Edge, in chart: Chart) -> Bool {
    let source = chart.path(edge.source)
    let targets = edge.targets.map { chart.path($0) }
    return moves.contains { move in
      let wasThere =
        source.isEmpty || move.left.contains(source) || move.entered.contains(source)
        || move.from.contains { $0 == source || $0.hasPrefix(source + ".") }
      return wasThere && targets.allSatisfy(move.entered.contains) && edge.trigger.fits(move)
    }
  }
}

extension Chart.Trigger {
  fileprivate func fits(_ move: Mark.Move) -> Bool {
    switch self {
    case .always: true
    case .event(let pattern):
      switch move.cause {
      case .event(let name) where pattern == name || pattern.hasSuffix("*"): true
      default: move.raised.contains(pattern)
      }
    case .time: move.cause == .time
    case .answer: move.cause == .answer
    case .failure: move.cause == .failure
    }
  }
}

extension Mark {
  private static func cause(_ event: Event) -> Cause {
    switch event {
    case .started: .start
    case .occurred(let name, _, _): .event(name)
    case .watched(let watched): .event(watched.kind.rawValue)
    case .answered(_, .done): .answer
    case .answered(_, .failed): .failure
    case .childEnded: .event("child.done")
    case .timerDue: .time
    case .adopted, .deployed, .operated: .other
    }
  }
}
