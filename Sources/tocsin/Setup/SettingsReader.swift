import CEL
import Calendar
import Foundation
import Workflow
import YAML

/// `settings` of `tocsin.yaml`, with what the environment says otherwise.
///
/// An entry is a value, or `{type, default, env, file, secret}`. What is secret is no part of the values: expressions cannot read it, so
/// no mail, history or log can hold it.
struct SettingsReader {
  let file: ConfigurationFile
  let environment: [String: String]

  /// More is a database.
  private static let settingsMax = 1_000

  /// By name, as expressions see them.
  func values() throws(UsageError) -> ValueMap {
    var values = ValueMap()
    let entries = file.node("settings")?.mapping?.entries ?? []
    if entries.count > Self.settingsMax { throw UsageError("\(file.file): more than \(Self.settingsMax) settings.") }
    for entry in entries {
      let path = "settings.\(entry.name)"
      guard Self.isName(entry.name) else {
        throw file.wrong(path, entry.key, "cannot be read as `settings.\(entry.name)`: a name is of letters, digits and `_`")
      }
      if entry.value.mapping == nil {
        guard let text = try file.text(path) else { continue }
        values[entry.name] = Self.inferred(text)
      } else if let value = try declared(entry, path) {
        values[entry.name] = value
      }
    }
    return values
  }

  /// A number where it reads as one, else text.
  private static func inferred(_ text: String) -> Value { Int64(text).map { .int($0) } ?? .string(text) }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, first.isASCII, first.properties.isAlphabetic || first == "_" else { return false }
    return name.unicodeScalars.allSatisfy { $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_") }
  }

  private func declared(_ entry: YAML.Mapping.Entry, _ path: String) throws(UsageError) -> Value? {
    try file.check(known: InstallationForms.setting.names, under: path)
    if entry.value["secret"]?.scalar?.boolean == true { return nil }
    let type = try file.choice("\(path).type", SettingType.self) ?? .string
    let text = environment[ConfigurationFile.variable(path)].flatMap { $0.isEmpty ? nil : $0 }
    let named = entry.value["env"]?.text.flatMap { environment[$0] }.flatMap { $0.isEmpty ? nil : $0 }
    guard let value = text ?? named ?? entry.value["default"]?.text else {
      let name = entry.value["env"]?.text ?? ConfigurationFile.variable(path)
      throw UsageError("\(file.file): \(path) has no value.", hint: "Set \(name) in the environment, or give it a `default`.")
    }
    guard let typed = type.value(value) else {
      throw UsageError("\(file.file): \(path) is \(type.rawValue), and “\(value)” is none.")
    }
    return typed
  }
}

/// What a setting can be.
enum SettingType: String, CaseIterable, Sendable {
  case string
  case int
  case double
  case bool
  case duration
  case timestamp

  /// Nil where the text is none.
  func value(_ text: String) -> Value? {
    switch self {
    case .string: return .string(text)
    case .int: return Int64(text).map { .int($0) }
    case .double: return Double(text).flatMap { $0.isFinite ? .double($0) : nil }
    case .bool: return Bool(text).map { .bool($0) }
    case .timestamp: return Timestamp(text).map { .timestamp($0) }
    case .duration:
      if let span = Span(text) { return .duration(span) }
      // What is no duration is told by the caller.
      guard let delay = try? Delay(parsing: text), case .span(let span) = delay, span.months == 0 else { return nil }
      return .duration(Span(nanoseconds: (span.microseconds + Int64(span.days) * 86_400_000_000) * 1_000))
    }
  }
}
