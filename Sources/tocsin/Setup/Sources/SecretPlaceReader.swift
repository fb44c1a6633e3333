import Curl
import Foundation
import YAML

/// Fetches what a source's file only points at: a key, an address with a password.
struct SecretPlaceReader {
  let directory: URL
  let environment: [String: String]
  let problems: ProblemList

  /// A secret larger than this is a mistake in the path.
  private static let bytesMax = 64 * 1024

  /// Nil, and a problem, where it is not to be had.
  func secret(_ place: AuthorizationDeclaration.SecretPlace, _ node: YAML.Node) -> Secret? {
    switch place {
    case .environment(let name):
      if let value = environment[name], !value.isEmpty { return Secret(value) }
      problems.report(node, "the environment has no \(name)", hint: "it holds the key")
    case .file(let path):
      do {
        let data = try Data(contentsOf: path.hasPrefix("/") ? URL(filePath: path) : directory.appending(path: path))
        let text = String(data: data, encoding: .utf8)?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        if data.count <= Self.bytesMax, !text.isEmpty { return Secret(text) }
        problems.report(node, "the file \(path) holds no key (empty, too large, or not UTF-8)")
      } catch {
        problems.report(node, "the file \(path) cannot be read", hint: "is it there, and readable for this user?")
      }
    case .setting(let name): return setting(name, node)
    }
    return nil
  }

  private func setting(_ name: String, _ node: YAML.Node) -> Secret? {
    do {
      let file = try Configuration.file(in: directory, environment)
      guard file.node("settings.\(name)")?["secret"]?.scalar?.boolean == true else {
        let secrets = file.names(under: "settings").filter { file.node("settings.\($0)")?["secret"]?.scalar?.boolean == true }
        problems.report(
          node, "tocsin.yaml has no setting `\(name)` that is marked `secret`",
          hint: Spelling.nearest(name, among: secrets).map { "did you mean `\($0)`?" }
            ?? "settings: {\(name): {secret: true, env: NAME}}")
        return nil
      }
      let reader = SecretReader(file: file, environment: environment, directory: directory)
      if let value = try reader.secret("settings.\(name)") { return value }
      problems.report(node, "the secret setting `\(name)` has no value here", hint: "its variable is not set")
    } catch {
      problems.report(node, "the secret setting `\(name)` cannot be read: \(error)")
    }
    return nil
  }
}
