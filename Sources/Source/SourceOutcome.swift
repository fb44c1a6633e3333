/// How a question to a source ended.
package enum SourceOutcome: Hashable, Sendable {
  case answered(SourceAnswer)
  case failed(SourceFailure)
}
