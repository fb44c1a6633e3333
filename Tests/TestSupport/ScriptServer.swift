import Foundation

/// One of the servers in `Tests/Servers`: started on a free port of this machine, ended when nobody holds it any more. It says in
/// lines of JSON what happens to it.
package final class ScriptServer: Sendable {
  package let port: Int
  private let child: ChildProcess

  private init(port: Int, child: ChildProcess) { (self.port, self.child) = (port, child) }

  package static func start(_ script: String, _ arguments: [String] = []) async throws -> ScriptServer {
    let child = try ChildProcess.start("/usr/bin/env", ["python3", path(script)] + arguments, environment: searchPath)
    try await child.wrote("ready ")
    try await child.wrote("\n")
    // Who waited for the port may have come before it said so.
    let ready = child.output.split(separator: "\n").first { $0.hasPrefix("ready ") }
    guard let port = ready.flatMap({ Int($0.dropFirst("ready ".count)) }) else {
      throw TestSupportError("\(script) said: \(child.output) \(child.errors)")
    }
    return ScriptServer(port: port, child: child)
  }

  /// Ends it before anybody lets go of it; its port is free afterwards.
  package func end() async throws {
    child.signal(SIGKILL)
    try await child.ended()
  }

  /// Runs one of the scripts to its end.
  package static func run(_ script: String, _ arguments: [String]) async throws -> String {
    let shell = script.hasSuffix(".py") ? "python3" : "sh"
    let child = try ChildProcess.start("/usr/bin/env", [shell, path(script)] + arguments, environment: searchPath)
    guard try await child.ended() == .code(0) else { throw TestSupportError("\(script) failed: \(child.errors)") }
    return child.output
  }

  /// What happened so far, of one kind.
  package func said(_ kind: String) throws -> [Said] {
    try child.output.split(separator: "\n").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }
      .map { try JSONDecoder().decode(Said.self, from: Data($0.utf8)) }.filter { $0.kind == kind }
  }

  /// Waits until so many things of one kind have happened.
  package func heard(_ kind: String, count: Int = 1, where fits: (Said) -> Bool = { _ in true }) async throws -> [Said] {
    try await eventually("a server said “\(kind)” \(count) times") {
      let fitting = try self.said(kind).filter(fits)
      return fitting.count >= count ? fitting : nil
    }
  }

  private static let searchPath = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]

  private static func path(_ script: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Servers/\(script)").path
  }
}

/// One thing that happened to a server.
package struct Said: Decodable, Sendable {
  package let kind: String
  package var path: String?
  package var authorization: String?
  package var body: String?
  package var type: String?
  package var sender: String?
  package var to: String?
  package var tls: Bool?
  package var login: Bool?
  package var connection: Int?
  /// Base64.
  package var bytes: String?

  package var data: [UInt8] { bytes.flatMap { Data(base64Encoded: $0) }.map { Array($0) } ?? [] }
}

/// A certificate for `localhost` and its key, made for this test process.
package struct TestCertificate: Sendable {
  package let certificate: String
  package let key: String
  private let folder: TemporaryFolder

  package static func make() async throws -> TestCertificate {
    let folder = try TemporaryFolder.make()
    _ = try await ScriptServer.run("certificate.sh", [folder.path])
    return TestCertificate(certificate: folder.path + "/certificate.pem", key: folder.path + "/key.pem", folder: folder)
  }
}
