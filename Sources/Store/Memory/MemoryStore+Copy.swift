package import Calendar
package import Machine
import Workflow

/// For who looks ahead: another store's rows taken over as they are, and when something is due next.
extension MemoryStore {
  /// An instance, or the schedule of a workflow, as it stands in another store.
  package func takeOver(_ instance: Instance, inbox: [InboxRecord]) throws(StoreError) {
    put(new: try plain(instance))
    for record in inbox {
      _ = take(try plain(record.event))
      if let step = record.step { inboxes[instance.id]?.markRead(record.event.key, step: step) }
    }
  }

  /// A part as it stands in another store; one that is being sent there counts as done.
  package func takeOver(_ record: PartRecord) throws(StoreError) {
    var row = MemoryPart(part: try plain(record.part), createdAt: record.createdAt)
    row.status = record.status == .sending ? .delivered : record.status
    row.attempts = record.attempts
    row.uncertains = record.uncertains
    row.settledAt = record.settledAt
    row.sentAt = record.status == .delivered ? record.settledAt : nil
    row.lastAnswer = record.lastAnswer
    parts[row.part.id] = row
    partsOf[row.part.effect.instance, default: []].append(row.part.id)
    if row.status == .pending { pending[row.part.channel, default: []].insert(row.part.id) }
  }

  /// A definition that instances are pinned to, current or not.
  package func takeOver(_ closure: DefinitionClosure, as current: WorkflowRecord?) {
    definitions[closure.hash.text] = MemoryDefinition(closure: closure)
    if let current { self.current[closure.workflow] = current }
  }

  /// When something is due next after a moment at which all is done; nil where nothing ever is.
  package func nextDue(after now: Instant) -> Instant? {
    dueTimes(at: now).filter { $0 > now && $0 < .latest }.min()
  }
}
