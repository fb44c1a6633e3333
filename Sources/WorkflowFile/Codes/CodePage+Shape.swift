import Workflow

extension CodePage {
  static let shape: [CodePage] = [
    CodePage(
      .unknownKey,
      """
      Nothing is read under this key, so what stands there would never happen. Mostly a slip of the keyboard; the hint says what was
      probably meant, or which keys there are.
      """,
      """
      workflow: example
      initial: open
      states:
        open: {aftr: {1d: closed}, after: {2d: closed}}
        closed: {type: final}
      """, plain),
    CodePage(
      .missingKey, "Without it nobody knows what is meant: a mail needs somebody `to` whom it goes, a workflow its name.",
      """
      workflow: example
      initial: open
      states:
        open: {entry: [{email: {template: notice}}], after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      initial: open
      states:
        open: {entry: [{email: {template: notice, to: contacts.lead}}], after: {2d: closed}}
        closed: {type: final}
      """),
    CodePage(
      .wrongShape,
      """
      Here belongs a mapping (`{a: b}`, or lines further in), a list (`[a, b]`) or plain text, and something else stands
      there.
      """,
      """
      workflow: example
      initial: open
      states:
        open: {after: [2d, closed]}
        closed: {type: final}
      """, plain),
    CodePage(
      .unknownWord, "Only a few words can stand here; the hint names them.",
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: gone}, on: {seen: closed}}
        closed: {type: finale, after: {1d: gone}}
        gone: {type: final}
      """,
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: gone}, on: {seen: closed}}
        closed: {type: final}
        gone: {type: final}
      """),
    CodePage(
      .badName,
      """
      Names go into keys, links and expressions: a letter, then letters, digits, `_` and `-`. What expressions use by itself
      has no `-`.
      """,
      """
      workflow: an example
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final}
      """, plain),
    CodePage(
      .badNumber, "A number is expected, within limits.",
      """
      workflow: example
      closesAtMost: 50
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      closesAtMost: 0.5
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final}
      """),
    CodePage(
      .excludedKey, "Each of the two says all there is to say; together they contradict each other. An action does one thing: write two.",
      """
      workflow: example
      initial: open
      states:
        open: {entry: [{log: opened, raise: noticed}], on: {noticed: closed}, after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      initial: open
      states:
        open: {entry: [{log: opened}, {raise: noticed}], on: {noticed: closed}, after: {2d: closed}}
        closed: {type: final}
      """),
    CodePage(
      .tooMuch,
      """
      There is a limit to states, actions and loops within loops, far above what anybody has shown: what is beyond it is a
      mistake.
      """,
      """
      workflow: example
      initial: open
      states:
        open:
          entry:
            - forEach: {a: '[1]'}
              actions:
                - forEach: {b: '[1]'}
                  actions:
                    - forEach: {c: '[1]'}
                      actions: [{forEach: {d: '[1]'}, log: '${a} ${b} ${c} ${d}'}]
          after: {2d: closed}
        closed: {type: final}
      """,
      """
      workflow: example
      initial: open
      states:
        open:
          entry: [{forEach: {a: '[1, 2]'}, log: '${a}'}]
          after: {2d: closed}
        closed: {type: final}
      """),
  ]
}
