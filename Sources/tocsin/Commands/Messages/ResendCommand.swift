import Executor
import Machine
import Store

extension Command {
  static let resend = Command(
    name: "resend", summary: "Send a message once more, as a new effect of its instance.",
    discussion: """
      The same words to the same person, under a new id and a new Message-ID in the same thread, whatever its `if:` says now. The
      instance's history says who did it and why. To try a failed one again under its own id: `tocsin redrive`.
      """,
    arguments: [Argument(name: "ID", help: "The message: its id or its Message-ID.", isRepeating: true)],
    options: Deed.options,
    run: { call in
      let deed = try Deed(call)
      let ids = try call.positionals.map { try MessageName.part($0) }
      guard !ids.isEmpty else { throw UsageError("resend needs ID.", hint: "tocsin messages --json lists ids.") }
      return try await call.withStore { access in
        var records: [PartRecord] = []
        for id in ids {
          guard let record = try await access.store.evidence(of: id)?.record, record.part.message != nil else {
            throw CommandError("There is no message \(id).")
          }
          records.append(record)
        }
        let count = records.count == 1 ? "1 message" : "\(records.count) messages"
        return try await deed.run(access, verb: "resend", heading: "\(count) to be sent again", records.map(\.deedItem)) {
          let desk = try await OperatorDesk(call, access)
          var outcomes: [Deed.Outcome] = []
          for record in records { outcomes.append(try await again(record, deed, desk, access)) }
          return outcomes
        }
      }
    })

  private static func again(
    _ record: PartRecord, _ deed: Deed, _ desk: OperatorDesk, _ access: StoreAccess
  ) async throws -> Deed.Outcome {
    guard let instance = try await access.store.instance(record.part.effect.instance) else {
      return Deed.Outcome(words: "its instance is not there any more", isDone: false)
    }
    let word = OperatorWord(.resend(part: record.part.id.description), by: deed.by, reason: deed.reason, copy: record.part)
    do {
      guard try await desk.perform(word, on: instance) else {
        return Deed.Outcome(words: "its instance is not there any more", isDone: false)
      }
      return Deed.Outcome(words: "goes again as \(instance.id)/\(instance.step + 1)/0.0")
    } catch let error as StoreError where error.retry == .never {
      return Deed.Outcome(words: "not sent again: \(error.message)", isDone: false)
    }
  }
}
