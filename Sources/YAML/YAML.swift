/// YAML as Tocsin's authors write it: one document, every value a scalar's text, a list or a mapping with its place in the file.
///
/// Of YAML 1.1's guesses none is made: only `true` and `false` are booleans, `on` and `yes` are words, numbers stay text until asked
/// for. Anchors, aliases and merge keys work; tags, complex keys and duplicate keys are problems.
package enum YAML {
  /// Reads one document. All problems that can be found at once are thrown together.
  package static func parse(_ text: String, file: String) throws(YAMLProblems) -> Node {
    try parse(SourceText(file: file, text: text))
  }

  /// Reads one document of a text that the caller keeps for its own diagnostics.
  package static func parse(_ source: SourceText) throws(YAMLProblems) -> Node {
    guard source.text.utf8.count <= Limit.bytes else {
      throw YAMLProblems([
        YAMLProblem(
          .limit, "the file is larger than \(Limit.bytes / 1024) KiB", hint: "split it", at: source.position(atOffset: 0), in: source)
      ])
    }
    var builder = TreeBuilder(source: source)
    return try builder.build()
  }

  package enum Limit {
    /// A workflow of a thousand states is about 100 KiB; above this it is not a file that a person wrote.
    package static let bytes = 1 << 20
    /// Nobody reads deeper, and recursion over the tree must fit a small stack.
    package static let depth = 64
    /// Nodes after aliases are expanded: keeps nine lines of nested aliases from becoming a billion nodes.
    package static let nodes = 200_000
    /// Problems told of one file; more only scroll the first away.
    package static let problems = 100
  }
}
