import CEL
import Curl
import Source

/// Where a paged reading stands; pure, so that each misbehaviour of a server is a line in a test.
struct PageProgress {
  /// The page to ask for now; nil at the end.
  private(set) var next: WebAddress?
  private let first: WebAddress
  private let configuration: HTTPSourceConfiguration
  private var rows: [Value] = []
  private var positions: [String: Int] = [:]
  private var visited: Set<String> = []
  private var pages = 0
  private var total: Int?
  private var vanished = 0
  private var stepsBack = 0
  private var remarks: [String] = []
  private var broken = false

  init(first: WebAddress, configuration: HTTPSourceConfiguration) {
    self.first = first
    self.configuration = configuration
    next = first
  }

  /// Complete: the last page was read, and as many different rows were seen as the server says there are. Of rows that vanished
  /// while we read, each may have been seen before or not.
  var reading: PageReader.Reading {
    var remarks = remarks
    var complete = !broken && next == nil
    if let total {
      let agrees = (total...(total + vanished)).contains(rows.count)
      if !agrees { remarks.append("\(rows.count) rows were read, the server counts \(total)") }
      complete = complete && agrees
    } else {
      remarks.append("the server does not say how many rows there are")
      complete = false
    }
    return PageReader.Reading(rows: rows, complete: complete, pages: pages, remarks: remarks)
  }

  mutating func take(_ page: PageFetcher.Page, from address: WebAddress) throws(SourceFailure) {
    pages += 1
    visited.insert(address.text)
    let offset = address.queryValue("offset").flatMap { Int($0) } ?? 0
    keep(page.rows)
    let shrunkBy = total.flatMap { known in page.total.map { known - $0 } } ?? 0
    total = page.total ?? total
    if shrunkBy > 0 && offset > 0 {
      vanished += shrunkBy
      stepsBack += 1
      guard stepsBack <= configuration.limits.stepsBack else { return stop("the number of rows shrank too often while reading") }
      return go(to: at(offset: max(0, offset - shrunkBy)))
    }
    if shrunkBy > 0 { vanished += shrunkBy }
    try goOn(page, offset: offset)
  }

  private mutating func goOn(_ page: PageFetcher.Page, offset: Int) throws(SourceFailure) {
    if let link = page.next {
      guard let address = first.resolving(link) else { throw linkFailure("is no address") }
      // A key must not leave its origin, whatever a page says.
      guard address.hasSameOrigin(as: first) else { throw linkFailure("leads to another server") }
      guard !visited.contains(address.text) else { return stop("the server's pages go in a circle") }
      return go(to: address)
    }
    // A server that forgets the link, though by its own count there is more.
    if let total, offset + page.rows.count < total, !page.rows.isEmpty { return go(to: at(offset: offset + page.rows.count)) }
    next = nil
  }

  private mutating func keep(_ page: [Value]) {
    for row in page {
      if let id = identity(row) {
        if let position = positions[id] {
          rows[position] = row
          continue
        }
        positions[id] = rows.count
      }
      rows.append(row)
    }
  }

  /// OCPI's ids are unique within their party only, and a hub sends many parties' rows.
  private func identity(_ row: Value) -> String? {
    guard let id = row[configuration.idField].flatMap(Self.identity) else { return nil }
    guard configuration.envelope == .ocpi else { return id }
    let party = ["country_code", "party_id"].map { row[$0]?.string?.uppercased() ?? "" }
    return (party + [id]).joined(separator: "\u{1F}")
  }

  private static func identity(_ value: Value) -> String? {
    switch value {
    case .string(let text): text
    case .int(let number): "#\(number)"
    default: nil
    }
  }

  private mutating func go(to address: WebAddress?) {
    if pages >= configuration.limits.pages { return stop("more than \(configuration.limits.pages) pages") }
    if rows.count > configuration.limits.rows { return stop("more than \(configuration.limits.rows) rows") }
    guard let address else { return stop("the next page has no valid address") }
    next = address
  }

  private mutating func stop(_ remark: String) {
    remarks.append(remark)
    broken = true
    next = nil
  }

  private func at(offset: Int) -> WebAddress? { first.settingQuery([(name: "offset", value: String(offset))]) }

  private func linkFailure(_ what: String) -> SourceFailure {
    SourceFailure(text: "the link to the next page of \(configuration.name) \(what); it was not followed", retry: .never)
  }
}
