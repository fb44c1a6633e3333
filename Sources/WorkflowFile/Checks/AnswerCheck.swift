import Workflow
import YAML

/// An answer that people are offered must lead somewhere: else they press a button and nothing comes of it.
struct AnswerCheck {
  let answers: [(event: String, key: YAML.Node)]
  let drafts: [Draft]
  let reading: Reading

  func run() {
    let handled = drafts.flatMap(\.handlers).map(\.event)
    // `disputed` goes to the owner where no state handles it.
    for (event, key) in answers where event != "disputed" && !handled.contains(where: { $0 == event || $0 == "*" }) {
      reading.report(
        .unhandledAnswer, at: key, "people can answer `\(event)`, and no state handles it",
        hint: Suggestion.nearest(to: event, among: handled).map { "did you mean `\($0)`?" } ?? "on: {\(event): …}")
    }
  }
}
