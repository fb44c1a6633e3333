import Curl
import Foundation
import Mailbox
import TestSupport

/// Debian's Dovecot with a mailbox in a folder of its own.
struct Dovecot {
  let folder: TemporaryFolder
  private let script: ScriptServer

  static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/sbin/dovecot")

  static func start() async throws -> Dovecot {
    let folder = try TemporaryFolder.make()
    _ = try await ScriptServer.run("certificate.sh", [folder.path])
    return Dovecot(folder: folder, script: try await ScriptServer.start("dovecot.py", [folder.path]))
  }

  var port: Int { script.port }

  func server(user: String = "tocsin", password: String = "correct-horse") -> IMAPServer {
    IMAPServer(
      host: "localhost", port: script.port, security: .startTLS, trust: .file(folder.path + "/certificate.pem"), user: user,
      password: Secret(password))
  }

  func mailbox(bytesMax: Int = 1_000_000, user: String = "tocsin", password: String = "correct-horse") -> Mailbox {
    Mailbox(server: server(user: user, password: password), bytesMax: bytesMax, seed: "a1b2c3")
  }

  /// Puts mails into the mailbox as a mail server would: whole files in a Maildir.
  func deliver(_ mails: [[UInt8]], to user: String = "tocsin") throws {
    let maildir = folder.path + "/mail/\(user)/Maildir"
    let files = FileManager.default
    for name in ["new", "cur", "tmp"] { try files.createDirectory(atPath: "\(maildir)/\(name)", withIntermediateDirectories: true) }
    for (number, mail) in mails.enumerated() {
      let name = String(format: "%010d.M%06d.test", 1_700_000_000 + number, number)
      try Data(mail).write(to: URL(fileURLWithPath: "\(maildir)/tmp/\(name)"))
      try files.moveItem(atPath: "\(maildir)/tmp/\(name)", toPath: "\(maildir)/new/\(name)-\(UInt64.max - UInt64(number))")
    }
    guard geteuid() == 0, let nobody = getpwnam("nobody")?.pointee else { return }
    for path in [folder.path + "/mail/\(user)", maildir, maildir + "/new", maildir + "/cur", maildir + "/tmp"] {
      guard chown(path, nobody.pw_uid, nobody.pw_gid) == 0 else { throw TestSupportError("cannot give \(path) away") }
    }
    for name in try files.contentsOfDirectory(atPath: maildir + "/new") {
      guard chown("\(maildir)/new/\(name)", nobody.pw_uid, nobody.pw_gid) == 0 else { throw TestSupportError("cannot give \(name) away") }
    }
  }
}
