import CEL
import Curl
import Source

/// Reads all pages of an answer and judges whether everything was seen.
///
/// OCPI pages are cut by position, so rows that vanish while we read would push others past us: where the total shrinks we step
/// back by as much and read on from there (OCPI 2.2.1, Paginated Response). Rows that come twice are taken once, the newer one.
struct PageReader {
  struct Reading {
    var rows: [Value] = []
    var complete = false
    var pages = 0
    var remarks: [String] = []
  }

  let configuration: HTTPSourceConfiguration
  let fetcher: PageFetcher

  func read(from first: WebAddress) async throws(SourceFailure) -> Reading {
    guard case .ocpi = configuration.paging else {
      return Reading(rows: try await fetcher.page(first).rows, complete: true, pages: 1)
    }
    var progress = PageProgress(first: first, configuration: configuration)
    while let address = progress.next {
      let page = try await fetcher.page(address)
      try progress.take(page, from: address)
    }
    return progress.reading
  }
}
