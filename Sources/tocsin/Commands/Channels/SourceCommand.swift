import Machine
import Store

extension Command {
  static let source = Command(
    name: "source", summary: "Stop what a source is being asked: a query that runs too long.",
    discussion: """
      cancel NAME: the executors that ask it hear of it within seconds. A query at PostgreSQL is cancelled by its server (as by
      pg_cancel_backend), one through ODBC by SQLCancel, a question to MongoDB by killSessions, an HTTP request by closing its
      connection. The question counts as one that took too long: it is asked again where its `retry:` says so, else its `onError` or an
      incident follows. To keep further ones back as well: `tocsin channel pause source/NAME` first.
      """,
    arguments: [
      Argument(name: "VERB", help: "What to do.", choices: ["cancel"]),
      Argument(name: "NAME", help: "The source, as `tocsin sources` lists it: bookings-db."),
    ],
    options: Deed.options,
    run: { call in
      guard try call.required(0) == "cancel" else { throw UsageError("source knows cancel.", hint: "tocsin sources lists them.") }
      let name = try call.required(1)
      let deed = try Deed(call)
      return try await call.withStore { access in
        let asked = try await access.store.parts(
          PartFilter(channel: SourceLine.prefix + name, statuses: [.sending], messagesOnly: false, limit: MessageSelection.messagesMax))
        guard !asked.isEmpty else { throw CommandError("\(name) is not being asked.", hint: "tocsin sources") }
        let count = asked.count == 1 ? "1 question" : "\(asked.count) questions"
        let items = asked.map { Deed.Item(target: $0.part.id.description, line: "\($0.part.id)  \($0.question)") }
        return try await deed.run(access, verb: "source cancel", heading: "\(count) to be stopped", items) {
          let told = try await access.store.askToStop(asked.map(\.part.id), because: "stopped by \(deed.by): \(deed.reason)")
          return asked.map { one in
            told.contains(one.part.id)
              ? Deed.Outcome(words: "its executor stops it") : Deed.Outcome(words: "it has ended meanwhile", isDone: false)
          }
        }
      }
    })
}
