import Foundation

/// Debian's Dovecot with mailboxes in a folder of its own: users `tocsin` and `other`, password `correct-horse`.
package struct DovecotServer: Sendable {
  package let folder: TemporaryFolder
  private let script: ScriptServer

  package static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/sbin/dovecot")
  package static let password = "correct-horse"

  package static func start() async throws -> DovecotServer {
    let folder = try TemporaryFolder.make()
    _ = try await ScriptServer.run("certificate.sh", [folder.path])
    return DovecotServer(folder: folder, script: try await ScriptServer.start("dovecot.py", [folder.path]))
  }

  package var port: Int { script.port }
  package var authority: String { folder.path + "/certificate.pem" }

  package func maildir(of user: String = "tocsin") -> String { folder.path + "/mail/\(user)/Maildir" }

  /// Puts mails into a mailbox as a mail server would: whole files in a Maildir.
  package func deliver(_ mails: [[UInt8]], to user: String = "tocsin") throws {
    let files = FileManager.default
    let maildir = maildir(of: user)
    for name in ["new", "cur", "tmp"] { try files.createDirectory(atPath: "\(maildir)/\(name)", withIntermediateDirectories: true) }
    let before = try files.contentsOfDirectory(atPath: maildir + "/new").count + files.contentsOfDirectory(atPath: maildir + "/cur").count
    try giveAway([folder.path + "/mail/\(user)", maildir] + ["new", "cur", "tmp"].map { "\(maildir)/\($0)" })
    for (number, mail) in mails.enumerated() {
      let place = before + number
      let name = String(format: "%010d.M%06d.test", 1_700_000_000 + place, place)
      try Data(mail).write(to: URL(fileURLWithPath: "\(maildir)/tmp/\(name)"))
      try giveAway(["\(maildir)/tmp/\(name)"])
      try files.moveItem(atPath: "\(maildir)/tmp/\(name)", toPath: "\(maildir)/new/\(name)")
    }
  }

  /// As root, Dovecot reads as nobody.
  private func giveAway(_ paths: [String]) throws {
    guard geteuid() == 0, let nobody = getpwnam("nobody")?.pointee else { return }
    for path in paths {
      guard chown(path, nobody.pw_uid, nobody.pw_gid) == 0 else { throw TestSupportError("cannot give \(path) away") }
    }
  }
}
