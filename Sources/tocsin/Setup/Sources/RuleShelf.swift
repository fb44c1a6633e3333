import CEL
import Foundation
import Rules
import YAML

/// The rule files of an installation, each read once.
final class RuleShelf {
  private let directory: URL
  private let problems: ProblemList
  private var books: [String: RuleBook?] = [:]

  init(directory: URL, problems: ProblemList) { (self.directory, self.problems) = (directory, problems) }

  /// `faulty-session` is `rules/faulty-session.yaml`; what is wrong in there is reported with its own places.
  func book(_ name: String, namedAt node: YAML.Node) -> RuleBook? {
    if let known = books[name] { return known }
    let book = read(name, node)
    books[name] = .some(book)
    return book
  }

  private func read(_ name: String, _ node: YAML.Node) -> RuleBook? {
    let path = "rules/\(name).yaml"
    do {
      return try RuleBook(reading: try String(contentsOf: directory.appending(path: path), encoding: .utf8), file: path)
    } catch let error as YAMLProblems {
      problems.add(error)
    } catch {
      problems.report(node, "\(path) cannot be read", hint: CEL.Spelling.hint(name, among: names))
    }
    return nil
  }

  private var names: [String] {
    // A folder that cannot be listed only costs the hint.
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.appending(path: "rules").path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }
}
