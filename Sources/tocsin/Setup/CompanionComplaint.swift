import Workflow
import WorkflowFile
import YAML

/// What is wrong with a file that every workflow needs: the contacts, a calendar. Nothing else can be looked at before it is mended.
struct CompanionComplaint: Error {
  let diagnostics: Diagnostics
  /// The files that it is said of, by path.
  let texts: [String: String]

  static func telling<Result>(
    _ texts: [String: String], _ read: () throws(Diagnostics) -> Result
  ) throws(CompanionComplaint) -> Result {
    do throws(Diagnostics) { return try read() } catch { throw CompanionComplaint(diagnostics: error, texts: texts) }
  }

  /// With lines and carets.
  var text: String {
    DiagnosticText(sources: texts.map { SourceText(file: $0.key, text: $0.value) }).render(diagnostics.all)
  }
}

extension CompanionComplaint: CustomStringConvertible {
  var description: String {
    let files = Set(diagnostics.all.map(\.place.file)).sorted().joined(separator: ", ")
    return "\(diagnostics.all.count == 1 ? "1 error" : "\(diagnostics.all.count) errors") in \(files)"
  }
}
