import Workflow

extension CodePage {
  static let proofs: [CodePage] = [
    CodePage(
      .noWayToEnd,
      """
      From here no final state can be reached any more, whatever happens: the instance moves, and it never ends. Said by the search
      through all that can happen, in which each guard may be true or false.
      """,
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: closed}, on: {lost: calling}}
        calling: {after: {1d: waiting}}
        waiting: {after: {1d: calling}}
        closed: {type: final}
      """,
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: closed}, on: {lost: calling}}
        calling: {after: {1d: waiting}}
        waiting: {after: {1d: calling}, on: {found: closed}}
        closed: {type: final}
      """),
    CodePage(
      .possibleCircle,
      """
      With these guards true at the same time, transitions that take no time lead round in a circle: the step would be given up
      after 1,000 rounds. Where the guards exclude each other, write one as the other's opposite (`'!stuck'`), which the search
      understands.
      """,
      """
      workflow: example
      input: {low: int, high: int}
      initial: one
      states:
        one: {always: {guard: input.low < 3, target: two}, after: {2d: closed}}
        two: {always: {guard: input.high > 5, target: one}, after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      input: {low: int}
      let: {isLow: input.low < 3}
      initial: one
      states:
        one: {always: {guard: isLow, target: two}, after: {2d: closed}}
        two: {always: {guard: '!isLow', target: one}, after: {2d: closed}}
        closed: {type: final}
      """),
    CodePage(
      .propertyFails,
      """
      What stands under `properties` does not hold: there is a way to break it. The way is shown as a scenario that
      `tocsin simulate` can play. Guards are taken as free choices, so look whether it can really come to that.
      """,
      """
      workflow: example
      properties:
        - never: {send: reminder, after: acknowledged}
      initial: open
      states:
        open: {on: {acknowledged: taken}, after: {2d: reminded}}
        taken: {after: {1w: reminded}}
        reminded: {entry: [reminder], after: {2d: closed}}
        closed: {type: final}
      actions:
        reminder: {email: {template: notice, to: contacts.lead}}
      """,
      """
      workflow: example
      properties:
        - never: {send: reminder, after: acknowledged}
      initial: open
      states:
        open: {on: {acknowledged: taken}, after: {2d: reminded}}
        taken: {after: {1w: closed}}
        reminded: {entry: [reminder], after: {2d: closed}}
        closed: {type: final}
      actions:
        reminder: {email: {template: notice, to: contacts.lead}}
      """),
    CodePage(
      .badProperty, "A property speaks of states, events and messages of its workflow; there is none of this name.",
      """
      workflow: example
      properties:
        - always: {reaches: [closd]}
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      properties:
        - always: {reaches: [closed]}
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final}
      """),
  ]
}
