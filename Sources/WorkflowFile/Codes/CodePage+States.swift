import Workflow

extension CodePage {
  static let states: [CodePage] = [
    CodePage(
      .unknownTarget,
      """
      A target is looked for among the state's own children, then its siblings, then outwards. A state further in is named by its
      path: `chasing.reminded`.
      """,
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: closd}, on: {seen: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: closed}, on: {seen: closed}}
        closed: {type: final}
      """),
    CodePage(
      .ambiguousTarget, "Several states of this name are in sight, one further in than the other. Rename one, or write a path.",
      """
      workflow: example
      initial: open
      states:
        open:
          initial: waiting
          on: {reopened: waiting}
          states:
            waiting: {after: {2d: closed}}
        waiting: {after: {2d: closed}, on: {reopened: open}}
        closed: {type: final}
      """,
      """
      workflow: example
      initial: open
      states:
        open:
          initial: waiting
          on: {reopened: waiting, parked: parked}
          states:
            waiting: {after: {2d: closed}}
        parked: {after: {2d: closed}, on: {reopened: open}}
        closed: {type: final}
      """),
    CodePage(
      .unreachableState, "No transition leads here, and no `initial` does. What it was meant to do will never be done.",
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: closed}}
        reminded: {after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: reminded}}
        reminded: {after: {2d: closed}}
        closed: {type: final}
      """),
    CodePage(
      .trap, "Nothing leads out of it, so an instance that gets here stays for ever. Give it a way out, or write `type: final`.",
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {entry: [{log: closed}]}
      """,
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final, entry: [{log: closed}]}
      """),
    CodePage(
      .alwaysCircle,
      """
      `always` is taken at once, so a circle of them that nothing ends goes round without time passing; after 1,000 rounds the step
      is given up and a person is called.
      """,
      """
      workflow: example
      initial: one
      states:
        one: {always: two, on: {stopped: closed}}
        two: {always: one, on: {stopped: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      initial: one
      states:
        one: {always: two}
        two: {after: {2d: closed}}
        closed: {type: final}
      """),
    CodePage(
      .forgottenEscalation,
      """
      No timer, no question to a source, no round of a watch, no word for a person: if nobody does anything, nothing happens, for
      ever. That is what an escalation is there to prevent. Give the state a deadline, or say with `incident:` what a person must do.
      """,
      """
      workflow: example
      initial: open
      states:
        open: {on: {acknowledged: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      initial: open
      states:
        open: {on: {acknowledged: closed}, after: {3 business days: closed}}
        closed: {type: final}
      """),
    CodePage(
      .shadowedTransition,
      """
      Of several ways out the first that is open is taken. This one never is: one before it is always open, asks the same or less, or
      leaves the state sooner.
      """,
      """
      workflow: example
      input: {count: int}
      initial: open
      states:
        open:
          on:
            seen:
              - {guard: input.count > 3, target: closed}
              - {guard: 'input.count > 3 && input.count < 9', target: urgent}
          after: {2d: closed}
        urgent: {after: {1d: closed}, on: {reopened: open}}
        closed: {type: final}
      """,
      """
      workflow: example
      input: {count: int}
      initial: open
      states:
        open:
          on:
            seen:
              - {guard: 'input.count > 3 && input.count < 9', target: urgent}
              - {guard: input.count > 3, target: closed}
          after: {2d: closed}
        urgent: {after: {1d: closed}, on: {reopened: open}}
        closed: {type: final}
      """),
    CodePage(
      .stateKind, "A final state is the end: nothing happens in it any more. An `initial` needs states within, an `outcome` an end.",
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: closed}, outcome: good}
        closed: {type: final}
      """,
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final, outcome: good}
      """),
    CodePage(
      .noInitial, "A state with states within begins in one of them. The order of the file is no answer: say which.",
      """
      workflow: example
      states:
        open: {after: {2d: closed}}
        closed: {type: final}
      """, plain),
    CodePage(
      .unknownDone, "`done.STATE` comes when a state with states within has come to its end. This one has none, or does not exist.",
      """
      workflow: example
      initial: open
      states:
        open: {on: {done.open: closed}, after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      initial: open
      states:
        open:
          initial: asked
          on: {done.open: closed}
          states:
            asked: {after: {2d: told}}
            told: {type: final}
        closed: {type: final}
      """),
  ]
}
