import ChannelWebhook
import Workflow

/// The keys of `tocsin.yaml`.
enum InstallationForms {
  static let file = FileForm(
    "installation", title: "An installation of Tocsin", files: "tocsin.yaml",
    [root, executor, brake, storage, monitor, mail, mailbox, answers, webhook, hook, redirect, secret, setting])

  static let root = Form(
    "installation", "tocsin.yaml",
    [
      .init("installation", .text, "Part of every id and Message-ID: chosen once, never changed."),
      .init("domain", .text, "The right-hand side of Message-IDs."),
      .init("database", secretOrText, "Where the database is; without it a private one is started."),
      .init(
        "pooling", .word(of: Configuration.Pooling.self),
        "What stands before the database: `transaction` for PgBouncer in transaction mode, `session` where nothing does."),
      .init("executor", .form("executor"), "How work is done."),
      .init("owner", .text, "The address that gets incidents; needed by `up` where messages go out."),
      .init("log", .words(["text", "json"]), "What an executor writes to standard error."),
      .init("monitor", .form("monitor"), "What the world outside is told."),
      .init("brake", .either([.form("brake"), .words(["off"])]), "How many messages may go at once before a person looks."),
      .init("storage", .form("storage"), "How much room there is, and how long records are kept."),
      .init("state", .text, "The folder of the private database, and of what capture writes."),
      .init(
        "delivery", .either([.words(["live", "capture"]), .form("redirect")]),
        "Whether messages go out, stay in a folder, or go to one address."),
      .init("mail", .form("mail"), "The mail server, and who writes."),
      .init("mailbox", .form("mailbox"), "Where answers and bounces come in."),
      .init("answers", .form("answers"), "How messages are answered by link."),
      .init("teams", .mapping(secretOrText), "Webhooks by the channel's name."),
      .init("webhooks", .mapping(.form("webhook")), "Programs and Slack rooms that messages go to, by name."),
      .init("hooks", .mapping(.form("hook")), "Who may send events from outside, by name: POST /hooks/NAME beside the pages of `answers`."),
      .init("contacts", .text, "The file of contacts; contacts.yaml where it is not said."),
      .init("timezone", .text, "In which the command line shows times."),
      .init(
        "settings", .mapping(.either([.text, .form("setting")])),
        "What expressions see as `settings`: a value, or its type and where it comes from."),
    ])

  static let executor = Form(
    "executor", "`executor`", [.init("leaseSeconds", .integer(1...86_400), "How long a lease outlives its executor.")])

  static let brake = Form(
    "brake", "`brake`",
    [
      .init("messages", .integer(1...10_000_000), "More than these in one window, on one channel, are held before the first goes."),
      .init("minutes", .integer(1...10_080), "The window."),
      .init("times", .integer(2...1_000), "Also more than so many times the busiest window of the last four weeks."),
    ])

  static let storage = Form(
    "storage", "`storage`",
    [
      .init("keepDays", .integer(1...36_500), "Instances that ended longer ago are removed, and months of the history with them."),
      .init(
        "gigabytes", .integer(1...1_000_000), "The room that the database has, for `doctor`; asked of the disk where it is on this machine."
      ),
    ])

  static let monitor = Form(
    "monitor", "`monitor`",
    [
      .init("listen", .text, "Where figures and health are asked for: 127.0.0.1:9464."),
      .init("file", .text, "Figures for a collector that reads files."),
      .init("heartbeat", secretOrText, "The address that is asked after each clean self-check."),
      .init("seconds", .integer(1...3_600), "Between two self-checks; 15 where it is not said."),
    ])

  static let redirect = Form("redirect", "`delivery`", [.init("redirect", .text, "The address that gets everything.", required: true)])

  static let mail = Form(
    "mail", "`mail`",
    [
      .init("from", .text, "The address of the sender."),
      .init("fromName", .text, "The name beside it."),
      .init("replyTo", .text, "Where answers go."),
      .init("host", .text, "The SMTP server."),
      .init("port", .integer(1...65_535), "465 with `tls`, 587 with `starttls`, 25 without."),
      .init("security", .word(of: Configuration.Mail.Security.self), "How the connection is kept private."),
      .init("authorityFile", .text, "A PEM file with the authority that its certificate is checked by."),
      .init("user", .text, "Who signs in."),
      .init("password", secretOrText, "Where the password stands: `{env: NAME}` or `{file: PATH}`."),
      .init("connections", .integer(1...64), "At once."),
    ])

  static let setting = Form(
    "setting", "a setting",
    [
      .init("type", .word(of: SettingType.self), "`string` where it is not said."),
      .init("default", .text, "Its value where the environment says nothing."),
      .init("env", .text, "The variable of the environment that says otherwise; `TOCSIN_SETTINGS_NAME` does so always."),
      .init("file", .text, "Of a secret: the file that holds it."),
      .init("secret", .flag, "Expressions cannot read it; the file names it: `{setting: NAME}` where a secret belongs."),
      .init("description", .text, "A line for people."),
    ])

  static let mailbox = Form(
    "mailbox", "`mailbox`",
    [
      .init("host", .text, "The IMAP server."),
      .init("port", .integer(1...65_535), "993 with `tls`, else 143."),
      .init("security", .word(of: Configuration.Mail.Security.self), "How the connection is kept private."),
      .init("authorityFile", .text, "A PEM file with the authority that its certificate is checked by."),
      .init("user", .text, "Who signs in."),
      .init("password", secretOrText, "Where the password stands: `{env: NAME}` or `{file: PATH}`."),
      .init("folder", .text, "Which folder is read; INBOX where it is not said."),
      .init("moveTo", .text, "Where mails go that were taken in; without it they stay."),
      .init(
        "authenticationServer", .text, "The name that our own server writes into Authentication-Results; without it nobody is believed."),
      .init("pollSeconds", .integer(1...86_400), "How often it is looked into where the server does not tell by itself."),
    ])

  static let webhook = Form(
    "webhook", "a webhook",
    [
      .init("url", secretOrText, "Its address: `{env: NAME}` or `{file: PATH}`; whoever has it can post.", required: true),
      .init("kind", .word(of: WebhookChannel.Kind.self), "`webhook`, where it is not said, or `slack`."),
      .init("key", secretOrText, "What messages are sealed with (Standard Webhooks)."),
    ])

  static let hook = Form(
    "hook", "a hook",
    [
      .init("key", secretOrText, "What events are sealed with (Standard Webhooks).", required: true),
      .init("workflows", .some(.text), "Workflows that it may speak to; all where it is not said."),
    ])

  static let answers = Form(
    "answers", "`answers`",
    [
      .init("base", .text, "Where the pages are reached from outside: https://answers.emsp.example", required: true),
      .init("listen", .text, "The address and port on which `run` and `up` serve them; 127.0.0.1:8480 where it is not said."),
      .init("key", secretOrText, "What links are sealed with, 16 characters or more: `{env: NAME}` or `{file: PATH}`."),
      .init("previousKey", secretOrText, "The key before this one, as long as its links are out."),
      .init("days", .integer(1...365), "For so long a link is good; 30 where it is not said."),
      .init("behindProxy", .flag, "Whether a proxy in front names the client in X-Forwarded-For."),
      .init("certificate", .text, "A PEM file with the certificate, where pages are served with TLS."),
      .init("certificateKey", .text, "The PEM file with its key."),
    ])

  private static let secretOrText = Shape.either([.text, .form("secret")])

  static let secret = Form(
    "secret", "a secret",
    [
      .init("env", .text, "The variable of the environment that holds it."), .init("file", .text, "The file that holds it."),
      .init("setting", .text, "The setting, marked `secret`, that names one of these."),
    ])
}
