/// Names a workflow's file with its types by content: 64 hexadecimal digits of SHA-256.
package struct DefinitionHash: Hashable, Sendable, CustomStringConvertible {
  package var text: String

  package init(text: String) {
    self.text = text
  }

  /// The hash of the files that make up a definition, by path in a stable order.
  package init(files: [(path: String, text: String)]) {
    var digest = SHA256()
    for file in files.sorted(by: { $0.path < $1.path }) {
      digest.update(lengthPrefixed: file.path)
      digest.update(lengthPrefixed: file.text)
    }
    text = digest.finish().hexadecimal
  }

  package var description: String { text }
}
