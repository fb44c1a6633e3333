import CEL
import Calendar
import Channel
import Curl
import Executor
import Foundation
import HTTPServer
import Store
import Synchronization

/// What the world outside is told of an executor while it works: figures, health, a heartbeat, and incidents to their owner.
///
/// A dead escalator must itself escalate: the heartbeat goes out after each clean self-check alone, so whoever waits for it hears
/// of trouble by its silence.
final class Monitor: Sendable {
  struct Settings: Sendable {
    /// `127.0.0.1:9464`; nil: no pages.
    var listen: String?
    /// Figures for a collector that reads files; nil: none.
    var file: URL?
    /// Asked after each clean self-check; nil: nobody waits for it.
    var heartbeat: Secret?
    var everySeconds: Double
    /// Who gets incidents that no workflow's owner gets.
    var owner: String?
  }

  private let settings: Settings
  private let access: StoreAccess
  private let metrics: Metrics
  private let clock = SystemClock()
  private let manager: ServiceManager?
  private let owner: IncidentNotice?
  private let complain: @Sendable (String) -> Void
  private let seen = Mutex(Look())

  private struct Look {
    var health: Health?
    /// When the database last answered, in monotonic seconds.
    var answeredAt: Double?
    var trouble = ""
  }

  /// Whoever takes a heartbeat has little to say.
  private static let answerBytesMax = 64 * 1024
  /// The database is asked for a page at most so often, in seconds.
  private static let freshSeconds = 1.0

  init(
    _ settings: Settings, _ access: StoreAccess, _ metrics: Metrics, notice: IncidentNotice?, environment: [String: String],
    complain: @escaping @Sendable (String) -> Void
  ) {
    (self.settings, self.access, self.metrics, self.complain) = (settings, access, metrics, complain)
    manager = ServiceManager(environment)
    owner = notice
  }

  /// Until its task is cancelled.
  func run() async throws {
    guard isWanted else { return }
    let server = try start()
    while !Task.isCancelled {
      await round()
      await clock.pause(seconds: settings.everySeconds)
    }
    manager?.stopping()
    await server?.stop()
  }

  /// Looking costs the database something; where nobody is told, nobody looks.
  private var isWanted: Bool {
    settings.listen != nil || settings.file != nil || settings.heartbeat != nil || owner != nil || manager != nil
  }

  private func start() throws -> WebServer? {
    guard let listen = settings.listen else { return nil }
    guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]) else {
      throw UsageError("monitor.listen is an address and a port, not “\(listen)”.", hint: "For a start 127.0.0.1:9464.")
    }
    var routes = WebRoutes()
    routes.get("/metrics") { [self] _ in
      await look()
      return WebAnswer(status: 200, headers: [WebField("Content-Type", MetricsText.contentType)], body: Array(text.utf8))
    }
    // Alive: the process answers. Ready: it can do its work.
    routes.get("/healthz") { _ in .text("ok\n") }
    routes.get("/readyz") { [self] _ in
      await look()
      return isReady ? .text("ready\n") : .text("not ready: \(readiness)\n", status: 503)
    }
    let host = String(listen[..<colon]).trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
    let server = try WebServer.start(WebSettings(host: host, port: port), routes)
    complain("figures and health at http://\(server.host):\(server.port)/metrics, /healthz, /readyz")
    return server
  }

  /// One self-check, and what follows from it.
  private func round() async {
    let isFirst = seen.withLock { $0.answeredAt == nil }
    await look(isFresh: true)
    if let file = settings.file { write(to: file) }
    let findings = seen.withLock { $0.health }?.findings(access.times) ?? []
    let answer = isReady ? findings.answer : "not ready: \(readiness)"
    if isFirst, isReady { manager?.ready(answer) } else { manager?.status(answer) }
    if isReady, !findings.isTrouble { await beat() }
    if isReady, let owner {
      do { try await owner.tell() } catch { complain("! the owner could not be told of incidents: \(error)") }
    }
  }

  private func look(isFresh: Bool = false) async {
    let now = clock.monotonicSeconds()
    if !isFresh, let last = seen.withLock({ $0.answeredAt }), now - last < Self.freshSeconds { return }
    do {
      let health = try await Health.look(access)
      seen.withLock { $0 = Look(health: health, answeredAt: now) }
    } catch {
      let words = (error as? StoreError)?.message ?? "\(error)"
      seen.withLock {
        $0.health = nil
        $0.trouble = words
      }
    }
  }

  private var isReady: Bool { seen.withLock { $0.health != nil } && !metrics.counts.isOfAnotherEpoch }

  private var readiness: String {
    if metrics.counts.isOfAnotherEpoch { return "the installation is of another epoch; this executor stands still" }
    return seen.withLock { $0.trouble.isEmpty ? "the database was not asked yet" : $0.trouble }
  }

  private var text: String { MetricsText(metrics.counts, seen.withLock { $0.health }, isReady: isReady).text }

  /// Whole or not at all: a collector never reads half a file.
  private func write(to file: URL) {
    do {
      try Data(text.utf8).write(to: file, options: .atomic)
    } catch {
      complain("! figures could not be written to \(file.path): \(error.localizedDescription)")
    }
  }

  private func beat() async {
    guard let address = settings.heartbeat else { return }
    let ending = await HTTPConnection().perform(HTTPRequest(method: .get, address: address, responseBytesMax: Self.answerBytesMax))
    guard case .response(let response) = ending, (200..<300).contains(response.status) else {
      complain("! nobody took the heartbeat")
      return
    }
  }
}
