import Workflow

extension CodePage {
  static let watches: [CodePage] = [
    CodePage(
      .keyIgnoresRow,
      """
      Each row of a watch is looked for, and opened, under its key. One that does not read `row` is the same for all of them: they
      would be one instance.
      """,
      watching(key: "'format(now, \"yyyy-MM-dd\")'"), watching(key: "row.id")),
    CodePage(
      .watchUnheard,
      """
      A round of a watch brings each instance `checked` with its row, and `gone` when the row is no longer there. Where no state
      handles either, and no rows are tracked, the rounds change nothing.
      """,
      watching(on: "{replied: closed}"), watching(on: "{gone: closed}")),
    CodePage(
      .neverChecked,
      "`checked` and `gone` come with the rounds of a `watch`. Nothing is watched here, so only somebody who sends them brings them.",
      """
      workflow: example
      initial: open
      states:
        open: {on: {gone: closed}, after: {2d: closed}}
        closed: {type: final}
      """,
      watching()),
  ]

  /// A workflow with an instance for each open ticket.
  private static func watching(key: String = "row.id", on: String = "{gone: closed}") -> String {
    """
    workflow: example
    start:
      - every: 30m
        watch: {src: tickets/open}
        key: \(key)
    initial: open
    states:
      open: {on: \(on), after: {2d: closed}}
      closed: {type: final}
    """
  }
}
