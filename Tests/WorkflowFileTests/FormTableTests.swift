import CEL
import Testing
import Workflow
import WorkflowFile

/// The tables of keys: what readers refuse by and schemas are made of.
struct FormTableTests {
  static let files = [
    WorkflowForms.file, CompanionForms.contactsFile, CompanionForms.calendarFile, CompanionForms.typesFile,
  ]

  @Test(arguments: files.map(\.name))
  func `what a form refers to stands in its file, and a key stands once`(name: String) throws {
    let file = try #require(Self.files.first { $0.name == name })
    let names = Set(file.forms.map(\.name))
    #expect(names.count == file.forms.count)
    for form in file.forms {
      #expect(Set(form.keys.map(\.name)).count == form.keys.count, "\(form.name)")
      for key in form.keys {
        #expect(Self.references(key.shape).isSubset(of: names), "\(form.name).\(key.name)")
        #expect(key.help.hasSuffix(".") || key.help.hasSuffix("`"), "\(form.name).\(key.name) has no sentence")
      }
    }
  }

  @Test(arguments: files.map(\.name))
  func `the schema describes each key that is read, and none that is not`(name: String) throws {
    let file = try #require(Self.files.first { $0.name == name })
    for form in file.forms {
      let properties = file.schema["definitions"]?[form.name]?["properties"]?.map
      #expect(properties?.keys.map(\.text) == form.names, "\(form.name)")
    }
  }

  private static func references(_ shape: Shape) -> Set<String> {
    switch shape {
    case .form(let name): [name]
    case .mapping(let inner), .named(let inner), .list(let inner), .some(let inner): references(inner)
    case .either(let shapes): shapes.reduce(into: []) { $0.formUnion(references($1)) }
    case .any, .text, .expression, .name, .duration, .cron, .flag, .integer, .number, .words, .nothing: []
    }
  }
}
