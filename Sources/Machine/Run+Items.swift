import CEL
import Calendar
import Workflow

/// Tracked rows change by difference: a new id is opened, one that is missing from a complete answer closed, one that is back
/// opened again.
extension Run {
  func replaceItems(by expression: Workflow.Expression) throws(StepFault) {
    let rows = try list(expression)
    let source = answer ?? AnswerInHand(askedAt: moment.now, isComplete: true)
    if let last = instance.itemsAskedAt, source.askedAt < last {
      changes.append(.passedOver("an answer of \(source.askedAt) is older than the rows of \(last)"))
      return
    }
    try replaceItems(by: rows, from: source, at: expression.place)
  }

  func replaceItems(by rows: [Value], from source: AnswerInHand, at place: Workflow.Place?) throws(StepFault) {
    guard let record = definition.items else { throw fault("the workflow tracks no items", at: place) }
    var positions: [String: Int] = [:]
    for (position, item) in instance.items.enumerated() { positions[item.id] = position }
    var seen: Set<String> = []
    let rowsRead = try read(rows, as: record, at: place)
    for row in rowsRead {
      guard seen.insert(row.id).inserted else {
        changes.append(.passedOver("the row \(row.id) came twice"))
        continue
      }
      if let position = positions[row.id] { update(position, row) } else { open(row) }
    }
    if source.isComplete { try close(allBut: seen, at: place) }
    instance.itemsAskedAt = source.askedAt
    itemsValue = nil
    hasChangedData = true
  }

  private struct Row {
    var id: String
    var fields: ValueMap
  }

  /// Declared fields only, each of its type; the four names that every item has are the machine's own.
  private func read(_ rows: [Value], as record: RecordType, at place: Workflow.Place?) throws(StepFault) -> [Row] {
    let declared = definition.broughtRow ?? record
    var result: [Row] = []
    result.reserveCapacity(rows.count)
    for (index, row) in rows.enumerated() {
      let id: String
      switch row["id"] {
      case .string(let text): id = text
      case .int(let number): id = String(number)
      case let other: throw fault("items[\(index)].id: expected a string, found \(other?.kindWithArticle ?? "nothing")", at: place)
      }
      do {
        guard case .map(let fields) = try coerced(row, to: declared, types: definition.types) else { continue }
        result.append(Row(id: id, fields: fields))
      } catch {
        throw fault("items[\(index)].\(error)", at: place)
      }
    }
    return result
  }

  private func open(_ row: Row) {
    instance.items.append(Item(id: row.id, isOpen: true, openedAt: moment.now, closedAt: nil, fields: row.fields))
    changes.append(.itemOpened(row.id))
  }

  /// One that is back keeps the time at which it was first opened.
  private func update(_ position: Int, _ row: Row) {
    let present = instance.items[position]
    if !present.isOpen {
      instance.items[position].isOpen = true
      instance.items[position].closedAt = nil
      changes.append(.itemOpened(row.id))
    } else if present.fields != row.fields {
      changes.append(.itemChanged(row.id))
    }
    instance.items[position].fields = row.fields
  }

  /// The source no longer knows any of them.
  func closeAllItems() {
    for position in instance.items.indices where instance.items[position].isOpen {
      instance.items[position].isOpen = false
      instance.items[position].closedAt = moment.now
      changes.append(.itemClosed(instance.items[position].id))
    }
    itemsValue = nil
    hasChangedData = true
  }

  private func close(allBut seen: Set<String>, at place: Workflow.Place?) throws(StepFault) {
    let opened = original.items.count(where: \.isOpen)
    let closing = instance.items.indices.filter { instance.items[$0].isOpen && !seen.contains(instance.items[$0].id) }
    if opened >= Item.countGuarded, Double(closing.count) > definition.closesAtMost * Double(opened) {
      throw fault("an answer would close \(closing.count) of \(opened) open items at once", at: place)
    }
    for position in closing {
      instance.items[position].isOpen = false
      instance.items[position].closedAt = moment.now
      changes.append(.itemClosed(instance.items[position].id))
    }
  }
}

extension Item {
  /// From so many open items on, an answer that closes too many of them is not believed.
  static let countGuarded = 10
}
