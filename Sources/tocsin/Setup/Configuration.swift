import Answers
import CEL
import ChannelWebhook
import Curl
import Executor
import Foundation
import Workflow
import YAML

/// What `tocsin.yaml` and the environment say of an installation.
struct Configuration: Sendable {
  enum Delivery: Hashable, Sendable {
    case live
    /// Into folders; nothing leaves the machine.
    case capture
    /// Everything to one address.
    case redirect(String)
  }

  /// What stands between us and the database.
  enum Pooling: String, CaseIterable, Sendable {
    case session
    case transaction
  }

  struct Mail: Sendable {
    enum Security: String, CaseIterable, Sendable {
      case none
      case starttls
      case tls
    }

    var from: String
    var fromName: String
    var replyTo: String?
    var host: String?
    var port: Int
    var security: Security
    var authorityFile: String?
    var user: String?
    var password: Secret?
    var connections: Int
  }

  /// The mailbox that answers come into.
  struct Mailbox: Sendable {
    var host: String
    var port: Int
    var security: Mail.Security
    var authorityFile: String?
    var user: String
    var password: Secret
    var folder: String
    var moveTo: String?
    var authenticationServer: String?
    var pollSeconds: Int
  }

  /// A program or a Slack room that JSON goes to.
  struct Webhook: Sendable {
    var name: String
    var kind: WebhookChannel.Kind
    /// Nil where the secret is not set.
    var url: Secret?
    var key: Secret?
  }

  var installation: String
  var domain: String
  var database: Secret?
  var pooling: Pooling
  var stateFolder: URL
  var delivery: Delivery
  var mail: Mail
  var mailbox: Mailbox?
  /// Webhooks by channel name; nil where the secret is not set.
  var teams: [(name: String, webhook: Secret?)]
  var webhooks: [Webhook]
  var hooks: [HookRoutes.Hook]
  /// Nil where messages are not answered by link.
  var answers: AnswerConfiguration?
  var contactsFile: String
  /// In which the command line shows times.
  var timezone: String
  /// How long, in seconds, the lease on a delivery outlives its executor; nil: the executor's own default.
  var leaseSeconds: Int?
  /// Who gets incidents.
  var owner: String?
  /// A line of JSON for each thing that happens.
  var logsJSON: Bool
  var monitor: Monitor.Settings
  /// Nil where any number of messages may go at once.
  var brake: BrakeSettings?
  /// What ended longer ago, in days, is removed by executors; nil: nothing is.
  var keepDays: Int?
  /// The room that the database has; nil where nobody says.
  var storageGigabytes: Int?
  /// What expressions see as `settings`; secrets are not among them.
  var settings: ValueMap

  init(directory: URL, environment: [String: String]) throws {
    let file = try Self.file(in: directory, environment)
    try file.check(known: InstallationForms.root.names)
    try file.check(known: InstallationForms.mail.names, under: "mail")
    try file.check(known: InstallationForms.mailbox.names, under: "mailbox")
    try file.check(known: InstallationForms.executor.names, under: "executor")
    try file.check(known: InstallationForms.brake.names, under: "brake")
    brake = try Self.brake(file)
    try file.check(known: InstallationForms.storage.names, under: "storage")
    keepDays = try file.number("storage.keepDays")
    storageGigabytes = try file.number("storage.gigabytes")
    guard keepDays.map({ $0 > 0 }) ?? true, storageGigabytes.map({ $0 > 0 }) ?? true else {
      throw UsageError("tocsin.yaml: storage: keepDays and gigabytes are above 0.")
    }
    try file.check(known: InstallationForms.monitor.names, under: "monitor")
    owner = try file.text("owner")
    logsJSON = try Self.logsJSON(file)
    try file.check(known: InstallationForms.answers.names, under: "answers")
    leaseSeconds = try file.number("executor.leaseSeconds")
    let secrets = SecretReader(file: file, environment: environment, directory: directory)
    installation = try file.text("installation") ?? directory.lastPathComponent
    domain = try file.text("domain") ?? "tocsin.invalid"
    database = try environment["TOCSIN_DATABASE_URL"].flatMap { $0.isEmpty ? nil : Secret($0) } ?? secrets.secret("database")
    pooling = try file.choice("pooling", Pooling.self) ?? .session
    monitor = Monitor.Settings(
      listen: try file.text("monitor.listen"), file: try file.text("monitor.file").map { URL(fileURLWithPath: $0, relativeTo: directory) },
      heartbeat: try secrets.secret("monitor.heartbeat"), everySeconds: Double(max(1, try file.number("monitor.seconds") ?? 15)),
      owner: owner)
    stateFolder = URL(fileURLWithPath: try file.text("state") ?? "var", relativeTo: directory)
    mail = try Self.mail(file, secrets)
    mailbox = try Self.mailbox(file, secrets)
    answers = try AnswerConfiguration(file, secrets)
    webhooks = try file.names(under: "webhooks").map { name in
      Webhook(
        name: name, kind: try file.choice("webhooks.\(name).kind", WebhookChannel.Kind.self) ?? .webhook,
        url: try secrets.secret("webhooks.\(name).url"), key: try secrets.secret("webhooks.\(name).key"))
    }
    hooks = try file.names(under: "hooks").map { name in
      guard let key = try secrets.secret("hooks.\(name).key") else {
        throw UsageError("hooks.\(name).key is missing: what comes without a seal is not taken.")
      }
      return HookRoutes.Hook(name: name, key: key, workflows: Set(file.texts("hooks.\(name).workflows")))
    }
    teams = try file.names(under: "teams").map { ($0, try secrets.secret("teams.\($0)")) }
    delivery = try Self.delivery(file, hasServer: mail.host != nil)
    contactsFile = try file.text("contacts") ?? "contacts.yaml"
    timezone = try file.text("timezone") ?? environment["TZ"].flatMap { $0.isEmpty ? nil : $0 } ?? "UTC"
    settings = try SettingsReader(file: file, environment: environment).values()
  }

  static func file(in directory: URL, _ environment: [String: String]) throws -> ConfigurationFile {
    let url = directory.appending(path: "tocsin.yaml")
    guard FileManager.default.fileExists(atPath: url.path) else {
      return ConfigurationFile(root: nil, file: "tocsin.yaml", environment: environment)
    }
    let root = try YAML.parse(try String(contentsOf: url, encoding: .utf8), file: "tocsin.yaml")
    return ConfigurationFile(root: root, file: "tocsin.yaml", environment: environment)
  }

  private static func mail(_ file: ConfigurationFile, _ secrets: SecretReader) throws(UsageError) -> Mail {
    let security = try file.choice("mail.security", Mail.Security.self) ?? .starttls
    let port = try file.number("mail.port") ?? (security == .tls ? 465 : security == .starttls ? 587 : 25)
    return Mail(
      from: try file.text("mail.from") ?? "tocsin@localhost", fromName: try file.text("mail.fromName") ?? "Tocsin",
      replyTo: try file.text("mail.replyTo"), host: try file.text("mail.host"), port: port, security: security,
      authorityFile: try file.text("mail.authorityFile"), user: try file.text("mail.user"),
      password: try secrets.secret("mail.password"), connections: try file.number("mail.connections") ?? 2)
  }

  private static func mailbox(_ file: ConfigurationFile, _ secrets: SecretReader) throws(UsageError) -> Mailbox? {
    guard let host = try file.text("mailbox.host") else { return nil }
    let security = try file.choice("mailbox.security", Mail.Security.self) ?? .tls
    guard let user = try file.text("mailbox.user"), let password = try secrets.secret("mailbox.password") else {
      throw UsageError(
        "tocsin.yaml: the mailbox needs a user and a password.", hint: "Set mailbox.user, and mailbox.password: {env: NAME}.")
    }
    return Mailbox(
      host: host, port: try file.number("mailbox.port") ?? (security == .tls ? 993 : 143), security: security,
      authorityFile: try file.text("mailbox.authorityFile"), user: user, password: password,
      folder: try file.text("mailbox.folder") ?? "INBOX", moveTo: try file.text("mailbox.moveTo"),
      authenticationServer: try file.text("mailbox.authenticationServer"), pollSeconds: try file.number("mailbox.pollSeconds") ?? 30)
  }

  private static func logsJSON(_ file: ConfigurationFile) throws(UsageError) -> Bool {
    switch try file.text("log") {
    case nil, "text": return false
    case "json": return true
    case let other?: throw UsageError("tocsin.yaml: log is text or json, not “\(other)”.")
    }
  }

  /// Where nothing is said, a live installation is braked far above what a day of escalations sends.
  private static let brakeDefault = BrakeSettings(messagesMax: 5_000, windowSeconds: 600)

  private static func brake(_ file: ConfigurationFile) throws(UsageError) -> BrakeSettings? {
    if file.node("brake")?.mapping == nil, try file.text("brake") == "off" { return nil }
    var settings = brakeDefault
    if let messages = try file.number("brake.messages") { settings.messagesMax = messages }
    if let minutes = try file.number("brake.minutes") { settings.windowSeconds = minutes * 60 }
    settings.timesUsual = try file.number("brake.times")
    guard settings.messagesMax > 0, settings.windowSeconds > 0, settings.timesUsual.map({ $0 > 0 }) ?? true else {
      throw UsageError("tocsin.yaml: brake: messages, minutes and times are above 0.", hint: "brake: off, where there is to be none.")
    }
    return settings
  }

  /// Without a server there is nothing but capture; with one, live has to be said.
  private static func delivery(_ file: ConfigurationFile, hasServer: Bool) throws(UsageError) -> Delivery {
    if let address = try file.text("delivery.redirect") { return .redirect(address) }
    let isMapping = file.node("delivery")?.mapping != nil
    let word = isMapping ? nil : try file.text("delivery")
    switch word {
    case "live":
      guard hasServer else {
        throw UsageError("tocsin.yaml: delivery is live, but mail.host is not set.", hint: "Set mail.host, or delivery: capture.")
      }
      return .live
    case "capture", nil: return .capture
    case let other?:
      throw UsageError("tocsin.yaml: delivery is live, capture, or {redirect: ADDRESS}, not “\(other)”.")
    }
  }
}
