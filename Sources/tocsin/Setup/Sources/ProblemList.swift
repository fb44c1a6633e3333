import CEL
import YAML

/// What is wrong with the files that are being read, collected so that all of it is told at once.
final class ProblemList {
  private var all: [YAMLProblem] = []

  func add(_ problems: YAMLProblems) { all += problems.problems }

  func report(_ node: YAML.Node, _ message: String, hint: String? = nil) {
    all.append(node.problem(message, hint: hint))
  }

  /// A problem within an expression that a node holds.
  func report(_ problem: Problem, in node: YAML.Node) {
    let part = problem.place.offset..<problem.place.end
    guard let range = node.scalar?.range(ofText: part) else { return report(node, problem.message, hint: problem.hint) }
    all.append(YAMLProblem(.content, problem.message, hint: problem.hint, range: range, in: node.source))
  }

  func check() throws(YAMLProblems) {
    if !all.isEmpty { throw YAMLProblems(all) }
  }
}
