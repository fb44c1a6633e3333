import CEL
import Curl
import Source

/// Reads a page out of an answer: status, envelope, rows, and what the headers say about the rest.
struct PageForm {
  private let configuration: HTTPSourceConfiguration
  private var name: String { configuration.name }

  init(_ configuration: HTTPSourceConfiguration) { self.configuration = configuration }

  func page(_ response: HTTPResponse) throws(SourceFailure) -> PageFetcher.Page {
    guard (200...299).contains(response.status) else { throw statusFailure(response) }
    let body: Value
    do {
      body = try JSON.parse(response.body)
    } catch {
      throw SourceFailure(
        text: "\(name) sent something that is not JSON", detail: "\(error): \(excerpt(response))", retry: .later(afterSeconds: nil))
    }
    return PageFetcher.Page(
      rows: try rows(configuration.envelope == .ocpi ? data(body) : body), next: LinkHeader.next(response.allFields("link")),
      total: response.field("x-total-count").flatMap { Int($0) })
  }

  private func rows(_ data: Value) throws(SourceFailure) -> [Value] {
    switch data {
    case .list(let rows): return rows
    case .map: return [data]
    default: throw SourceFailure(text: "\(name) sent no rows", detail: "neither a list nor an object", retry: .later(afterSeconds: nil))
    }
  }

  /// The envelope's `data`, where its status says success: 1xxx, as a number or as text.
  private func data(_ body: Value) throws(SourceFailure) -> Value {
    let status: Int? =
      switch body["status_code"] {
      case .int(let code)?: Int(exactly: code)
      case .double(let code)?: Int(exactly: code)
      case .string(let code)?: Int(code)
      default: nil
      }
    guard let status else {
      throw SourceFailure(text: "\(name) sent no OCPI status", retry: .later(afterSeconds: nil))
    }
    guard (1_000...1_999).contains(status) else {
      let retry: SourceFailure.Retry = (2_000...2_999).contains(status) ? .never : .later(afterSeconds: nil)
      throw SourceFailure(
        text: "\(name) answered with OCPI status \(status)", detail: body["status_message"]?.string ?? "", retry: retry)
    }
    guard let data = body["data"], data != .null else {
      throw SourceFailure(text: "\(name) sent an envelope without data", retry: .later(afterSeconds: nil))
    }
    return data
  }

  private func statusFailure(_ response: HTTPResponse) -> SourceFailure {
    let detail = excerpt(response)
    switch response.status {
    case 401, 403: return SourceFailure(text: "\(name) does not accept our key (\(response.status))", detail: detail, retry: .never)
    case 300...399: return SourceFailure(text: "\(name) has moved (\(response.status))", detail: detail, retry: .never)
    case 408, 425, 429, 500...599:
      let after = RetryAfter.seconds(response.field("retry-after"), serverDate: response.field("date"))
      return SourceFailure(text: "\(name) is busy or in trouble (\(response.status))", detail: detail, retry: .later(afterSeconds: after))
    default: return SourceFailure(text: "\(name) refused the question (\(response.status))", detail: detail, retry: .never)
    }
  }

  private func excerpt(_ response: HTTPResponse) -> String { String(decoding: response.body.prefix(500), as: UTF8.self) }
}
