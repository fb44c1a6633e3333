import CEL
import Curl
package import Source

/// A source behind HTTP: asks page after page, repeats what failed for a while, and says honestly whether it has seen everything.
package struct HTTPSource: Source {
  package var name: String { configuration.name }
  private let configuration: HTTPSourceConfiguration
  private let timing: SourceTiming
  private let connections: ConnectionPool<HTTPConnection>

  /// Several workflows may ask at a time; a partner's server need not see more connections than this.
  private static let connectionsMax = 2

  package init(_ configuration: HTTPSourceConfiguration, timing: SourceTiming) {
    self.configuration = configuration
    self.timing = timing
    let trust = configuration.trust
    connections = ConnectionPool(limit: Self.connectionsMax) { HTTPConnection(trust: trust) }
  }

  package func ask(_ request: SourceRequest) async -> SourceOutcome {
    await connections.withConnection { connection in
      do throws(SourceFailure) {
        let fetcher = PageFetcher(configuration: configuration, timing: timing, connection: connection, request: request)
        let reading = try await PageReader(configuration: configuration, fetcher: fetcher).read(from: firstAddress(request))
        return .answered(
          SourceAnswer(
            data: try mapped(reading.rows), complete: reading.complete, rows: reading.rows.count, pages: reading.pages,
            remarks: reading.remarks))
      } catch {
        return .failed(error)
      }
    }
  }

  private func firstAddress(_ request: SourceRequest) throws(SourceFailure) -> WebAddress {
    let parameters: [String: String]
    do {
      parameters = try configuration.parameters(request)
    } catch {
      throw SourceFailure(text: "the parameters for \(name) could not be computed", detail: "\(error)", retry: .never)
    }
    var query = parameters.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    if case .ocpi(let limit) = configuration.paging {
      query.removeAll { $0.name == "offset" || $0.name == "limit" }
      query.append((name: "offset", value: "0"))
      if let limit { query.append((name: "limit", value: String(limit))) }
    }
    let base = configuration.baseURL
    let joined = configuration.path.isEmpty ? base : base.trimmingTrailingSlash + "/" + configuration.path.trimmingLeadingSlash
    guard let address = WebAddress(joined)?.settingQuery(query) else {
      throw SourceFailure(text: "the address of \(name) is not a valid http or https address", retry: .never)
    }
    return address
  }

  private func mapped(_ rows: [Value]) throws(SourceFailure) -> Value {
    do {
      return try configuration.mapping(rows)
    } catch {
      throw SourceFailure(text: "the rows of \(name) do not have the form that was declared", detail: "\(error)", retry: .never)
    }
  }
}

extension String {
  fileprivate var trimmingTrailingSlash: String { hasSuffix("/") ? String(dropLast()) : self }
  fileprivate var trimmingLeadingSlash: String { hasPrefix("/") ? String(dropFirst()) : self }
}
