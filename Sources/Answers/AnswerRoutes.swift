package import Calendar
import Channel
import Executor
package import HTTPServer
import Machine
import Store
import Workflow

/// The pages of answers, for the web server: `/a/TOKEN/EVENT`. GET shows and changes nothing; POST acts, with the characters of the
/// mail.
package struct AnswerRoutes: Sendable {
  private let desk: AnswerDesk
  private let links: AnswerLinks
  private let pages: AnswerPages
  private let trouble: @Sendable (any Error) -> Void

  /// - Parameters:
  ///   - zone: in which the pages show times.
  ///   - trouble: told of what went wrong on our side.
  package init(desk: AnswerDesk, links: AnswerLinks, zone: Zone, trouble: @escaping @Sendable (any Error) -> Void = { _ in }) {
    self.desk = desk
    self.links = links
    self.trouble = trouble
    pages = AnswerPages(zone: zone, desk: desk)
  }

  package var routes: WebRoutes {
    var routes = WebRoutes()
    routes.get("/a/style.css") { _ in
      WebAnswer(
        status: 200, headers: [WebField("Content-Type", "text/css; charset=utf-8"), WebField("Cache-Control", "public, max-age=3600")],
        body: Array(AnswerStyle.sheet.utf8))
    }
    routes.get("/a/{link}/{event}") { request in await guarded { try await show(request) } }
    routes.post("/a/{link}/{event}", bodyBytesMax: Self.formBytesMax) { request in await guarded { try await take(request) } }
    return routes
  }

  /// A reason of the longest kind, percent-encoded.
  private static let formBytesMax = 32 * 1024

  /// Nobody keeps the page, learns where it was, frames it, or runs anything in it.
  static let headers = [
    WebField("Cache-Control", "no-store"),
    WebField("Referrer-Policy", "no-referrer"),
    WebField(
      "Content-Security-Policy",
      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"),
    WebField("X-Frame-Options", "DENY"),
    WebField("X-Robots-Tag", "noindex, nofollow"),
    WebField("Cross-Origin-Opener-Policy", "same-origin"),
  ]

  private func guarded(_ body: () async throws -> WebAnswer) async -> WebAnswer {
    do {
      return try await body()
    } catch {
      trouble(error)
      return Self.html(AnswerPages.notice(AnswerWords.english.trouble), status: 503)
    }
  }

  private func show(_ request: WebRequest) async throws -> WebAnswer {
    try await answer(request, submission: nil, objection: nil, status: 200)
  }

  private func take(_ request: WebRequest) async throws -> WebAnswer {
    guard let fields = request.form else { return Self.html(AnswerPages.notice(AnswerWords.english.nothing), status: 415) }
    let text = request.places["link"] ?? ""
    guard let token = AnswerToken(text, links.keys), case .found(let found) = try await desk.find(token) else {
      return try await show(request)
    }
    let submission = AnswerDesk.Submission(
      event: request.places["event"] ?? "", code: fields.first("code") ?? "", reason: fields.first("reason") ?? "",
      name: fields.first("name") ?? "")
    let words = AnswerWords.of(found.message.recipient.language)
    let taken = try await desk.take(submission, token, found)
    switch taken {
    case .taken where submission.event == AnswerDesk.withdrawal: return .seeOther(found.offers[0].event, headers: Self.headers)
    case .taken, .before: return .seeOther(submission.event, headers: Self.headers)
    case .stale, .over: return try await answer(request, submission: submission, objection: nil, status: 409)
    case .notOffered: return Self.html(AnswerPages.notice(words.nothing, words), status: 404)
    case .tooMany: return try await answer(request, submission: submission, objection: words.tooMany, status: 429)
    case .wrongCode: return try await answer(request, submission: submission, objection: words.wrongCode, status: 403)
    case .needsReason: return try await answer(request, submission: submission, objection: words.needsReason, status: 422)
    case .needsName: return try await answer(request, submission: submission, objection: words.needsName, status: 422)
    case .cannotWithdraw: return try await answer(request, submission: nil, objection: words.cannotWithdraw, status: 409)
    }
  }

  private func answer(
    _ request: WebRequest, submission: AnswerDesk.Submission?, objection: String?, status: Int
  ) async throws -> WebAnswer {
    let text = request.places["link"] ?? ""
    let event = request.places["event"] ?? ""
    switch try await desk.find(AnswerToken(text, links.keys)) {
    case .nothing: return Self.html(AnswerPages.notice(AnswerWords.english.nothing), status: 404)
    case .expired(let at):
      let words = AnswerWords.english
      return Self.html(AnswerPages.notice(words.filled(words.expired, words.time(at, pages.zone))), status: 410)
    case .found(let found):
      let words = AnswerWords.of(found.message.recipient.language)
      let isWithdrawal = event == AnswerDesk.withdrawal
      guard isWithdrawal || found.isOffered(event) else {
        return Self.html(AnswerPages.notice(words.nothing, words), status: 404)
      }
      let shown = isWithdrawal ? desk.withdrawable(found, at: try await desk.now())?.event ?? found.offers[0].event : event
      let page = pages.page(
        AnswerPages.View(
          found: found, token: text, event: shown, now: try await desk.now(), objection: objection, submission: submission,
          newest: newest(found, shown)))
      return Self.html(page, status: status)
    }
  }

  /// The page of the newest message, for the same answer where it is offered there too. Relative: the pages may stand below any path.
  private func newest(_ found: AnswerCase, _ event: String) -> String? {
    found.newest.map { newer in
      let page = links.link(for: newer.part, at: newer.at).page
      return "../\(page.split(separator: "/").last ?? "")/\(event)"
    }
  }

  private static func html(_ page: String, status: Int) -> WebAnswer { .html(page, status: status, headers: headers) }
}
