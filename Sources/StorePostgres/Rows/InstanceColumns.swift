import Calendar
import Machine
import PostgreSQL
import Store
import Workflow

/// Instances as a batch of steps leaves them.
struct InstanceColumns {
  private var ids: [InstanceID] = []
  private var from: [Int] = []
  private var hash = TextColumn()
  private var status = TextColumn()
  private var state = TextColumn()
  private var outcome = TextColumn()
  private var standing = TextColumn()
  private var data = TextColumn()
  private var timers = TextColumn()
  private var step: [Int] = []
  private var now: [Instant] = []
  private var closedAt: [Instant?] = []
  private var input = TextColumn()
  private var due: [Instant?] = []
  private var isAwake: [Bool] = []

  var count: Int { ids.count }

  /// - Parameter writesInput: whether what was given at the start is written too.
  mutating func add(_ instance: Instance, from step: Int, writesInput: Bool) {
    ids.append(instance.id)
    from.append(step)
    hash.append(instance.hash.text)
    status.append(instance.status.rawValue)
    state.append(instance.state)
    outcome.append(instance.outcome)
    standing.append { JSONText.write(Standing(of: instance).stored, onto: &$0) }
    data.append { JSONText.write(instance.data, onto: &$0) }
    timers.append { JSONText.write(instance.timers.stored, onto: &$0) }
    self.step.append(instance.step)
    now.append(instance.now)
    closedAt.append(instance.closedAt)
    if writesInput { input.append { JSONText.write(instance.input, onto: &$0) } } else { input.append(nil) }
    due.append(instance.due)
    isAwake.append(instance.isAwake)
  }

  var setWork: Call { Call(StepSQL.setWork, .keys(ids) + [.instants(due), .bools(isAwake)]) }

  var move: Call {
    Call(
      StepSQL.moveInstances,
      .keys(ids) + [
        .numbers(from), .textColumn(hash), .textColumn(status), .textColumn(state), .textColumn(outcome), .textColumn(standing),
        .textColumn(data), .textColumn(timers), .numbers(step), .instants(now), .instants(closedAt), .textColumn(input),
      ])
  }
}
