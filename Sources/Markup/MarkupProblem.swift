/// What is wrong with a page; line and column from 1, as libxml2 counts them.
package struct MarkupProblem: Error, Hashable, Sendable {
  package let message: String
  package let line: Int
  package let column: Int
}

package struct MarkupProblems: Error, Hashable, Sendable {
  package let problems: [MarkupProblem]
}
