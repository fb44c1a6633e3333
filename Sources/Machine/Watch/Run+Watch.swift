import CEL
import Calendar
import Workflow

/// Rounds of a start that watches rows: a question, its answer, and a word to each row's instance.
///
/// A round is a step of the schedule like any other, so it happens once, however often its answer comes; what it tells goes out as
/// effects, in order for each key.
extension Run {
  /// Asks for the rows as of `now`, unless the question of an earlier round is still open.
  func look(_ watch: WatchSpec, at now: Instant) throws(StepFault) {
    if let open = instance.invocations.first, now < open.askedAt.adding(seconds: Schedule.roundSecondsMax) {
      changes.append(.passedOver("the round of \(open.askedAt) is still being asked; the one of \(now) is left out"))
      return
    }
    nowInExpressions = now
    let input = try map(watch.input)
    let effect = EffectID(instance: instance.id, step: original.step + 1, index: effects.count)
    instance.invocations = [Invocation(effect: effect, entry: 0, origin: .invocation(0), askedAt: now)]
    let ask = AskEffect(
      source: watch.source, input: .map(input), timeoutSeconds: watch.timeoutSeconds, retry: try retry(watch.retry),
      isErrorHandled: true)
    try add(.ask(ask), entry: 0)
  }

  func takeRows(_ answer: Event.Answer, to effect: EffectID, _ start: Start) throws(StepFault) {
    guard let position = instance.invocations.firstIndex(where: { $0.effect == effect }), let watch = start.watch else {
      changes.append(.passedOver("the answer to \(effect) came when nobody waited for it any more"))
      return
    }
    let invocation = instance.invocations.remove(at: position)
    isHandled = true
    var book = WatchBook(instance.data)
    switch answer {
    case .failed(let reason):
      open(.silence, "\(watch.source) did not say which rows there are: \(reason)", &book)
    case .done(let data, let isComplete):
      nowInExpressions = invocation.askedAt
      let found: [Value]
      do throws(StepFault) {
        found = try rows(in: data, watch)
      } catch {
        open(.silence, "\(watch.source) did not say which rows there are: \(error.message)", &book)
        break
      }
      close(.silence, &book)
      try apply(found, isComplete, start, watch, &book)
    }
    instance.data = book.value
  }

  /// An operator says that there are no rows indeed.
  func believe(_ start: Start) throws(StepFault) {
    var book = WatchBook(instance.data)
    guard book.troubles.contains(WatchBook.Trouble.emptiness.rawValue) else {
      changes.append(.passedOver("no empty answer waits for a word"))
      return
    }
    isHandled = true
    close(.emptiness, &book)
    let seen = book.rows
    book.rows = ValueMap()
    for (key, row) in seen { try tell(.gone, key.text, [row], start, isComplete: true) }
    instance.data = book.value
  }

  private func rows(in data: Value, _ watch: WatchSpec) throws(StepFault) -> [Value] {
    event = NamedEvent(name: "done", data: data)
    let found = try watch.rows.map { expression throws(StepFault) in try evaluate(expression) } ?? data
    guard case .list(let rows) = found else {
      throw fault("the answer of \(watch.source) is \(found.kindWithArticle), not a list of rows", at: watch.place)
    }
    guard rows.count <= Schedule.rowsMax else {
      throw fault("\(watch.source) answered with more than \(Schedule.rowsMax) rows", at: watch.place)
    }
    return rows
  }

  private struct Keyed {
    var keys: [String] = []
    var rows: [String: [Value]] = [:]
    /// What is wrong with the first row that has no key, or no input.
    var problem: String?
    var unreadable = 0

    mutating func add(_ row: Value, _ key: String) {
      if rows[key] == nil { keys.append(key) }
      rows[key, default: []].append(row)
    }

    mutating func pass(_ error: StepFault) {
      unreadable += 1
      problem = problem ?? error.message
    }
  }

  /// Every key that is there gets `checked`, and, where the answer is whole, every other `gone`.
  private func apply(
    _ rows: [Value], _ isComplete: Bool, _ start: Start, _ watch: WatchSpec, _ book: inout WatchBook
  ) throws(StepFault) {
    guard !isHeld(rows, isComplete, watch, &book) else { return }
    book.round += 1
    let (keyed, effects) = try checked(rows, isComplete, start, watch)
    let isWhole = isComplete && keyed.unreadable == 0
    if let problem = keyed.problem {
      open(.unreadable, "\(keyed.unreadable) of \(rows.count) rows of \(watch.source) could not be read: \(problem)", &book)
    } else {
      close(.unreadable, &book)
    }
    var present = isWhole ? ValueMap() : book.rows
    var fresh = 0
    for key in keyed.keys {
      guard let first = keyed.rows[key]?.first else { continue }
      if book.rows[key] == nil { fresh += 1 }
      present[key] = (try? first.heldByJSON()) ?? .null  // What JSON cannot hold is dropped from what is remembered, not from the round.
    }
    for effect in effects { try add(effect) }
    var gone = 0
    for (key, row) in book.rows where present[key.text] == nil {
      gone += 1
      try tell(.gone, key.text, [row], start, isComplete: true)
    }
    book.rows = present
    let words = isComplete ? "" : ", not complete"
    changes.append(.logged("round \(book.round): \(rows.count) rows, \(fresh) new, \(gone) gone\(words)"))
  }

  /// Whether an answer without rows is not believed yet.
  private func isHeld(_ rows: [Value], _ isComplete: Bool, _ watch: WatchSpec, _ book: inout WatchBook) -> Bool {
    guard rows.isEmpty, !book.rows.isEmpty else {
      close(.emptiness, &book)
      return false
    }
    let isConfirmed = watch.empty == .confirm && book.troubles.contains(WatchBook.Trouble.emptiness.rawValue)
    if isComplete, watch.empty == .gone || isConfirmed {
      close(.emptiness, &book)
      return false
    }
    let count = book.rows.count == 1 ? "the one row" : "all \(book.rows.count) rows"
    open(
      .emptiness,
      "\(watch.source) answered without any row, so \(count) of before would be gone; nothing was ended. \(Self.words(watch.empty))", &book)
    return true
  }

  private static func words(_ empty: WatchSpec.Empty) -> String {
    empty == .confirm ? "It is believed when the next round says the same." : "It is believed when an operator redrives the start."
  }

  private func checked(
    _ rows: [Value], _ isComplete: Bool, _ start: Start, _ watch: WatchSpec
  ) throws(StepFault) -> (Keyed, [Effect.Kind]) {
    var keyed = Keyed()
    for row in rows {
      do throws(StepFault) {
        rowInHand = try typed(watch.place, "a row of \(watch.source)") { () throws(CoercionError) in
          try coerced(row, to: watch.row, types: definition.types)
        }
        keyed.add(rowInHand, try string(start.key))
      } catch {
        keyed.pass(error)
      }
    }
    var effects: [Effect.Kind] = []
    for key in keyed.keys {
      do throws(StepFault) {
        effects.append(try word(.checked, key, keyed.rows[key] ?? [], start, isComplete: isComplete))
      } catch {
        keyed.pass(error)
      }
    }
    rowInHand = .null
    return (keyed, effects)
  }

  private func tell(_ kind: Watched.Kind, _ key: String, _ rows: [Value], _ start: Start, isComplete: Bool) throws(StepFault) {
    try add(try word(kind, key, rows, start, isComplete: isComplete))
  }

  /// What the instance of a key is told, with what opens it where it is not there.
  private func word(
    _ kind: Watched.Kind, _ key: String, _ rows: [Value], _ start: Start, isComplete: Bool
  ) throws(StepFault) -> Effect.Kind {
    rowInHand = rows.first ?? .null
    let at = nowInExpressions
    let tracked = definition.items == nil ? nil : kind == .gone ? [] : rows
    let opening =
      kind == .gone
      ? StartEffect(
        workflow: definition.name, key: key, again: start.again, input: .map(ValueMap()), items: nil, parent: nil, at: at)
      : try self.opening(start, key: key, at: at, items: tracked)
    return .watched(
      opening, Watched(kind: kind, row: rowInHand, rows: tracked, askedAt: at, isComplete: isComplete))
  }

  private func open(_ trouble: WatchBook.Trouble, _ text: String, _ book: inout WatchBook) {
    guard book.troubles.insert(trouble.rawValue).inserted else { return }
    incidents.append(.opened(entry: trouble.rawValue, text: text))
  }

  private func close(_ trouble: WatchBook.Trouble, _ book: inout WatchBook) {
    guard book.troubles.remove(trouble.rawValue) != nil else { return }
    incidents.append(.closed(entry: trouble.rawValue))
  }
}

extension Schedule {
  /// A question that has no answer after so long is given up, and the next round asks anew.
  static let roundSecondsMax: Int64 = 86_400
  /// Rows of one round; more are a table, not a set of things that each have a lifecycle.
  static let rowsMax = 5_000
}

/// What a round means to an instance.
extension Run {
  /// Tracked rows become the round's by difference before the event is handled; of a key that is gone all are closed.
  func take(_ watched: Watched) throws(StepFault) {
    if let rows = watched.rows, definition.items != nil {
      switch watched.kind {
      case .checked:
        let source = AnswerInHand(askedAt: watched.askedAt, isComplete: watched.isComplete)
        if let last = instance.itemsAskedAt, source.askedAt < last {
          changes.append(.passedOver("a round of \(source.askedAt) is older than the rows of \(last)"))
        } else {
          try replaceItems(by: rows, from: source, at: definition.place)
        }
      case .gone: closeAllItems()
      }
    }
    event.data = try typedEventData(watched.row, of: watched.kind.rawValue, at: nil)
    try handleEvent()
  }

  /// The data of a round's event as its source declares it, where the workflow declares no other.
  func typedRow(_ data: Value, of event: String, at place: Workflow.Place?) throws(StepFault) -> Value {
    guard event == WatchSpec.checked || event == WatchSpec.gone, let row = definition.watchedRow else { return data }
    return try typed(place, "the data of `\(event)`") { () throws(CoercionError) in
      try coerced(data, to: row, types: definition.types)
    }
  }
}
