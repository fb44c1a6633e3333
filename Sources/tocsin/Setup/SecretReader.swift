import Curl
import Foundation
import YAML

/// Reads secrets from where they may stand: a variable of the environment, or a file. Never from the settings' own text.
struct SecretReader {
  let file: ConfigurationFile
  let environment: [String: String]
  let directory: URL

  /// A secret larger than this is a mistake in the path.
  static let bytesMax = 64 * 1024

  /// `{env: NAME}` or `{file: PATH}`, or the path's own variable (`TOCSIN_MAIL_PASSWORD`); nil where none is set.
  func secret(_ path: String) throws(UsageError) -> Secret? {
    if let value = environment[ConfigurationFile.variable(path)], !value.isEmpty { return Secret(value) }
    guard let node = file.node(path), !node.isNull else { return nil }
    if let name = node["env"]?.text { return environment[name].flatMap { $0.isEmpty ? nil : Secret($0) } }
    if let name = node["file"]?.text { return try content(of: name, for: path) }
    if let name = node["setting"]?.text {
      guard let setting = file.node("settings.\(name)"), setting["secret"]?.scalar?.boolean == true else {
        throw file.wrong(path, node, "names no setting that is marked `secret`")
      }
      return try secret("settings.\(name)")
    }
    throw file.wrong(path, node, "is a secret: write `{env: NAME}` or `{file: PATH}`")
  }

  private func content(of name: String, for path: String) throws(UsageError) -> Secret {
    let url = URL(fileURLWithPath: name, relativeTo: directory)
    do {
      let data = try Data(contentsOf: url)
      guard data.count <= Self.bytesMax, let text = String(data: data, encoding: .utf8) else {
        throw UsageError("\(path): the file \(name) holds no secret (too large, or not UTF-8).")
      }
      return Secret(text.trimmingCharacters(in: .whitespacesAndNewlines))
    } catch let error as UsageError {
      throw error
    } catch {
      throw UsageError("\(path): the file \(name) cannot be read.", hint: "Is it there, and readable for this user?")
    }
  }
}
