import Calendar
import Machine
import Simulator
import Workflow

/// The lines of `expect` for what happened.
struct ExpectationWriter {
  let verdict: Verdict
  /// Whether the scenario's own workflow has several instances, so that each has to be named.
  private let namesOwn: Bool
  private let isAlone: Bool

  init(verdict: Verdict) {
    self.verdict = verdict
    namesOwn = Set(verdict.last.filter { $0.workflow == verdict.scenario.workflow }.map(\.key)).count > 1
    isAlone = !namesOwn && verdict.last.allSatisfy { $0.workflow == verdict.scenario.workflow }
  }

  /// - Parameters:
  ///   - moments: what the file says now; what holds of it stays as it is.
  ///   - indent: before each time.
  func lines(keeping moments: [ExpectBlock.Moment], indent: String) -> [String] {
    let times = Set(verdict.happenings.filter(\.isNoticed).map(\.at))
    var blocks: [(at: Instant, order: Int, lines: [String])] = []
    var told: Set<Instant> = []
    for (number, moment) in moments.enumerated() {
      let expectations = verdict.scenario.expectations.indices.filter {
        moment.range.contains(verdict.scenario.expectations[$0].place.line)
      }
      guard let at = expectations.first.map({ verdict.scenario.expectations[$0].at }) else { continue }
      let isInterval = moment.key.contains(" to ")
      let isTooMuch =
        !isInterval && verdict.happenings.indices.contains { verdict.happenings[$0].at == at && verdict.unexpected.contains($0) }
      let holds = !isTooMuch && expectations.allSatisfy { verdict.failures[$0] == nil }
      if holds {
        blocks.append((at, number, moment.text))
      } else if !isInterval {
        let comments = moment.text.prefix { $0.drop(while: { $0 == " " }).hasPrefix("#") }
        let lines = times.contains(at) ? happened(at, indent) : standing(at, indent)
        blocks.append((at, number, lines.isEmpty ? [] : comments + lines))
      }
      if !isInterval { told.insert(at) }
    }
    if verdict.scenario.isExact || moments.isEmpty {
      for at in times.subtracting(told) { blocks.append((at, .max, happened(at, indent))) }
    }
    return blocks.sorted { ($0.at, $0.order) < ($1.at, $1.order) }.flatMap(\.lines)
  }

  private func happened(_ at: Instant, _ indent: String) -> [String] {
    let all = verdict.happenings.filter { $0.at == at && $0.isNoticed }
    let key = "\(indent)\(self.key(at)):"
    if all.count == 1, isAlone, case .moved(_, _, let to) = all[0].kind { return ["\(key) \(to)"] }
    return [key] + all.flatMap { item($0, indent + "  ") }
  }

  /// A time with a fraction of a second, as chance in a retry makes them, is written as RFC 3339.
  private func key(_ at: Instant) -> String {
    let zone = verdict.scenario.zone
    return at.microsecondsSinceEpoch % 1_000_000 == 0 ? ScenarioText.time(at, zone) : at.description(in: zone)
  }

  /// Where instances stood at a time that is asked for, though nothing moved.
  private func standing(_ at: Instant, _ indent: String) -> [String] {
    let there = (verdict.snapshots[at] ?? []).filter { $0.workflow == verdict.scenario.workflow }
    guard !there.isEmpty else { return [] }
    let key = "\(indent)\(self.key(at)):"
    if there.count == 1, isAlone { return ["\(key) \(there[0].state)"] }
    return [key] + there.map { "\(indent)  - {state: \(Self.quoted($0.state)), instance: \(Self.quoted($0.key))}" }
  }

  private func item(_ happening: Happening, _ indent: String) -> [String] {
    var fields: [String]
    switch happening.kind {
    case .moved(_, _, let to): fields = ["state: \(Self.quoted(to))"]
    case .incident(_, let text): fields = ["incident: \(Self.text(text))"]
    case .message(let message):
      let channel = message.channel.split(separator: "/", maxSplits: 1).map(String.init)
      fields = ["\(channel[0] == "email" || channel[0] == "teams" ? channel[0] : "message"): \(Self.quoted(message.template))"]
      if channel[0] == "email" {
        let all = message.recipients.map(Self.quoted)
        fields.append("to: \(all.count == 1 ? all[0] : "[\(all.joined(separator: ", "))]")")
        fields.append("subject: \(Self.text(message.title))")
      } else {
        fields.append("channel: \(Self.quoted(channel.last ?? ""))")
      }
      if message.status != "delivered" { fields.append("status: \(message.status)") }
    }
    let isOwn = happening.workflow == verdict.scenario.workflow
    if namesOwn || !isOwn {
      fields.append("instance: \(Self.quoted(isOwn ? happening.key : happening.name.description))")
    }
    return fields.enumerated().map { "\(indent)\($0 == 0 ? "- " : "  ")\($1)" }
  }

  /// Bare where YAML takes it for nothing else.
  private static func quoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: "+"): true
      default: false
      }
    }
    let begins = text.utf8.first.map { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "@") } ?? false
    return plain && begins ? text : Self.text(text)
  }

  private static func text(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
