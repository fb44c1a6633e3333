import Foundation
import Mail
import Testing

/// Real mails of the collection: bounces, what looks like one, auto-replies, replies of people.
@Suite("MailConformance") struct MailConformanceTests {
  /// Cases of one kind, counted; printed at the end, so that a run elsewhere says what it tried.
  private struct Count {
    var passed = 0
    var failed: [String] = []
    var skipped: [String] = []

    func report(_ name: String) {
      print(
        "MailConformance \(name): \(passed) passed, \(failed.count) failed, \(skipped.count) skipped \(skipped.prefix(5)) \(failed.prefix(20))"
      )
    }
  }

  @Test func `every bounce is recognised with its addresses`() throws {
    let expected = Material.json("bounces/expected.json")?["mails"] as? [String: [String: Any]] ?? [:]
    var recognised = Count()
    var statuses = Count()
    for (name, bytes) in Material.files(in: "bounces") {
      let bounces = try Material.mails(in: bytes).map { BounceReader.read(try InboundMail($0)) }
      let recipients = bounces.compactMap { $0 }.flatMap(\.recipients)
      let results = expected[name]?["results"] as? [[String: Any]]
      // The expectation names some recipients twice, under one index.
      let indexes = Set((results ?? []).compactMap { $0["index"] as? Int })
      let isCounted = results.map { $0.count == recipients.count || indexes.count == recipients.count } ?? true
      let isComplete = !bounces.contains(nil) && !recipients.isEmpty && recipients.allSatisfy { $0.address.contains("@") }
      if isComplete && isCounted {
        recognised.passed += 1
      } else {
        recognised.failed.append("\(name): \(recipients.map(\.address))")
      }
      guard let results, results.count == recipients.count else {
        statuses.skipped.append(name)
        continue
      }
      for (result, recipient) in zip(results, recipients) { Self.compare(result, recipient, name, &statuses) }
    }
    recognised.report("bounces recognised")
    statuses.report("bounces status")
    #expect(recognised.failed == [])
    // Which of several statuses in one notice is the cause, is a matter of taste in a few.
    #expect(Double(statuses.failed.count) <= 0.03 * Double(statuses.passed + statuses.failed.count))
  }

  private static func compare(_ result: [String: Any], _ recipient: Bounce.Recipient, _ name: String, _ count: inout Count) {
    let status = result["status"] as? String ?? ""
    let isHard = result["hardbounce"] as? Bool ?? false
    // x.0.9xx are the expectation's own, not the mail's.
    let isOfMail = !status.isEmpty && !status.contains(".0.9")
    if isOfMail && status != recipient.status.description || isHard && !recipient.isPermanent {
      count.failed.append("\(name): \(recipient.address) \(recipient.status), not \(status)")
    } else {
      count.passed += 1
    }
  }

  @Test func `what is no bounce is not taken for one`() throws {
    var count = Count()
    for (name, bytes) in Material.files(in: "not-bounce") {
      if BounceReader.read(try InboundMail(bytes)) == nil { count.passed += 1 } else { count.failed.append(name) }
    }
    count.report("not-bounce")
    #expect(count.failed == [])
  }

  @Test func `no auto-reply is taken for a person's answer`() throws {
    var count = Count()
    for (name, bytes) in Material.files(in: "autoreply") {
      if case .automatic = MailKind(try InboundMail(bytes)) { count.passed += 1 } else { count.failed.append(name) }
    }
    count.report("autoreply")
    #expect(count.failed == [])
  }

  @Test func `header lines of other projects' auto-replies are read as they are there`() throws {
    var count = Count()
    for vector in Material.json("autoreply/header_vectors.json")?["vectors"] as? [[String: Any]] ?? [] {
      let headers = vector["headers"] as? [String: String] ?? [:]
      var lines = headers.map { "\($0.key): \($0.value)" } + ["Subject: \(vector["subject"] as? String ?? "")"]
      if headers["From"] == nil { lines.append("From: ana@example.com") }
      let kind = MailKind(try InboundMail(Array((lines + ["", "text"]).joined(separator: "\r\n").utf8)))
      guard headers["Return-Path"] != "<MAILER-DAEMON>" else {
        // A bounce, for which that project has another door.
        if case .reply = kind { count.failed.append("\(vector)") } else { count.passed += 1 }
        continue
      }
      if case .automatic = kind, vector["auto"] as? Bool == true {
        count.passed += 1
      } else if case .reply = kind, vector["auto"] as? Bool == false {
        count.passed += 1
      } else {
        count.failed.append("\(vector)")
      }
    }
    count.report("auto-reply headers")
    #expect(count.failed == [])
  }

  @Test func `of a reply only the new text counts`() throws {
    var count = Count()
    func compare(_ name: String, _ got: String, _ expected: String) {
      if got == expected.trimmingCharacters(in: .whitespacesAndNewlines) {
        count.passed += 1
      } else {
        count.failed.append("\(name): \(got)")
      }
    }
    for vector in Material.json("replies/expected_talon_plain.json")?["cases"] as? [[String: Any]] ?? [] {
      guard let body = vector["body"] as? String, let expected = vector["expected"] as? String else { continue }
      compare("\(vector["test"] ?? "")", ReplyText(body).text, expected)
    }
    for vector in Material.json("replies/expected_talon_standard.json")?["cases"] as? [[String: Any]] ?? [] {
      guard let file = vector["file"] as? String, let expected = vector["expected"] as? String else { continue }
      guard let bytes = Material.files(in: "replies", { $0 == file }).first?.bytes else {
        count.skipped.append("\(file): not in this part of the collection")
        continue
      }
      compare(file, ReplyText(try InboundMail(bytes).bodyText).text, expected)
    }
    for vector in Material.json("replies/expected_email_reply_parser.json")?["cases"] as? [[String: Any]] ?? [] {
      guard let file = vector["file"] as? String, let body = Material.files(in: "replies", { $0 == file }).first?.bytes else {
        count.skipped.append("\(vector["file"] ?? ""): not in this part of the collection")
        continue
      }
      let words = ReplyText(String(decoding: body, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")).words
      if let expected = vector["parse_reply"] as? String {
        compare(file, words, expected)
      } else if Self.fits(words, vector) {
        count.passed += 1
      } else {
        count.failed.append("\(file): \(words)")
      }
    }
    count.report("replies")
    #expect(count.failed == [])
  }

  /// Fragments that are neither quoted nor hidden stand in the words, the others do not.
  private static func fits(_ words: String, _ vector: [String: Any]) -> Bool {
    let fragments = vector["fragment"] as? [String: [String: String]] ?? [:]
    let quoted = vector["quoted"] as? [Bool] ?? []
    let hidden = vector["hidden"] as? [Bool] ?? []
    let isTold = !quoted.isEmpty || !hidden.isEmpty
    return fragments.allSatisfy { key, rule in
      guard let index = Int(key) else { return true }
      let isNew =
        isTold ? !(quoted.indices.contains(index) && quoted[index]) && !(hidden.indices.contains(index) && hidden[index]) : index == 0
      if let text = rule["equals"]?.trimmingCharacters(in: .whitespacesAndNewlines) {
        let flat = words.replacingOccurrences(of: " \n", with: "\n")
        return text.isEmpty || flat.contains(text) == isNew || !isNew && text.hasPrefix("-")
      }
      guard let pattern = rule["matches"] else { return true }
      let anchored = pattern.hasPrefix("^") && index > 0 ? "(?m)" + pattern : pattern
      return (words.range(of: anchored, options: .regularExpression) != nil) == isNew
    }
  }
}
