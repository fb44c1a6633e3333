import Channel
import ChannelMail
import ChannelTeams
import Curl
import Executor
import Foundation

/// The channels of an installation, as its delivery mode wants them.
struct ChannelSetup {
  let configuration: Configuration
  let directory: URL
  /// Rooms that workflows speak to; in capture mode each is a folder, whether it has a webhook or not.
  let rooms: Set<String>

  func channels() -> [any Channel] {
    [mail()] + rooms.union(configuration.teams.map(\.name)).sorted().map(room)
  }

  /// Channels whose messages are composed and never sent, for simulations; the same bytes, whatever the delivery mode.
  func forms() -> [any Channel] {
    [MaildirChannel(name: ChannelName.email, folder: folder("mail"), identity: identity)]
      + rooms.union(configuration.teams.map(\.name)).sorted().map { CardFolderChannel(room: $0, folder: folder("cards")) }
  }

  private var identity: MailIdentity {
    MailIdentity(
      from: Recipient(name: configuration.mail.fromName, address: configuration.mail.from),
      replyTo: configuration.mail.replyTo.map { Recipient(address: $0) })
  }

  private func mail() -> any Channel {
    guard configuration.delivery != .capture, let host = configuration.mail.host else {
      return MaildirChannel(name: ChannelName.email, folder: folder("mail"), identity: identity)
    }
    let server = SMTPChannel(
      name: ChannelName.email, server: smtp(host), identity: identity, concurrentSends: configuration.mail.connections)
    guard case .redirect(let address) = configuration.delivery else { return server }
    return RedirectChannel(name: ChannelName.email, address: Recipient(address: address), mail: server)
  }

  private func smtp(_ host: String) -> SMTPServer {
    let mail = configuration.mail
    let security: SMTPServer.Security =
      switch mail.security {
      case .none: .none
      case .starttls: .startTLS
      case .tls: .implicit
      }
    let credentials = mail.user.flatMap { user in
      mail.password.map { SMTPServer.Credentials(user: user, password: $0) }
    }
    return SMTPServer(
      host: host, port: mail.port, security: security,
      trust: mail.authorityFile.map { .file(URL(fileURLWithPath: $0, relativeTo: directory).path) } ?? .system,
      credentials: credentials, clientName: configuration.domain)
  }

  /// A test installation's cards stay in folders whatever webhooks are set.
  private func room(_ name: String) -> any Channel {
    guard configuration.delivery == .live else {
      return CardFolderChannel(room: name, folder: folder("cards"))
    }
    return TeamsChannel(room: name, webhook: configuration.teams.first { $0.name == name }?.webhook)
  }

  private func folder(_ name: String) -> String {
    configuration.stateFolder.appending(path: name).path
  }
}
