import Answers
import CEL
import Calendar
import Channel
import Curl
import Executor
import Foundation
import Machine
import Mail
import Mailbox
import Replies
import Source
import Store
import Workflow
import WorkflowFile

/// An executor of this installation, put together, at work until somebody stops it.
struct Work {
  private let executor: Executor
  private let timeline: LiveTimeline
  private let monitor: Monitor
  private let clock = SystemClock()
  private let reading: ReadingRoom
  private let access: StoreAccess
  private let terminal: Terminal
  private let answers: AnswerConfiguration?
  private let hooks: [HookRoutes.Hook]
  private let loader: DefinitionReader
  private let directory: URL
  /// Questions of the folder's workflows.
  private let asked: Set<String>
  /// Nil where no mailbox is set.
  private let intake: MailIntake?

  init(_ call: Invocation, _ configuration: Configuration, _ access: StoreAccess) async throws {
    try await access.makeRoom()
    let files = try InstallationFiles(directory: call.directory, configuration: configuration)
    let clock = SystemClock()
    timeline = LiveTimeline(
      terminal: call.terminal, times: access.times, isJSON: call.isJSON, isQuiet: call.isSet("--quiet"))
    let metrics = Metrics()
    let installation = try await access.installation()
    let checked = try files.checkedWorkflows()
    let channels = ChannelSetup(
      configuration: configuration, directory: call.directory, rooms: InstallationFiles.rooms(of: .teams, in: checked),
      webhooks: InstallationFiles.rooms(of: .webhook, in: checked)
    ).channels()
    let live = Live(contacts: files.contacts.value, settings: .map(files.settings))
    let identity = ExecutorRecord(
      id: ExecutorID(text: clock.freshID()), host: ProcessInfo.processInfo.hostName,
      processID: Int(ProcessInfo.processInfo.processIdentifier), version: Version.text)
    let speaking = call.terminal
    let log = JSONLog(executor: identity.id.text, clock: clock) { speaking.complain($0) }
    // Machines read the log, people the timeline; with a log for machines standard output stays quiet.
    let heard: [any ExecutorListener] = configuration.logsJSON ? [log, timeline.muted()] : [timeline]
    var couriers: [any Courier] = [StartCourier(installation: installation), TellCourier()]
    couriers += channels.map { MessageCourier(link: $0, domain: configuration.domain) }
    let terminal = call.terminal
    (answers, hooks) = (configuration.answers, configuration.hooks)
    (loader, directory) = (DefinitionReader(files: files), call.directory)
    let room = try ReadingRoom(access, directory: call.directory, environment: call.environment, user: "workflow", clock: clock) {
      terminal.complain($0)
    }
    reading = room
    (self.access, self.terminal) = (access, terminal)
    asked = Set(checked.flatMap { $0.definition.states.flatMap { $0.invocations.map(\.source) } })
    couriers += Self.askCouriers(
      try SourceSetup.sources(directory: call.directory, environment: call.environment, clock: clock) + room.sources())
    let mail = channels.first { $0.name == ChannelName.email }
    let notice = try Self.notice(configuration, access, files, mail, machine: Machine(installation: installation), live, loader) {
      speaking.complain($0)
    }
    monitor = Monitor(configuration.monitor, access, metrics, notice: notice, environment: call.environment) { speaking.complain($0) }
    intake = Self.intake(
      call, configuration, access, DefinitionReader(files: files), Machine(installation: installation), { live })
    executor = Executor(
      Executor.Parts(
        identity: identity, machine: Machine(installation: installation), store: access.store, loader: loader,
        couriers: couriers,
        renderer: PartRenderer(
          channels: Set(channels.map(\.name)), workbooks: ItemWorkbook.ifAvailable(zone: access.times.zone), links: answers?.links),
        rates: Dictionary(uniqueKeysWithValues: channels.map { ($0.name, RateGate(windows: $0.limits.windows, clock: clock)) }),
        live: { live }, clock: clock, listener: ListenerGroup(all: heard + [metrics]), settings: try Self.settings(call, configuration),
        isGone: { ProcessTable.isGone($0.processID) }))
  }

  /// Who tells the owners of incidents; nil where nobody is to be told: in a folder nobody looks for them, unless somebody says so.
  private static func notice(
    _ configuration: Configuration, _ access: StoreAccess, _ files: InstallationFiles, _ mail: (any Channel)?, machine: Machine,
    _ live: Live, _ loader: DefinitionReader, complain: @escaping @Sendable (String) -> Void
  ) throws -> IncidentNotice? {
    guard let mail, configuration.owner != nil || configuration.delivery != .capture else { return nil }
    let owners = IncidentOwners(
      store: access.store, shelf: DefinitionShelf(store: access.store, loader: loader), machine: machine, live: { live },
      fallback: configuration.owner, complain: complain)
    return IncidentNotice(access: access, channel: mail, owners: owners)
  }

  /// Works until SIGTERM, SIGINT, or until the time-lapse clock gets to its end and nothing is under way.
  func run(until end: Instant?) async throws {
    let executor = executor
    let post = try AnswerPost.open(answers, hooks: hooks, access, loader: loader, directory: directory, terminal: terminal) {
      await executor.pokeAll()
    }
    let signals = Signals { Task { await executor.stop() } }
    let watch = Task {
      guard let end else { return }
      while !Task.isCancelled {
        await clock.pause(seconds: 0.05)
        if let idle = timeline.idleAt, idle >= end { return await executor.stop() }
      }
    }
    let telling = Task { [monitor, terminal] in
      do { try await monitor.run() } catch { terminal.complain("! nothing is told to the world outside: \(error)") }
    }
    let renewal = Task { await reading.renewStale(askedBy: asked, access) { terminal.complain($0) } }
    let replies = Task { await intake?.run() }
    await executor.run()
    // A mail server that is silent holds nobody up: what was not marked is looked at again.
    replies.cancel()
    telling.cancel()
    await telling.value
    await post.close()
    renewal.cancel()
    await renewal.value
    watch.cancel()
    await reading.close()
    withExtendedLifetime(signals) {}
  }

  var counts: (moves: Int, messages: Int) { timeline.counts }

  private static func intake(
    _ call: Invocation, _ configuration: Configuration, _ access: StoreAccess, _ loader: DefinitionReader,
    _ machine: Machine, _ live: @escaping @Sendable () -> Live
  ) -> MailIntake? {
    guard let settings = configuration.mailbox else { return nil }
    let security: IMAPServer.Security =
      switch settings.security {
      case .none: .none
      case .starttls: .startTLS
      case .tls: .implicit
      }
    let trust = settings.authorityFile.map { TLSTrust.file(URL(fileURLWithPath: $0, relativeTo: call.directory).path) } ?? .system
    let server = IMAPServer(
      host: settings.host, port: settings.port, security: security, trust: trust, user: settings.user, password: settings.password)
    let own = [configuration.mail.from, configuration.mail.replyTo].compactMap { $0?.lowercased() }
    let house = ReplyDesk.House(
      domain: configuration.domain, ownAddresses: Set(own), authenticationServer: settings.authenticationServer)
    let shelf = DefinitionShelf(store: access.store, loader: loader)
    let terminal = call.terminal
    return MailIntake(
      mailbox: Mailbox(
        server: server, folder: settings.folder, bytesMax: MailLimits.mailBytesMax, seed: String(SystemClock().freshID().prefix(12))),
      desk: ReplyDesk(
        store: access.store, mails: access.mails, shelf: shelf, house: house,
        standIn: StandIn(store: access.store, machine: machine, shelf: shelf, live: live)),
      moveTo: settings.moveTo, pollSeconds: Double(settings.pollSeconds), clock: SystemClock(), now: { try await access.now() },
      say: { terminal.complain($0) })
  }

  /// A month in a minute.
  private static let defaultPace = 43_200

  private static func settings(_ call: Invocation, _ configuration: Configuration) throws -> ExecutorSettings {
    var settings = ExecutorSettings()
    if let seconds = configuration.leaseSeconds {
      settings.leaseSeconds = seconds
      settings.heartbeatSeconds = min(settings.heartbeatSeconds, Double(seconds) / 3)
    }
    settings.brake = configuration.brake
    settings.keepDays = configuration.keepDays
    settings.pace = Double(try call.number("--pace", default: defaultPace))
    settings.timeLapseEnd = try call.options["--until"].map { try Instant(parsing: $0) }
    return settings
  }

  /// Questions queue by system.
  private static func askCouriers(_ sources: [ConfiguredSource]) -> [any Courier] {
    let systems = Dictionary(grouping: sources) { ChannelName.source($0.name) }
    return systems.keys.sorted().map { channel -> any Courier in
      let group = systems[channel] ?? []
      let byName = Dictionary(group.map { ($0.name, $0.source) }, uniquingKeysWith: { first, _ in first })
      return AskCourier(channel: channel, concurrency: group.map(\.concurrency).max() ?? 1, sources: byName)
    }
  }
}
