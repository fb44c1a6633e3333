import Answers
import Curl
import Foundation
import HTTPServer
import YAML

/// `answers:` of `tocsin.yaml`: where links lead, what seals them, and where their pages are served.
struct AnswerConfiguration: Sendable {
  var links: AnswerLinks
  var host: String
  var port: Int
  var isBehindProxy: Bool
  /// Files with the certificate and its key, where pages are served with TLS.
  var certificate: (chain: String, key: String)?

  private static let listenDefault = "127.0.0.1:8480"

  /// Nil where `answers:` is not said.
  init?(_ file: ConfigurationFile, _ secrets: SecretReader) throws(UsageError) {
    guard let base = try file.text("answers.base") else {
      if file.node("answers")?.mapping != nil { throw UsageError("\(file.file): answers.base says where links lead; it is missing.") }
      return nil
    }
    guard base.hasPrefix("https://") || base.hasPrefix("http://"), !base.contains(where: { " ?#\"'<>\\".contains($0) }) else {
      throw UsageError("\(file.file): answers.base is an address, https://…, not “\(base)”.")
    }
    let sealing = [try secrets.secret("answers.key"), try secrets.secret("answers.previousKey")].compactMap { $0?.reveal() }
    guard let keys = AnswerKeys(sealing) else {
      throw UsageError(
        "answers.key is missing, or has less than \(AnswerKeys.bytesMin) characters.",
        hint: "Make one: openssl rand -base64 32; set it as TOCSIN_ANSWERS_KEY, or answers.key: {file: PATH}.")
    }
    links = AnswerLinks(base: base, keys: keys, days: try file.number("answers.days") ?? AnswerLinks.daysDefault)
    let listen = try file.text("answers.listen") ?? Self.listenDefault
    guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]) else {
      throw UsageError("\(file.file): answers.listen is an address with its port, 127.0.0.1:8480, not “\(listen)”.")
    }
    host = String(listen[..<colon]).trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
    self.port = port
    isBehindProxy = ["true", "yes", "1"].contains(try file.text("answers.behindProxy") ?? "false")
    certificate = try Self.certificate(file)
  }

  private static func certificate(_ file: ConfigurationFile) throws(UsageError) -> (chain: String, key: String)? {
    switch (try file.text("answers.certificate"), try file.text("answers.certificateKey")) {
    case (nil, nil): nil
    case (let chain?, let key?): (chain, key)
    default: throw UsageError("\(file.file): answers.certificate and answers.certificateKey belong together.")
    }
  }

  func settings(in directory: URL) throws -> WebSettings {
    let tls = try certificate.map { files in
      WebSettings.TLS(
        certificate: try String(contentsOf: URL(fileURLWithPath: files.chain, relativeTo: directory), encoding: .utf8),
        key: try String(contentsOf: URL(fileURLWithPath: files.key, relativeTo: directory), encoding: .utf8))
    }
    return WebSettings(host: host, port: port, tls: tls, isBehindProxy: isBehindProxy)
  }
}
