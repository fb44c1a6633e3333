import Calendar
import Machine
import PostgreSQL
import Store

/// The records of a batch of steps.
struct HistoryColumns {
  private var ids: [InstanceID] = []
  private var step: [Int] = []
  private var at: [Instant] = []
  private var wall: [Instant] = []
  private var event = TextColumn()
  private var changes = TextColumn()

  var count: Int { ids.count }

  mutating func add(_ id: InstanceID, _ record: StepRecord) {
    ids.append(id)
    step.append(record.number)
    at.append(record.moment.now)
    wall.append(record.moment.wall)
    event.append { JSONText.write(record.storedEvent, onto: &$0) }
    changes.append { JSONText.write(record.storedChanges, onto: &$0) }
  }

  func insert(engine: String) -> Call {
    Call(
      StepSQL.insertHistory,
      .keys(ids) + [
        .numbers(step), .instants(at), .instants(wall), .textColumn(event), .textColumn(changes), .text(engine),
      ])
  }
}
