import Workflow

/// Names the mails that go together: those of a workflow's template with the same `groupBy`. A hash, for the value may be anything.
enum DigestKey {
  static func text(_ group: String, _ template: String, _ workflow: String) -> String {
    var hash = SHA256()
    for text in [workflow, template, group] { hash.update(lengthPrefixed: text) }
    return Array(hash.finish().prefix(16)).hexadecimal
  }
}
