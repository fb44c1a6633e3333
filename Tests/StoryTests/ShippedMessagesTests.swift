import CEL
import Foundation
import TestSupport
import Testing

/// Every mail and card that Tocsin ships, in every language, as the scenarios send them: one table of what each must be.
@Suite struct `Every shipped message` {
  struct Place: CustomTestStringConvertible, Sendable {
    var folder: String
    /// How many are shipped: a message that is lost from the table is noticed.
    var mails: Int
    var cards: Int
    /// Written to be read by who learns the language: without the clothes of a mail that goes out.
    var isLesson = false
    var testDescription: String { folder.isEmpty ? "templates" : folder }
  }

  private static let places = [
    Place(folder: "", mails: 19, cards: 2), Place(folder: "samples/dpdc", mails: 6, cards: 14),
    Place(folder: "workflows/examples", mails: 17, cards: 2, isLesson: true),
  ]

  fileprivate struct Mail {
    let name: String
    let html: String
    let subject: String
    let text: String

    init(_ path: String) throws {
      name = URL(fileURLWithPath: path).lastPathComponent
      html = try String(contentsOfFile: path, encoding: .utf8)
      let written = try String(contentsOfFile: path.dropLast(".html".count) + ".txt", encoding: .utf8)
      let parts = written.split(separator: "\n\n", maxSplits: 1)
      (subject, text) = (String(parts[0].dropFirst("Subject: ".count)), parts.count > 1 ? String(parts[1]) : "")
    }

    /// `de` of `emsp-reminder.de.html`.
    var language: String { name.split(separator: ".").count == 3 ? String(name.split(separator: ".")[1]) : "en" }
    var tags: [Substring] { html.split(separator: "<").dropFirst().map { $0.prefix { $0 != ">" } } }
    func tags(_ name: String) -> [Substring] { tags.filter { $0 == name || $0.hasPrefix(name + " ") } }
    var links: [String] {
      tags("a").compactMap { $0.firstMatch(of: /href="(https[^"]*)"/).map { String($0.1).replacing("&amp;", with: "&") } }
    }
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  }

  /// Of the rules, those that a lesson need not keep.
  private static let clothes: Set<String> = [
    "programs know what it is", "styles are where programs read them", "a list of mails shows what it is about", "one heading leads",
  ]

  /// What a mail must be; each says what is wrong, nothing where all is well.
  fileprivate static let rules: [(name: String, wrong: @Sendable (Mail) -> [String])] = [
    (
      "nothing is fetched",
      { mail in
        ["<img", "<script", "<link", "<iframe", "<object", "<embed", "<form", "src=", "srcset=", "background=", "url(", "@import"]
          .filter { mail.html.contains($0) }
      }
    ),
    (
      "it is filled in", { mail in ["${", "data-if", "data-each", "<slot"].filter { (mail.html + mail.text + mail.subject).contains($0) } }
    ),
    ("its language is said", { mail in mail.html.contains("<html lang=\"\(mail.language)\"") ? [] : ["lang"] }),
    (
      "programs know what it is",
      { mail in
        ["<meta charset=\"utf-8\">", "name=\"viewport\"", "name=\"color-scheme\""].filter { !mail.html.contains($0) }
      }
    ),
    ("Gmail does not clip it", { mail in mail.html.utf8.count < 102_000 ? [] : ["\(mail.html.utf8.count) bytes"] }),
    ("styles are where programs read them", { mail in mail.tags("body").filter { !$0.contains("style=") }.map(String.init) }),
    (
      "a list of mails shows what it is about",
      { mail in
        let hidden = mail.html.firstMatch(of: /<div[^>]*mso-hide:all[^>]*>([^<]+)</)
        return hidden.map { $0.1.allSatisfy(\.isWhitespace) } ?? true ? ["no preheader"] : []
      }
    ),
    (
      "tables are for the eye, or say what is in them",
      { mail in
        let tables = mail.html.components(separatedBy: "<table").dropFirst().map { $0.components(separatedBy: "</table")[0] }
        return tables.filter { !$0.prefix { $0 != ">" }.contains("role=\"presentation\"") && !$0.contains("<th ") }.map {
          String($0.prefix(60))
        }
      }
    ),
    ("heads of tables say of what", { mail in mail.tags("th").filter { !$0.contains("scope=") }.map(String.init) }),
    ("links have words", { mail in mail.html.contains(/<a [^>]*>\s*<\/a>/) ? ["an empty link"] : [] }),
    ("one heading leads", { mail in mail.tags("h1").count == 1 ? [] : ["\(mail.tags("h1").count) of h1"] }),
    (
      "the text keeps to 78 columns",
      { mail in mail.lines.filter { $0.unicodeScalars.count > 78 && $0.contains(" ") && $0.width > 78 }.map(String.init) }
    ),
    ("the text has every link, on a line of its own", { mail in mail.links.filter { !mail.lines.contains(Substring($0)) } }),
    (
      "the text leaves nothing out",
      { mail in mail.text.split(separator: " ").count * 2 > mail.words ? [] : ["\(mail.words) words of HTML, fewer in the text"] }
    ),
  ]

  @Test(arguments: places) func `is fit to be sent, and its colours can be read`(place: Place) async throws {
    let folder = try TemporaryFolder.make()
    let month = try SampleMonth(["TOCSIN_DIRECTORY": "\(SampleMonth.root)/\(place.folder)"])
    let said = try await month.output("preview", "--all", "--no-pictures", "--out", folder.path)
    #expect(!said.contains("No scenario sends"), "\(said.split(separator: "\n").last ?? "")")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { "\(folder.path)/\($0)" }
    let cards = files.filter { $0.hasSuffix(".json") }
    let pages = files.filter { $0.hasSuffix(".html") }
    let mails = try pages.filter { !cards.contains($0.dropLast(".html".count) + ".json") }.map { try Mail($0) }
    #expect(mails.count == place.mails && cards.count == place.cards, "\(mails.count) mails, \(cards.count) cards")
    for mail in mails {
      for rule in Self.rules where !place.isLesson || !Self.clothes.contains(rule.name) {
        let wrong = rule.wrong(mail)
        #expect(wrong.isEmpty, "\(mail.name): \(rule.name): \(wrong.joined(separator: " | "))")
      }
    }
    for card in cards { try check(card) }
    try await checkContrast(pages)
  }

  private func check(_ path: String) throws {
    let name = URL(fileURLWithPath: path).lastPathComponent
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let card = try JSON.parse(text)
    #expect(JSON.write(card).utf8.count < 20_480, "\(name) is larger than Teams takes once it has expanded it")
    #expect(card["version"] == "1.4" && card["type"] == "AdaptiveCard", "\(name)")
    #expect(card["msteams"]?["width"] == "Full", "\(name)")
    #expect(card["fallbackText"]?.string?.isEmpty == false, "\(name) has no fallbackText")
    #expect(!text.contains("Action.Submit") && !text.contains("${"), "\(name)")
    #expect(!text.contains(/[\w.]+@[\w-]+\.\w+/) && !text.contains(/\+\d[\d ]{6,}/), "\(name) names an address or a telephone")
  }

  private func checkContrast(_ pages: [String]) async throws {
    let said = try await ScriptServer.run("browser.py", ["contrast"] + pages)
    guard !said.hasPrefix("skipped") else { return }
    let looks = try said.split(separator: "\n").filter { $0 != "done" }.map { try JSON.parse(String($0)) }
    #expect(looks.count == pages.count * 4)
    for look in looks {
      let bad = look["bad"]?.list ?? []
      let page = look["page"]?.string.map { URL(fileURLWithPath: $0).lastPathComponent } ?? ""
      #expect(bad.isEmpty, "\(page), \(look["scheme"]?.string ?? ""): \(bad.map { JSON.write($0) }.joined(separator: " "))")
    }
    print("contrast: \(pages.count) pages, least \(looks.compactMap { $0["least"]?.double }.min() ?? 0)")
  }
}

extension `Every shipped message`.Mail {
  /// Words that somebody who looks at the page sees.
  fileprivate var words: Int {
    let body = html.components(separatedBy: "<body").last ?? ""
    return body.replacing(/<div[^>]*mso-hide:all[^>]*>[^<]*</, with: "<").replacing(/<[^>]*>/, with: " ").split(
      whereSeparator: \.isWhitespace
    )
    .count
  }
}

extension Substring {
  /// Marks that combine take no room.
  fileprivate var width: Int {
    unicodeScalars.count { scalar in
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format: false
      default: true
      }
    }
  }
}
