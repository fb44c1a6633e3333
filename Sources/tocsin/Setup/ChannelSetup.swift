import Calendar
import Channel
import ChannelMail
import ChannelTeams
import ChannelWebhook
import Curl
import Executor
import Foundation

/// The channels of an installation, as its delivery mode wants them.
struct ChannelSetup {
  let configuration: Configuration
  let directory: URL
  /// Rooms that workflows speak to; in capture mode each is a folder, whether it has a webhook or not.
  let rooms: Set<String>
  /// Webhooks that workflows speak to, likewise.
  var webhooks: Set<String> = []

  func channels() -> [any Channel] {
    [mail()] + rooms.union(configuration.teams.map(\.name)).sorted().map(room) + hookNames.map(webhook)
  }

  /// Channels whose messages are composed and never sent, for simulations; the same bytes, whatever the delivery mode.
  func forms() -> [any Channel] {
    [MaildirChannel(name: ChannelName.email, folder: folder("mail"), identity: identity)]
      + rooms.union(configuration.teams.map(\.name)).sorted().map { CardFolderChannel(room: $0, folder: folder("cards")) }
      + hookNames.map { CardFolderChannel(name: ChannelName.webhook($0), room: $0, folder: folder("webhooks")) }
  }

  private var identity: MailIdentity {
    MailIdentity(
      from: Recipient(name: configuration.mail.fromName, address: configuration.mail.from),
      replyTo: configuration.mail.replyTo.map { Recipient(address: $0) })
  }

  private func mail() -> any Channel {
    guard configuration.delivery != .capture, let server else {
      return MaildirChannel(name: ChannelName.email, folder: folder("mail"), identity: identity)
    }
    guard case .redirect(let address) = configuration.delivery else { return server }
    return RedirectChannel(name: ChannelName.email, address: Recipient(address: address), mail: server)
  }

  /// Everything to one address; nil where there is no mail server.
  func redirect(to address: String) -> RedirectChannel? {
    server.map { RedirectChannel(name: ChannelName.email, address: Recipient(address: address), mail: $0) }
  }

  private var server: SMTPChannel? {
    configuration.mail.host.map {
      SMTPChannel(name: ChannelName.email, server: smtp($0), identity: identity, concurrentSends: configuration.mail.connections)
    }
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

  private var hookNames: [String] { webhooks.union(configuration.webhooks.map(\.name)).sorted() }

  private func webhook(_ name: String) -> any Channel {
    guard configuration.delivery == .live else {
      return CardFolderChannel(name: ChannelName.webhook(name), room: name, folder: folder("webhooks"))
    }
    let found = configuration.webhooks.first { $0.name == name }
    let clock = SystemClock()
    return WebhookChannel(room: name, kind: found?.kind ?? .webhook, address: found?.url, key: found?.key) {
      clock.now().microsecondsSinceEpoch / 1_000_000
    }
  }

  private func folder(_ name: String) -> String {
    configuration.stateFolder.appending(path: name).path
  }
}
