/// Where each name of an expression's scope is found: the same slot in every expression of every workflow.
///
/// `forEach` variables follow from `firstLocal` on, outermost first.
package enum ScopeSlot: Int, CaseIterable, Sendable {
  case input
  case data
  case items
  case event
  case now
  case instance
  case children
  case contacts
  case settings
  case row

  package static let firstLocal = ScopeSlot.allCases.count
}
