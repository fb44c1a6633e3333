/// Who answers what. A pattern is a path whose parts can be places: `/a/{link}/undo`.
///
/// A path that no pattern fits is 404; one that fits for another method is 405. HEAD is answered as GET.
package struct WebRoutes: Sendable {
  package typealias Handler = @Sendable (WebRequest) async -> WebAnswer

  struct Route: Sendable {
    var method: WebMethod
    var pattern: String
    var parts: [Substring]
    var bodyBytesMax: Int
    var handler: Handler
  }

  /// What was found for a request.
  enum Match: Sendable {
    case route(Route, places: [String: String])
    /// The path is known, for these methods.
    case otherMethods([WebMethod])
    case nothing
  }

  /// A form or a webhook is smaller; who expects more says so.
  package static let bodyBytesDefault = 64 * 1024

  private var routes: [Route] = []

  package init() {}

  /// - Parameter bodyBytesMax: the largest body that is read; a larger one is 413 without the handler.
  package mutating func on(
    _ method: WebMethod, _ pattern: String, bodyBytesMax: Int = Self.bodyBytesDefault, _ handler: @escaping Handler
  ) {
    routes.append(Route(method: method, pattern: pattern, parts: Self.parts(pattern), bodyBytesMax: bodyBytesMax, handler: handler))
  }

  package mutating func get(_ pattern: String, _ handler: @escaping Handler) { on(.get, pattern, handler) }

  package mutating func post(_ pattern: String, bodyBytesMax: Int = Self.bodyBytesDefault, _ handler: @escaping Handler) {
    on(.post, pattern, bodyBytesMax: bodyBytesMax, handler)
  }

  /// Takes over the routes of another part of the program; whoever came first answers first.
  package mutating func add(_ others: WebRoutes) { routes += others.routes }

  /// The patterns, for whoever lists them.
  package var patterns: [String] { routes.map { "\($0.method.rawValue) \($0.pattern)" } }

  func match(_ method: WebMethod, _ path: String) -> Match {
    let parts = Self.parts(path)
    var others: [WebMethod] = []
    for route in routes {
      guard let places = Self.places(route.parts, parts) else { continue }
      if route.method == method || route.method == .get && method == .head { return .route(route, places: places) }
      others.append(route.method)
    }
    return others.isEmpty ? .nothing : .otherMethods(others)
  }

  private static func parts(_ path: String) -> [Substring] { path.split(separator: "/", omittingEmptySubsequences: false) }

  private static func places(_ pattern: [Substring], _ path: [Substring]) -> [String: String]? {
    guard pattern.count == path.count else { return nil }
    var places: [String: String] = [:]
    for (wanted, part) in zip(pattern, path) {
      if wanted.hasPrefix("{"), wanted.hasSuffix("}") {
        guard !part.isEmpty else { return nil }
        places[String(wanted.dropFirst().dropLast())] = percentDecoded(part)
      } else if wanted != part {
        return nil
      }
    }
    return places
  }
}
