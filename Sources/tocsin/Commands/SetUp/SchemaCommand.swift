import CEL
import Rules
import Scenario
import Workflow
import WorkflowFile

extension Command {
  static let schema = Command(
    name: "schema", summary: "Print the JSON Schema of a kind of file, for editors.",
    discussion: """
      Editors complete and check by it while you type; docs/editor.md says how. Kinds: \(
        schemas.map(\.name).joined(separator: ", ")). Without one they are listed with the files that they are for.
      """,
    arguments: [Argument(name: "KIND", help: "workflow, contacts, calendar, …", isOptional: true, choices: schemas.map(\.name))],
    run: { call in
      guard let name = call.argument(0) else {
        for form in schemas { call.terminal.write("\(form.name.padding(to: 14))\(form.files.padding(to: 22))\(form.title)") }
        return .success
      }
      guard let form = schemas.first(where: { $0.name == name }) else {
        let near = Spelling.nearest(name, among: schemas.map(\.name))
        throw UsageError("There is no schema \(name).", hint: near.map { "Did you mean \($0)?" } ?? "tocsin schema lists them.")
      }
      call.terminal.write(JSON.write(form.schema))
      return .success
    })

  /// Every kind of file that has a table of keys.
  static let schemas: [FileForm] = [
    WorkflowForms.file, CompanionForms.contactsFile, CompanionForms.calendarFile, CompanionForms.typesFile, SourceForms.file,
    RuleForms.file, ScenarioForms.fileForm, InstallationForms.file,
  ]
}
