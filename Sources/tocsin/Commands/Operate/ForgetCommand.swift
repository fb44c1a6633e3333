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
      let words = [value] + (call.repeated["--also"] ?? [])
      if let short = words.first(where: { $0.count < Forgetting.lengthMin }) {
        throw UsageError("“\(short)” is too short to be looked for everywhere: \(Forgetting.lengthMin) characters at least.")
      }
      let texts = Forgetting(texts: words)
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
            let changed = try await access.store.rewrite(id, marksRedacted: false, at: now) { texts.without($1, at: $0) }
            outcomes.append(Deed.Outcome(words: changed.map { "forgotten in \($0) rows" } ?? "not there any more", isDone: changed != nil))
          }
          return outcomes
        }
      }
    })
}
