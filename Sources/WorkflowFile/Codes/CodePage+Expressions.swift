import Workflow

extension CodePage {
  static let expressions: [CodePage] = [
    CodePage(
      .expressionSyntax, "The text cannot be read as an expression of CEL: a bracket is missing, or an operator stands alone.",
      guarded("(input.count > 3"),
      guarded("input.count > 3")),
    CodePage(
      .expressionMeaning,
      """
      A name, a field or a function that is not there, or two types that do not go together: `1 + 1.0` has no meaning in CEL,
      `double(1) + 1.0` has. The hint names what was probably meant.
      """,
      guarded("input.cuont > 3"), guarded("input.count > 3")),
    CodePage(
      .wrongType, "The expression is sound, and its place takes another type: a `guard` true or false, an `at` a time, a `key` text.",
      guarded("input.count"), guarded("input.count > 0")),
    CodePage(
      .textForExpression,
      """
      Values are expressions, so a bare word is a name, and there is none of this name. Text is written with quotation marks of its
      own within those of YAML: `'"urgent"'`.
      """,
      """
      workflow: example
      data: {kind: 'string = "plain"'}
      initial: open
      states:
        open: {entry: [{assign: {kind: urgent}}], after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      data: {kind: 'string = "plain"'}
      initial: open
      states:
        open: {entry: [{assign: {kind: '"urgent"'}}], after: {2d: closed}}
        closed: {type: final}
      """),
    CodePage(
      .unknownType,
      """
      Types are `string`, `int`, `double`, `bool`, `timestamp`, `duration`, `list(…)`, `map(…, …)`, `contact`, and those that
      you declare.
      """,
      """
      workflow: example
      input: {run: timestmp}
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      input: {run: timestamp}
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final}
      """),
    CodePage(
      .letCircle, "To know the one the other must be known, and the other way round. Write one of them out.",
      """
      workflow: example
      let: {a: b, b: '!a'}
      initial: open
      states:
        open: {always: {guard: a, target: closed}, after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      let: {a: now > instance.openedAt, b: '!a'}
      initial: open
      states:
        open: {always: {guard: b, target: closed}, after: {2d: closed}}
        closed: {type: final}
      """),
    CodePage(
      .badDefault,
      """
      A field of `data` begins with a value, `count: int = 0`, or may be absent, `count: int?`. What is not there at the
      start, it cannot read.
      """,
      """
      workflow: example
      data: {count: int}
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      data: {count: int = 0}
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final}
      """),
    CodePage(
      .shadowedName, "`input`, `data`, `items`, `event`, `now` and the other names of the language mean one thing everywhere.",
      """
      workflow: example
      let: {event: 'true'}
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      let: {old: 'now > addMonths(instance.openedAt, 1)'}
      initial: open
      states:
        open: {always: {guard: old, target: closed}, after: {2d: closed}}
        closed: {type: final}
      """),
    CodePage(
      .absentField,
      """
      A field declared with `?` may not be there, and then the expression fails and the instance stands still. Ask first, with
      `has(…)`, or give a value for that case: `i.?amount.orValue(0.0)`.
      """,
      """
      workflow: example
      items: row
      initial: open
      states:
        open: {always: {guard: 'items.all(i, i.amount > 0.0)', target: closed}, after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      items: row
      initial: open
      states:
        open: {always: {guard: 'items.all(i, has(i.amount) && i.amount > 0.0)', target: closed}, after: {2d: closed}}
        closed: {type: final}
      """),
  ]

  /// A workflow with a guard.
  static func guarded(_ text: String) -> String {
    """
    workflow: example
    input: {count: int}
    initial: open
    states:
      open: {always: {guard: '\(text)', target: closed}, after: {2d: closed}}
      closed: {type: final}
    """
  }
}
