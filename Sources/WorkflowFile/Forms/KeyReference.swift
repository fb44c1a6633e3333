package import Workflow

/// The page that lists each key once, made of the tables by which files are read.
package enum KeyReference {
  package static let files = [WorkflowForms.file, CompanionForms.contactsFile, CompanionForms.calendarFile, CompanionForms.typesFile]

  package static var markdown: String {
    """
    # Every key

    Made of the tables by which files are read; `tocsin schema workflow` prints the same for editors. What the keys mean together stands in
    the pages beside this one.

    ```yaml
    workflow: reminder
    initial: asked
    states:
      asked: {entry: [{log: 'asked ${now}'}], on: {answered: done}, after: {3d: done}}
      done: {type: final}
    ```

    \(files.map(page).joined(separator: "\n"))
    """
  }

  private static func page(_ file: FileForm) -> String {
    "## \(file.files)\n\n\(file.title).\n\n" + file.forms.map(form).joined(separator: "\n")
  }

  private static func form(_ form: Form) -> String {
    let rows = form.keys.map { key in
      let must = key.isRequired ? " (must stand)" : ""
      return "| `\(key.name)`\(must) | \(words(key.shape)) | \(key.help.replacing("|", with: "\\|")) |"
    }
    return """
      ### \(heading(form))

      | key | holds | means |
      | --- | --- | --- |
      \(rows.joined(separator: "\n"))

      """
  }

  /// Under which the form is found: two that stand under the same key in different places have different names.
  private static func heading(_ form: Form) -> String { "\(form.what.replacing("`", with: "")) (\(form.name))" }

  private static func anchor(_ name: String) -> String {
    let form = files.lazy.flatMap(\.forms).first { $0.name == name }
    let text = form.map(heading) ?? name
    return text.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }.replacing(" ", with: "-")
  }

  private static func words(_ shape: Shape) -> String {
    switch shape {
    case .any: "anything"
    case .text: "text"
    case .expression: "expression"
    case .name: "name"
    case .duration: "duration"
    case .cron: "cron"
    case .flag: "`true` or `false`"
    case .integer(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .number(let range): "number, \(range.lowerBound) to \(range.upperBound)"
    case .words(let words): words.map { "`\($0)`" }.joined(separator: ", ")
    case .form(let name): "[\(name)](#\(anchor(name)))"
    case .mapping(let inner), .named(let inner): "by name: \(self.words(inner))"
    case .list(let inner): "list of \(self.words(inner))"
    case .some(let inner): "\(self.words(inner)), or a list"
    case .either(let shapes): shapes.map(words).filter { $0 != "nothing" }.joined(separator: " or ")
    case .nothing: "nothing"
    }
  }
}
