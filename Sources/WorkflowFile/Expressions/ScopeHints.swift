import CEL
import Workflow

/// Says why a name is not there, where it is there elsewhere in the same file.
struct ScopeHints {
  let scope: NameScope

  func improved(_ problem: Problem) -> Problem {
    Problem(problem.message, hint: hint(for: problem.message) ?? problem.hint, at: problem.place)
  }

  private func hint(for message: String) -> String? {
    switch message {
    case "nothing here is called `input`", "nothing here is called `data`", "nothing here is called `instance`",
      "nothing here is called `children`":
      "there is no instance yet: a start knows `now`, `contacts`, `settings`, and `event` where one sets it off"
    case "nothing here is called `items`":
      scope.hasInstance ? "this workflow tracks no rows: declare their type with `items: NAME`" : "there is no instance yet"
    case "nothing here is called `event`": "nothing has happened here that could be read"
    case "nothing here is called `row`": "`row` is what a `watch` looks at: it can be read in `key` and `input` of a start with `watch`"
    case "`event` has no field `data`", "`event` has no field `by`":
      "a timer, a start and an `always` bring only `name` and `at`; here not everything that leads here brings more"
    default: nil
    }
  }
}
