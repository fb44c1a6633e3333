import Workflow
import YAML

/// What does not go together with watched rows: a start that keeps others out, rows of which nobody hears, rounds that never come.
struct WatchCheck {
  let starts: [Start]
  let overlap: Overlap?
  let fields: Fields
  let drafts: [Draft]
  let reading: Reading

  func run() {
    let watching = starts.filter { $0.watch != nil }
    let handled = drafts.flatMap(\.handlers)
    if watching.isEmpty {
      // A start that could not be read may have been the one that watches.
      guard StartReader.watched(fields["start"]).isEmpty else { return }
      for handler in handled where handler.event == WatchSpec.checked || handler.event == WatchSpec.gone {
        reading.report(
          .neverChecked, severity: .warning, at: handler.key, "no start watches anything, so `\(handler.event)` never comes by itself",
          hint: "start: [{every: 30m, watch: {src: …}, key: row.id}]")
      }
      return
    }
    if let overlap, overlap != .allow, let key = fields.key("overlap") {
      reading.report(
        .excludedKey, at: key, "`overlap: \(overlap.rawValue)` and `watch` cannot stand together",
        hint: "each row has its own instance; all but one would be kept out")
    }
    let hears = handled.contains { [WatchSpec.checked, WatchSpec.gone, "*"].contains($0.event) }
    if !hears, fields["items"] == nil, let node = fields["start"] {
      reading.report(
        .watchUnheard, severity: .warning, at: Fields.start(of: node), "rows are watched, and no state hears of them",
        hint: "on: {checked: …, gone: …}")
    }
  }
}
