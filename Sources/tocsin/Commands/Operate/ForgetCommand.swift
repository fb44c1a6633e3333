import CEL
import Calendar
import Machine
import Store

extension Command {
  static let forget = Command(
    name: "forget", summary: "Forget a person: take a value out of everything that is kept of the instances that know it.",
    discussion: """
      Finds instances with a tracked row whose field has the value, and puts “\(UpkeepLimits.forgotten)” wherever it stands in their rows,
      input, data, history, events, incidents and messages, also within a text. Of a message that was sent a hash stays in the place of
      its bytes. Keys, ids, Message-IDs, states and times stay. One instance after the other, each under its lock; the value itself is
      not written into the audit. Backups are not reached: play one back, and forget again.
      """,
    options: [
      Option(name: "--item-field", value: "NAME=VALUE", help: "The field of a tracked row, and what it holds: driver=X."),
      Option(name: "--also", value: "TEXT", help: "Another text of the same instances that is to go: an address, a name; again for each."),
    ] + Deed.options,
    run: { call in
      guard let word = call.options["--item-field"], let sign = word.firstIndex(of: "="), sign != word.startIndex else {
        throw UsageError("forget needs --item-field NAME=VALUE.")
      }
      let (field, value) = (String(word[..<sign]), String(word[word.index(after: sign)...]))
      let texts = try Forgetting(texts: [value] + (call.repeated["--also"] ?? []))
      let deed = try Deed(call)
      return try await call.withStore { access in
        let ids = try await access.store.instances(withItemField: field, equalTo: .string(value))
        guard !ids.isEmpty else { throw CommandError("No instance has a row whose \(field) is that.") }
        var items: [Deed.Item] = []
        for id in ids {
          let instance = try await access.store.instance(id)
          let name = instance.map { "\($0.workflow)/\($0.key)" } ?? id.description
          items.append(Deed.Item(target: name, line: "\(name)  \(instance?.status.rawValue ?? "")"))
        }
        let count = ids.count == 1 ? "1 instance" : "\(ids.count) instances"
        return try await deed.run(access, verb: "forget --item-field \(field)", heading: "\(field) to be forgotten in \(count)", items) {
          var outcomes: [Deed.Outcome] = []
          for id in ids {
            let now = try await access.now()
            let changed = try await access.store.rewrite(id, marksRedacted: false, at: now) { texts.without($0) }
            outcomes.append(Deed.Outcome(words: changed.map { "forgotten in \($0) rows" } ?? "not there any more", isDone: changed != nil))
          }
          return outcomes
        }
      }
    })
}

/// Texts that are taken out of values, wherever they stand.
struct Forgetting: Sendable {
  private let texts: [String]

  /// Shorter ones would take letters out of every word.
  private static let lengthMin = 3

  init(texts: [String]) throws(UsageError) {
    for text in texts where text.count < Self.lengthMin {
      throw UsageError("“\(text)” is too short to be looked for everywhere: \(Self.lengthMin) characters at least.")
    }
    // Longer ones first: a name within an address.
    self.texts = texts.sorted { $0.count > $1.count }
  }

  func without(_ value: Value) -> Value {
    switch value {
    case .string(let text): return .string(texts.reduce(text) { $0.replacing($1, with: UpkeepLimits.forgotten) })
    case .list(let values): return .list(values.map { without($0) })
    case .map(let map):
      var after = ValueMap(minimumCapacity: map.count)
      for (key, value) in map { after[key] = without(value) }
      return .map(after)
    default: return value
    }
  }
}
