import Workflow
import WorkflowFile

/// What `tocsin explain T0102` prints.
enum CodeText {
  /// Whether a word is a code of the checker and not an instance.
  static func isCode(_ word: String) -> Bool {
    word.utf8.count == 5 && word.uppercased().hasPrefix("T") && word.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  static func page(_ word: String) throws(UsageError) -> String {
    let code = word.uppercased()
    if let page = CodePage.page(of: code) { return page.markdown }
    if let known = DiagnosticCode(rawValue: code) { return "# \(code): \(known.meaning)" }
    throw UsageError("The checker has no code \(code).", hint: "docs/codes/README.md lists them.")
  }
}
