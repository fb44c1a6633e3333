import Markup
import Synchronization

/// A template file taken apart, before anybody knows what its expressions mean: the same for every workflow that uses it.
struct ScannedPage: Sendable {
  let lines: LineIndex
  let pieces: [PageScan.Piece]
  let isDocument: Bool
  let markup: [Markup]
  /// If there are any, the page is not compiled.
  let problems: [TemplateProblem]

  init(path: String, text: String) {
    guard text.utf8.count <= TemplateLimit.fileBytes else {
      lines = LineIndex(file: path, bytes: [])
      (pieces, isDocument, markup) = ([], false, [])
      problems = [TemplateProblem(.limit, "larger than \(TemplateLimit.fileBytes / 1024) KiB", at: lines.place(0))]
      return
    }
    let scan = PageScan(file: path, text: text)
    (lines, pieces, isDocument) = (scan.lines, scan.pieces, scan.isDocument)
    guard scan.problems.isEmpty else {
      (markup, problems) = ([], scan.problems)
      return
    }
    do throws(MarkupProblems) {
      markup = scan.isDocument ? try HTMLParser.parseDocument(scan.text) : try HTMLParser.parseFragment(scan.text)
      problems = []
    } catch {
      markup = []
      problems = error.problems.map { TemplateProblem(.syntax, $0.message, at: scan.lines.start(ofLine: $0.line)) }
    }
  }
}

/// Pages and styles of a folder that were taken apart already: many workflows share few templates, and these share parts.
final class PageShelf: Sendable {
  private struct Known {
    var pages: [String: ScannedPage] = [:]
    var sheets: [String: StyleSheet] = [:]
  }

  private let known = Mutex(Known())

  /// Asked for by two at once it is taken apart twice, with one result.
  func page(_ path: String, text: String) -> ScannedPage {
    if let page = known.withLock({ $0.pages[path] }) { return page }
    let page = ScannedPage(path: path, text: text)
    known.withLock { $0.pages[path] = page }
    return page
  }

  func sheet(_ css: String) -> StyleSheet {
    if let sheet = known.withLock({ $0.sheets[css] }) { return sheet }
    let sheet = StyleSheet(css)
    known.withLock { $0.sheets[css] = sheet }
    return sheet
  }
}
