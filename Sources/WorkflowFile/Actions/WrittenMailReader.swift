import Workflow
import YAML

/// What a mail says: by a template's file, or by `subject` and `body` in the workflow itself.
struct WrittenMailReader {
  let compilation: Compilation
  let scope: NameScope

  init(_ compilation: Compilation, _ scope: NameScope) {
    self.compilation = compilation
    self.scope = scope
  }

  private var reading: Reading { compilation.reading }

  private static let keys = ["subject", "body"]

  /// - Parameter name: of the action that the mail stands in.
  /// - Returns: what the mail is called by, and its words where no template says them.
  func read(_ fields: Fields, named name: String?) -> (name: String, written: WrittenMail?)? {
    let present = Self.keys.filter { fields.has($0) }
    guard !present.isEmpty, !fields.has("template") else {
      for key in present.compactMap({ fields.key($0) }) {
        reading.report(
          .excludedKey, at: key, "`\(key.text ?? "")` and `template` cannot stand together", hint: "the template's `<title>` is the subject"
        )
      }
      return fields.required(
        "template", hint: "the mail's HTML file without its ending: `template: emsp/reminder`; or `subject` and `body`, with `${ … }`"
      ).flatMap { reading.text($0, "`template`") }.map { ($0, nil) }
    }
    let source = fields.required("subject", hint: "subject: '${instance.key} is late'")
    let subject = source.flatMap { compilation.text($0, "`subject`", scope) }
    let body = fields.required("body", hint: "body: Please look at ${instance.key}.").flatMap { compilation.text($0, "`body`", scope) }
    guard let source, let subject, let body, let words = reading.text(source, "`subject`") else { return nil }
    return (self.name(name, words, at: reading.place(fields.start.start)), WrittenMail(subject: subject, body: body))
  }

  /// The action's name, unless another mail has it already; else the subject as it stands in the file.
  private func name(_ action: String?, _ subject: String, at place: Place) -> String {
    let isTaken = compilation.messages.contains { message in
      guard case .email(let email) = message.medium else { return false }
      return email.template == action && message.place != place
    }
    guard let action, !isTaken else { return String(subject.prefix(Self.nameLengthMax)) }
    return action
  }

  /// Names stand in tables.
  private static let nameLengthMax = 80
}
