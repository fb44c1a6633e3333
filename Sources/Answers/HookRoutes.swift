import CEL
import Calendar
import ChannelWebhook
package import Curl
package import HTTPServer
import Machine
package import Store

/// Events from outside: `POST /hooks/NAME` with JSON `{"workflow": …, "key": …, "event": …, "data": {…}}`, sealed as Standard Webhooks
/// has it. The same `webhook-id` twice is the same event.
package struct HookRoutes: Sendable {
  /// Who may send.
  package struct Hook: Sendable {
    package var name: String
    package var key: Secret
    /// Workflows that it may speak to; empty: all.
    package var workflows: Set<String>

    package init(name: String, key: Secret, workflows: Set<String> = []) {
      self.name = name
      self.key = key
      self.workflows = workflows
    }
  }

  private let hooks: [String: Hook]
  private let store: any Store
  private let surroundings: AnswerDesk.Surroundings
  /// Real seconds since 1970: a seal's age is of the real world.
  private let seconds: @Sendable () -> Int64
  private let trouble: @Sendable (any Error) -> Void

  /// - Parameter trouble: told of what went wrong on our side.
  package init(
    hooks: [Hook], store: any Store, _ surroundings: AnswerDesk.Surroundings, seconds: @escaping @Sendable () -> Int64,
    trouble: @escaping @Sendable (any Error) -> Void
  ) {
    self.trouble = trouble
    self.hooks = Dictionary(hooks.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.store = store
    self.surroundings = surroundings
    self.seconds = seconds
  }

  private static let bodyBytesMax = 256 * 1024
  private static let idLengthMax = 200

  package var routes: WebRoutes {
    var routes = WebRoutes()
    routes.post("/hooks/{name}", bodyBytesMax: Self.bodyBytesMax) { request in
      do {
        return try await take(request)
      } catch {
        trouble(error)
        return Self.says("trouble on our side; send it again", 503)
      }
    }
    return routes
  }

  private func take(_ request: WebRequest) async throws -> WebAnswer {
    guard let hook = hooks[request.places["name"] ?? ""] else { return Self.says("no such hook", 404) }
    guard let id = request.header("webhook-id"), !id.isEmpty, id.utf8.count <= Self.idLengthMax,
      let stamp = request.header("webhook-timestamp").flatMap(Int64.init), let seal = request.header("webhook-signature"),
      WebhookSeal.fits(seal, id: id, seconds: stamp, body: request.body, key: hook.key, now: seconds())
    else { return Self.says("the seal does not fit, or is too old", 401) }
    // What is no JSON is said to the sender.
    guard let body = try? JSON.parse(String(decoding: request.body, as: UTF8.self)), let workflow = body["workflow"]?.string,
      let key = body["key"]?.string, let name = body["event"]?.string, Self.isEventName(name)
    else { return Self.says("JSON with workflow, key and event is expected", 400) }
    guard hook.workflows.isEmpty || hook.workflows.contains(workflow),
      let instance = try await store.instance(workflow: workflow, key: key)
    else { return Self.says("no such instance", 404) }
    var data = body["data"]?.map ?? ValueMap()
    data["channel"] = .string("webhook")
    data["by"] = .string(hook.name)
    let event = InboxEvent(
      instance: instance.id, key: "hook/\(hook.name)/\(id)", at: try await surroundings.now(),
      event: .occurred(name: name, data: .map(data), by: hook.name))
    let isNew = try await store.append(event)
    await surroundings.poke()
    return Self.says(isNew ? "taken" : "taken before", isNew ? 202 : 200)
  }

  /// An author's event: never one of the machine's own.
  private static func isEventName(_ name: String) -> Bool {
    (1...100).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }

  private static func says(_ text: String, _ status: Int) -> WebAnswer {
    .json(JSON.write(["says": .string(text)]) + "\n", status: status, headers: [WebField("Cache-Control", "no-store")])
  }
}
