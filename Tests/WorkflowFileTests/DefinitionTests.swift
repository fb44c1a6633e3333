import CEL
import Calendar
import Testing
import Workflow
import WorkflowFile

/// What comes out of the shipped files: the values that the machine steps.
struct DefinitionTests {
  private func ladder() throws -> Workflow.Definition { try WorkflowReader.project("workflows/emsp-partner-escalation.yaml").definition }
  private func month() throws -> Workflow.Definition { try WorkflowReader.project("workflows/emsp-faulty-bookings.yaml").definition }

  @Test func `states stand in document order with their paths`() throws {
    let paths = try ladder().states.map(\.path)
    #expect(
      paths == [
        "", "chasing", "chasing.notified", "chasing.reminded", "chasing.escalated", "chasing.acknowledged", "resolved", "unresolved",
      ])
    #expect(try ladder().state(at: "chasing.reminded") == StateID(3))
    #expect(try ladder().states.map(\.id) == (0..<8).map(StateID.init))
  }

  @Test func `a compound state begins where its file says`() throws {
    let definition = try ladder()
    #expect(definition[StateID(0)].kind == .compound(initial: StateID(1)))
    #expect(definition[StateID(1)].kind == .compound(initial: StateID(2)))
    #expect(definition[StateID(6)].kind == .final(outcome: "resolved"))
  }

  @Test func `targets are looked for among children, siblings, then outwards`() throws {
    let definition = try ladder()
    let chasing = definition[StateID(1)]
    #expect(chasing.on.map(\.event) == ["acknowledged", "disputed"])
    #expect(chasing.on[0].transitions[0].target == StateID(5))
    #expect(chasing.on[1].transitions[0].target == nil)
    #expect(chasing.always[0].target == StateID(6))
    #expect(definition[StateID(4)].timers[0].transitions[0].target == StateID(7))
  }

  @Test func `the rungs have their deadlines`() throws {
    let definition = try ladder()
    #expect(definition[StateID(4)].timers[0].schedule == .after(.businessDays(2)))
    guard case .at(let time, .run) = definition[StateID(2)].timers[0].schedule else {
      Issue.record("no `at`")
      return
    }
    #expect(time.source == #"day(input.run, 21, "09:00")"#)
    #expect(definition[StateID(2)].timers[0].spacingSeconds == 3600)
    guard case .everyCron(let cron) = definition[StateID(1)].timers[0].schedule else {
      Issue.record("no cron")
      return
    }
    #expect(cron.source == "30 7 * * *")
    #expect(definition[StateID(1)].timers[0].invocation?.source == "bookings-db/confirm")
  }

  @Test func `named actions are put in their place under their names`() throws {
    let definition = try ladder()
    #expect(definition[StateID(4)].entry.map(\.name) == ["escalation", "escalation-card"])
    guard case .message(let id) = definition[StateID(4)].entry[0].kind, case .email(let email) = definition.messages[id.number].medium
    else {
      Issue.record("no mail")
      return
    }
    #expect(email.template == "emsp/escalation")
    #expect(email.importance == .high)
    #expect(email.cc?.source == "contacts.manager(input.partner)")
    #expect(
      email.answers == [
        AnswerSpec(event: "acknowledged", label: "We are on it", labels: ["de": "Wir kümmern uns darum", "bn": "আমরা দেখছি"]),
        AnswerSpec(
          event: "disputed", label: "These are not faulty", labels: ["de": "Sie sind nicht fehlerhaft", "bn": "এগুলো ভুল নয়"],
          asksReason: true),
      ])
    #expect(definition.messages[id.number].condition?.source == "!all_fixed")
    #expect(definition.messages[id.number].cancelsOnExit)
  }

  @Test func `a mail without a template is called by its action, or by its subject`() throws {
    let definition = try WorkflowReader().read(
      path: "w.yaml",
      text: """
        workflow: w
        initial: open
        states:
          open: {entry: [told, twice], after: {1d: closed}}
          closed: {type: final, entry: [told, {email: {subject: 'Over: ${instance.key}', body: It is over., to: '"a@b.example"'}}]}
        actions:
          told: {email: {subject: Told, body: 'About ${instance.key}', to: '"a@b.example"', bcc: '["c@d.example"]', replyTo: '"e@f.example"'}}
          twice:
            - {email: {subject: One, body: x, to: '"a@b.example"'}}
            - {email: {subject: Two, body: x, to: '"a@b.example"'}}
        """
    ).definition
    let mails = definition.messages.compactMap { message -> EmailSpec? in
      if case .email(let email) = message.medium { email } else { nil }
    }
    #expect(mails.map(\.template) == ["told", "twice", "Two", "told", "Over: ${instance.key}"])
    #expect(mails[0].written?.subject == Text(parts: [.literal("Told")]))
    #expect(mails[0].written?.body.parts.count == 2)
    #expect(mails[0].bcc?.source == #"["c@d.example"]"#)
    #expect(mails[0].replyTo?.source == #""e@f.example""#)
  }

  @Test func `an expression's place is where its words stand`() throws {
    let definition = try ladder()
    let guardExpression = try #require(definition[StateID(1)].always[0].guardExpression)
    let text = try Project.text("workflows/emsp-partner-escalation.yaml")
    let line = text.split(separator: "\n", omittingEmptySubsequences: false)[guardExpression.place.line - 1]
    #expect(line.dropFirst(guardExpression.place.column - 1).hasPrefix("all_fixed"))
  }

  @Test func `a month opens one ladder per partner`() throws {
    let definition = try month()
    let chasing = try #require(definition.state(at: "chasing"))
    guard case .forEach("partner", let list, ScopeSlot.firstLocal, let actions) = definition[chasing].entry[0].kind,
      case .start(let start) = try #require(actions.first).kind
    else {
      Issue.record("no loop")
      return
    }
    #expect(list.source == "groupBy(items.filter(i, i.open), i, i.operator)")
    #expect(start.workflow == "emsp-partner-escalation")
    #expect(start.input.map(\.name) == ["run", "partner", "contacts"])
    #expect(start.items?.source == "partner.values")
  }

  @Test func `a scheduled start works its key and input out from the scheduled time`() throws {
    let start = try #require(try month().starts.first)
    let now = try Instant(parsing: "2026-03-01T05:00:00Z")
    #expect(try start.key.program.evaluate(At(now: now)) == "2026-03")
    #expect(try start.input[0].value.program.evaluate(At(now: now)) == Value(try Instant(parsing: "2026-02-28T23:00:00Z")))
    #expect(start.catchUp == .last)
    #expect(start.again == .never)
  }

  @Test func `what a step cannot read is not loaded`() throws {
    #expect(try ladder().reads == .init(items: true, children: false))
    #expect(try month().reads == .init(items: true, children: true))
  }

  @Test func `an entry sees what all ways into its state bring`() throws {
    let definition = try ladder()
    func shape(_ path: String) throws -> EventShape? {
      let state = try #require(definition.state(at: path))
      guard case .message(let id) = try #require(definition[state].entry.first).kind else { return nil }
      return definition.messages[id.number].scope.event
    }
    #expect(try shape("chasing.reminded") == .bare)
    #expect(try shape("resolved") == .bare)
    #expect(try shape("chasing.acknowledged")?.hasAuthor == true)
    let environment = definition.scope.environment(for: NameScope(event: try shape("chasing.acknowledged")))
    #expect(try environment.compile("event.by + event.data.by").type == .string)
  }

  @Test func `a template is compiled against what its message can see`() throws {
    let definition = try ladder()
    let message = try #require(definition.messages.first { $0.scope.event == .bare })
    let environment = definition.scope.environment(for: message.scope)
    #expect(try environment.compile("items.filter(i, i.open).size() > 0 && !all_fixed").type == .bool)
    #expect(try environment.compile("input.contacts.map(c, c.name).join(\", \")").type == .string)
    #expect(throws: CompileErrors.self) { try environment.compile("event.data") }
  }
}

/// Only the time is known, as when a start is worked out.
struct At: CEL.Scope {
  let now: Instant

  func value(ofSlot slot: Int) throws(EvaluationError) -> Value {
    guard slot == ScopeSlot.now.rawValue else { throw EvaluationError("slot \(slot) is not known") }
    return Value(now)
  }
}
