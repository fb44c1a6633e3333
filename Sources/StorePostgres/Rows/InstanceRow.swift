import CEL
import Calendar
import Machine
import PostgreSQL
import Store
import Workflow

/// An instance as its row says, without items and children.
struct InstanceRow {
  /// In the order in which `init` reads them; `i` is the table.
  static let columns = """
    i.id, i.workflow, i.key, i.run, i.hash, i.origin, i.status, i.outcome, i.standing, i.input, i.data, i.timers,
    i.step, i.now, i.opened_at, i.closed_at
    """

  var instance: Instance

  init(_ cursor: inout RowCursor) throws {
    let id = try cursor.instanceID()
    let workflow = try cursor.text()
    let key = try cursor.text()
    let run = try cursor.int()
    let hash = DefinitionHash(text: try cursor.text())
    let origin = try cursor.optionalText().flatMap { EffectID($0) }
    let status = try cursor.word(Instance.Status.self)
    let outcome = try cursor.optionalText()
    let standing = try Standing(stored: try cursor.json())
    let input = try cursor.json()
    let data = try cursor.json()
    let timers = try [Timer](stored: try cursor.json())
    let step = try cursor.int()
    let now = try cursor.instant()
    instance = Instance(
      id: id, workflow: workflow, key: key, run: run, hash: hash, origin: origin, openedAt: try cursor.instant(), input: input,
      data: data)
    instance.closedAt = try cursor.optionalInstant()
    instance.status = status
    instance.outcome = outcome
    instance.timers = timers
    instance.step = step
    instance.now = now
    standing.restore(to: &instance)
  }
}

extension Item {
  static let columns = "t.item, t.open, t.opened_at, t.closed_at, t.fields"

  init(_ cursor: inout RowCursor) throws {
    let id = try cursor.text()
    let isOpen = try cursor.bool()
    let openedAt = try cursor.instant()
    let closedAt = try cursor.optionalInstant()
    guard let fields = try cursor.json().map else {
      throw StoreError(retry: .never, message: "a stored row cannot be read: an item's fields are no object")
    }
    self.init(id: id, isOpen: isOpen, openedAt: openedAt, closedAt: closedAt, fields: fields)
  }
}

extension Child {
  static let columns = "t.child, t.workflow, t.key, t.status, t.state, t.outcome, t.open, t.closed"

  init(_ cursor: inout RowCursor) throws {
    self.init(
      id: try cursor.instanceID(), workflow: try cursor.text(), key: try cursor.text(),
      status: try cursor.word(Instance.Status.self), state: try cursor.text(), outcome: try cursor.optionalText(),
      open: try cursor.int(), closed: try cursor.int())
  }
}

extension InboxEvent {
  static let columns = "e.id, e.key, e.at, e.name, e.data"

  init(_ cursor: inout RowCursor) throws {
    self.init(
      instance: try cursor.instanceID(), key: try cursor.text(), at: try cursor.instant(), name: try cursor.text(),
      data: try cursor.json())
  }
}
