import Answers
import Calendar
import Executor
import Foundation
import HTTPServer
import Store
import Workflow

/// The pages of answers, served as long as an executor works.
struct AnswerPost {
  private let server: WebServer?

  /// A port that is taken is told and no reason to stand still: another executor of this machine serves the pages there.
  static func open(
    _ configuration: AnswerConfiguration?, hooks: [HookRoutes.Hook], _ access: StoreAccess, loader: any DefinitionLoader, directory: URL,
    terminal: Terminal,
    poke: @escaping @Sendable () async -> Void
  ) throws -> AnswerPost {
    guard let configuration else { return AnswerPost(server: nil) }
    let clock = SystemClock()
    let shelf = DefinitionShelf(store: access.store, loader: loader)
    let surroundings = AnswerDesk.Surroundings(
      now: { try await access.now() }, poke: poke, pause: { await clock.pause(seconds: $0) },
      handles: { hash, event in
        try await shelf.definition(hash).definition.states.contains { state in state.on.contains { $0.event == event } }
      })
    let desk = AnswerDesk(store: access.store, keys: configuration.links.keys, surroundings)
    let routes = AnswerRoutes(desk: desk, links: configuration.links, zone: access.times.zone) { error in
      terminal.complain("An answer could not be taken in: \(error)")
    }
    var all = routes.routes
    if !hooks.isEmpty {
      let hookRoutes = HookRoutes(
        hooks: hooks, store: access.store, surroundings, seconds: { clock.now().microsecondsSinceEpoch / 1_000_000 },
        trouble: { terminal.complain("An event from outside could not be taken in: \($0)") })
      all.add(hookRoutes.routes)
    }
    do {
      let server = try WebServer.start(try configuration.settings(in: directory), all)
      terminal.complain("answers are served on \(server.host):\(server.port); links begin with \(configuration.links.base)")
      return AnswerPost(server: server)
    } catch let error as WebServerError {
      terminal.complain("Answers are not served by this process: \(error)")
      return AnswerPost(server: nil)
    }
  }

  func close() async { await server?.stop() }
}
