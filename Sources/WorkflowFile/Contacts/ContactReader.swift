import CEL
import Calendar
import Workflow
import YAML

/// Reads a person: `{name: Ana de Vries, email: ana@partner.example, language: en, phone: …}`.
struct ContactReader {
  let reading: Reading

  /// One person, or a list of them; as a list.
  func list(_ node: YAML.Node) -> Value? {
    let people = reading.list(node)
    if people.isEmpty { reading.report(.badContact, at: node, "nobody stands here") }
    return .list(people.compactMap(one))
  }

  func one(_ node: YAML.Node) -> Value? {
    guard let fields = Fields(node, CompanionForms.contact, reading) else { return nil }
    let name = fields.required("name").flatMap { text($0, "`name`") }
    let email = fields.required("email", hint: "email: ana@partner.example").flatMap { address($0, "`email`") }
    guard let name, let email else { return nil }
    var person = ValueMap()
    person["name"] = .string(name)
    person["email"] = .string(email)
    if let node = fields["language"], let language = language(node) { person["language"] = .string(language) }
    if let node = fields["phone"], let phone = text(node, "`phone`") { person["phone"] = .string(phone) }
    if let node = fields["alternate"], let alternate = address(node, "`alternate`") {
      person["alternate"] = .string(alternate)
      if alternate.lowercased() == email.lowercased() {
        reading.report(.badContact, at: node, "`alternate` is the same address", hint: "leave it out, or name another")
      }
    }
    if let node = fields["timezone"], let zone = zone(node) { person["timezone"] = .string(zone) }
    if let node = fields["quiet"], let hours = quiet(node) { person["quiet"] = .string(hours) }
    return .map(person)
  }

  private func zone(_ node: YAML.Node) -> String? {
    guard let text = text(node, "`timezone`") else { return nil }
    do {
      return try Zone(text).identifier
    } catch {
      reading.report(.badContact, at: node, "`\(text)` is no time zone", hint: "as in IANA's list: `Asia/Dhaka`")
      return nil
    }
  }

  private func quiet(_ node: YAML.Node) -> String? {
    guard let text = text(node, "`quiet`") else { return nil }
    guard QuietHours(text) != nil else {
      reading.report(.badContact, at: node, "`\(text)` is no stretch of a day", hint: "write it as `20:00-07:00`")
      return nil
    }
    return text
  }

  /// What goes into a header must not be able to end it.
  private func text(_ node: YAML.Node, _ what: String) -> String? {
    guard let text = reading.text(node, what) else { return nil }
    guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }), !text.isEmpty, text.utf8.count <= 200 else {
      reading.report(.badContact, at: node, "\(what) is one line of at most 200 letters")
      return nil
    }
    return text
  }

  /// One `@` with something on both sides and no blanks: whether anybody reads it only a mail can tell.
  private func address(_ node: YAML.Node, _ what: String) -> String? {
    guard let text = text(node, what) else { return nil }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    let isPlain = text.unicodeScalars.allSatisfy { $0.value > 0x20 && !"<>(),;:\"[]\\".unicodeScalars.contains($0) }
    guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !parts[1].hasPrefix("."), !parts[1].hasSuffix("."), isPlain else {
      reading.report(
        .badContact, at: node, "`\(text)` is no mail address", hint: "write it as `ana@partner.example`, without name or brackets")
      return nil
    }
    return text
  }

  private func language(_ node: YAML.Node) -> String? {
    guard let text = text(node, "`language`") else { return nil }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let isLanguage = (2...3).contains(parts[0].utf8.count) && parts[0].utf8.allSatisfy { (0x61...0x7A).contains($0) }
    let isPlain = text.utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) }
    guard isLanguage, isPlain, parts.dropFirst().allSatisfy({ (2...8).contains($0.utf8.count) }) else {
      reading.report(.badContact, at: node, "`\(text)` is no language", hint: "as in BCP 47: `en`, `de`, `pt-BR`")
      return nil
    }
    return text
  }
}
