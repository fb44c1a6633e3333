/// What becomes of a start while another instance of the same workflow is at work.
package enum Overlap: String, Hashable, Sendable, CaseIterable {
  /// It is left out, and the reason recorded.
  case skip
  /// It waits, the older first, until nothing is at work any more.
  case queue
  /// It opens its instance all the same.
  case allow
}
