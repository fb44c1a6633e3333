import Workflow
import YAML

/// Reads `retry`: how often and for how long a source is asked again.
struct RetryReader {
  let compilation: Compilation
  let scope: NameScope

  init(_ compilation: Compilation, _ scope: NameScope) {
    self.compilation = compilation
    self.scope = scope
  }

  /// A source that failed so often will not answer the next time.
  private static let attemptsMax = 1_000

  func read(_ node: YAML.Node) -> RetryPolicy {
    let reading = compilation.reading
    guard let fields = Fields(node, WorkflowForms.retry, reading) else { return .none }
    let policy = RetryPolicy(
      attempts: fields["attempts"].flatMap { reading.integer($0, "`attempts`", in: 1...Self.attemptsMax) },
      delay: fields["delay"].flatMap { reading.delay($0, "`delay`") },
      backoff: fields["backoff"].flatMap { reading.word($0, "backoff", of: RetryPolicy.Backoff.self) } ?? .constant,
      jitter: fields["jitter"].flatMap { reading.number($0, "`jitter`", in: 0...1) } ?? 0,
      until: fields["until"].flatMap { compilation.expression($0, .instant, "`until`", scope) })
    if fields["attempts"] == nil, fields["until"] == nil {
      reading.report(
        .missingKey, at: fields.start, "`retry` needs an end", hint: "`attempts: 3`, or `until: 'day(input.run, 5, \"18:00\")'`")
    }
    if fields["delay"] == nil {
      reading.report(.missingKey, at: fields.start, "`retry` needs `delay`", hint: "delay: 10m")
    }
    return policy
  }
}
