/// The workflows of a universe: short delays, and something of everything that the language has.
enum UniverseWorkflows {
  static let all = [ladder, asker, family, minutely, alarm]
  static let types = ["types/row.yaml": "type: row\nfields:\n  name: string\n"]

  static let contacts = """
    roles:
      lead: {name: Miriam Okafor, email: lead@tocsin.example}
      desk:
        - {name: Ana, email: ana@tocsin.example}
        - {name: Ben, email: ben@tocsin.example}
    """

  static let ladder = """
    workflow: ladder
    owner: contacts.lead
    timezone: Europe/Berlin
    data: {fixed: bool = false, zero: int = 0}
    events: {repaired: {}, poison: {}, killer: {}}
    thread: main
    initial: chasing
    states:
      chasing:
        initial: notified
        always: {guard: data.fixed, target: resolved}
        on:
          acknowledged: acknowledged
          repaired: {actions: [{assign: {fixed: 'true'}}]}
          poison: {actions: [{assign: {zero: '1 / data.zero'}}]}
        states:
          notified: {entry: [first], after: {20s: reminded}}
          reminded: {entry: [reminder], after: {30s: escalated}}
          escalated: {entry: [escalation, card], after: {40s: unresolved}}
          acknowledged: {after: {25s: escalated}}
      resolved: {type: final, outcome: resolved, entry: [thanks]}
      unresolved: {type: final, outcome: unresolved, entry: [handover]}
    actions:
      first: {email: {template: ladder/first, to: contacts.desk, if: '!data.fixed'}}
      reminder: {email: {template: ladder/reminder, to: contacts.desk, if: '!data.fixed'}}
      escalation: {email: {template: ladder/escalation, to: contacts.desk, cc: contacts.lead, if: '!data.fixed'}}
      card: {teams: {channel: alerts, card: ladder/card, if: '!data.fixed'}}
      thanks: {email: {template: ladder/thanks, to: contacts.desk}}
      handover: {email: {template: ladder/handover, to: contacts.lead, onUncertain: hold}}
    """

  static let asker = """
    workflow: asker
    owner: contacts.lead
    timezone: Europe/Berlin
    items: row
    events: {killer: {}}
    initial: asking
    states:
      asking:
        invoke:
          src: books/rows
          input: {month: '"2026-02"'}
          retry: {attempts: 3, delay: 10s, backoff: exponential, jitter: 0.2}
          onDone: {target: watching, actions: [{items: event.data.rows}]}
          onError: blocked
        after: {90s: blocked}
      watching:
        every:
          - delay: 25s
            invoke:
              src: books/rows
              input: {month: '"2026-02"'}
              onDone: {actions: [{items: event.data.rows}]}
        always: {guard: 'size(items) > 0 && items.all(i, !i.open)', target: fixed}
        after: {120s: given-up}
      blocked: {incident: Nobody answered., on: {redrive: asking}, after: {60s: given-up}}
      fixed: {type: final}
      given-up: {type: final, entry: [report]}
    actions:
      report: {email: {template: asker/report, to: contacts.lead}}
    """

  static let family = """
    workflow: family
    owner: contacts.lead
    timezone: Europe/Berlin
    initial: chasing
    states:
      chasing:
        entry:
          - forEach: {partner: '["north", "south"]'}
            start: {workflow: ladder, key: 'instance.key + "/" + partner'}
        always: {guard: 'children.all(c, c.ended)', target: reported}
        after: {1h: reported}
      reported: {type: final, entry: [report]}
    actions:
      report: {email: {template: family/report, to: contacts.lead}}
    """

  /// Its mails go together.
  static let alarm = """
    workflow: alarm
    owner: contacts.lead
    timezone: Europe/Berlin
    data: {fixed: bool = false}
    events: {repaired: {}, killer: {}}
    initial: open
    states:
      open:
        entry: [ringing]
        on: {repaired: {target: over, actions: [{assign: {fixed: 'true'}}]}}
        after: {60s: late}
      late: {entry: [ringing], after: {90s: over}, on: {repaired: over}}
      over: {type: final}
    actions:
      ringing:
        email: {template: alarm/ringing, to: contacts.desk, if: '!data.fixed', groupBy: '"all"', groupWait: 15s, groupInterval: 30s}
    """

  static let minutely = """
    workflow: minutely
    owner: contacts.lead
    timezone: Europe/Berlin
    start:
      - cron: "* * * * *"
        key: format(now, "HH:mm")
        input: {run: now}
    overlap: skip
    input: {run: timestamp}
    initial: working
    states:
      working: {after: {70s: done}}
      done: {type: final}
    """
}
