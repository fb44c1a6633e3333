import Calendar
import Testing
import Workflow
import WorkflowFile

/// The forms in which an author may write a thing, and the constructs that the shipped files do not use.
struct FormTests {
  private func definition(_ states: String, _ head: String = "") throws -> Workflow.Definition {
    let text = "workflow: forms\n\(head)initial: open\nstates:\n\(states)  closed: {type: final}\n"
    do throws(Diagnostics) {
      return try WorkflowReader().read(path: "forms.yaml", text: text).definition
    } catch {
      Issue.record("\(error.text(["forms.yaml": text]))")
      throw error
    }
  }

  @Test func `a transition is a name, a mapping or a list of these`() throws {
    let definition = try definition(
      """
        open:
          on:
            one: closed
            two: {target: closed}
            three: [{guard: 'now > now', target: closed}, closed]
            four: {actions: [{log: stays}]}
          after: {1d: closed}

      """)
    let open = definition[StateID(1)]
    #expect(open.on.map { $0.transitions.map(\.target) } == [[StateID(2)], [StateID(2)], [StateID(2), StateID(2)], [nil]])
    #expect(open.on[2].transitions[0].guardExpression?.source == "now > now")
  }

  @Test func `actions are a name, a mapping or a list of these`() throws {
    let definition = try definition(
      "  open: {entry: one, exit: {log: two}, after: {1d: {target: closed, actions: [one, {raise: three}]}}}\n",
      "actions: {one: [{log: a}, {log: b}]}\n")
    let open = definition[StateID(1)]
    #expect(open.entry.map(\.name) == ["one", "one"])
    #expect(open.exit.map(\.name) == [nil])
    #expect(open.timers[0].transitions[0].actions.count == 3)
  }

  @Test func `a missed rung can be left out and the next held back`() throws {
    let definition = try definition("  open: {at: {'startOfMonth(now)': {target: closed, missed: skip, spacing: 2h}}}\n")
    let timer = definition[StateID(1)].timers[0]
    guard case .at(_, .skip) = timer.schedule else {
      Issue.record("not skipped")
      return
    }
    #expect(timer.spacingSeconds == 7200)
  }

  @Test func `parallel states and histories are read`() throws {
    let definition = try definition(
      """
        open:
          type: parallel
          on: {back: past, done.open: closed}
          after: {1d: closed}
          states:
            left: {initial: a, states: {a: {on: {go: b}}, b: {type: final}, past: {type: history, history: deep, target: b}}}
            right: {initial: c, states: {c: {after: {1h: d}}, d: {type: final}}}

      """.replacing("back: past", with: "back: left.past"))
    let open = try #require(definition.state(at: "open"))
    #expect(definition[open].kind == .parallel)
    #expect(definition[open].on.map(\.event) == ["back", "done.open"])
    let past = try #require(definition.state(at: "open.left.past"))
    #expect(definition[past].kind == .history(isDeep: true, fallback: definition.state(at: "open.left.b")))
  }

  @Test func `a state's end is named by its path`() throws {
    let definition = try definition(
      """
        open:
          initial: work
          after: {1d: closed}
          states:
            work: {initial: a, states: {a: {after: {1h: b}}, b: {type: final}}, on: {done.work: rest}}
            rest: {after: {1h: work}}

      """)
    let work = try #require(definition.state(at: "open.work"))
    #expect(definition[work].on.map(\.event) == ["done.open.work"])
  }

  @Test func `assignments, defaults and data are typed`() throws {
    let definition = try definition(
      "  open: {on: {tick: {actions: [{assign: {count: data.count + 1, seen: now}}]}}, after: {1d: closed}}\n",
      "input: {run: timestamp, level: int = 3}\ndata: {count: int = input.level, seen: timestamp?}\n")
    #expect(definition.data.fields.map(\.name) == ["count", "seen"])
    #expect(definition.data.fields[0].initial?.source == "input.level")
    #expect(definition.data.fields[1].isOptional)
    guard case .assign(let assignments) = definition[StateID(1)].on[0].transitions[0].actions[0].kind else {
      Issue.record("no assign")
      return
    }
    #expect(assignments.map(\.name) == ["count", "seen"])
  }

  @Test func `retries, time-outs and repetition are read`() throws {
    let definition = try definition(
      """
        open:
          invoke:
            src: a/b
            timeout: 90s
            retry: {attempts: 3, delay: 10m, backoff: exponential, jitter: 0.2}
            onDone: closed
            onError: {actions: [{log: 'failed: ${event.data.reason}'}]}
          every: [{delay: 30m, actions: [{log: tick}]}]
          idle: true

      """)
    let invocation = definition[StateID(1)].invocations[0]
    #expect(invocation.timeoutSeconds == 90)
    #expect(invocation.retry == RetryPolicy(attempts: 3, delay: .seconds(600), backoff: .exponential, jitter: 0.2))
    #expect(definition[StateID(1)].timers[0].schedule == .every(.seconds(1800)))
    #expect(definition[StateID(1)].isIdle)
  }

  @Test func `a start can wait for an event, run every half hour, catch up and run again`() throws {
    let definition = try definition(
      "  open: {after: {1d: closed}}\n",
      """
      start:
        - {on: refresh.requested, key: event.name, again: always}
        - {every: 30m, key: 'format(now, "HH:mm")', catchUp: all}

      """)
    #expect(definition.starts.map(\.trigger) == [.on(event: "refresh.requested"), .every(.seconds(1800))])
    #expect(definition.starts.map(\.again) == [.always, .never])
    #expect(definition.starts.map(\.catchUp) == [.last, .all])
  }

  @Test func `text holds expressions, and a dollar that is meant as such`() throws {
    let definition = try definition("  open: {incident: 'costs $${x} at ${now}, ${ {\"a\": \"}\"}[\"a\"] }', on: {redrive: closed}}\n")
    let parts = try #require(definition[StateID(1)].incident).parts
    #expect(
      parts.map { part in
        switch part {
        case .literal(let text): text
        case .value(let expression): "<\(expression.source)>"
        }
      } == ["costs ${x} at ", "<now>", ", ", #"< {"a": "}"}["a"] >"#])
  }
}
