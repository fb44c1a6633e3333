package import CEL
package import Calendar
package import Simulator
package import Workflow

/// One scenario: what happens to a workflow, and what must come out of it.
package struct Scenario: Sendable {
  /// `partner-ladder`, or `partner-ladder/acknowledged` where the file holds several.
  package var name: String
  package var description: String?
  package var workflow: String
  package var zone: Calendar.Zone
  package var from: Instant
  /// Nil: until nothing is due any more.
  package var until: Instant?
  package var seed: UInt64
  /// Whether the workflow's own starts open instances.
  package var isScheduled: Bool
  /// Other workflows whose own starts open instances as well.
  package var beside: [String]
  /// What is opened by hand, what people do, in the order of the file.
  package var deeds: [Deed]
  package var sources: [String: SourceWord]
  package var channels: [String: [ChannelTrouble]]
  package var settings: ValueMap
  package var expectations: [Expectation]
  /// `otherwise: nothing`: what no expectation names is wrong.
  package var isExact: Bool
  package var place: Workflow.Place

  package init(
    name: String, description: String?, workflow: String, zone: Calendar.Zone, from: Instant, until: Instant?, seed: UInt64 = 0,
    isScheduled: Bool, beside: [String] = [], deeds: [Deed] = [], sources: [String: SourceWord] = [:],
    channels: [String: [ChannelTrouble]] = [:],
    settings: ValueMap = ValueMap(), expectations: [Expectation] = [], isExact: Bool = false,
    place: Workflow.Place = Workflow.Place(file: "", line: 1, column: 1)
  ) {
    self.name = name
    self.description = description
    self.workflow = workflow
    self.zone = zone
    self.from = from
    self.until = until
    self.seed = seed
    self.isScheduled = isScheduled
    self.beside = beside
    self.deeds = deeds
    self.sources = sources
    self.channels = channels
    self.settings = settings
    self.expectations = expectations
    self.isExact = isExact
    self.place = place
  }

  /// A time as scenarios write it: RFC 3339, or a date with or without a time in a zone; nil for anything else.
  package static func time(_ text: String, in zone: Calendar.Zone) -> Instant? {
    // None of the forms is an error here: the next is tried.
    if let instant = try? Instant(parsing: text) { return instant }
    let halves = text.split(maxSplits: 1, whereSeparator: { $0 == " " || $0 == "T" }).map(String.init)
    guard let first = halves.first, let date = try? LocalDate(parsing: first) else { return nil }
    if halves.count == 1 { return zone.instant(of: date, at: .midnight) }
    guard let time = try? LocalTime(parsing: halves[1]) else { return nil }
    return zone.instant(of: date, at: time)
  }

  /// Who answers a question.
  package enum SourceWord: Sendable {
    case canned([CannedAnswer])
    /// The source that the installation sets up.
    case configured
  }

  /// A scenario without `until` ends after so many days at the latest.
  static let daysMax = 366
}

/// A file of scenarios with its text.
package struct ScenarioFile: Sendable {
  /// As diagnostics call it: `workflows/tests/partner-ladder.yaml`.
  package var path: String
  package var text: String
  package var scenarios: [Scenario]
  package var warnings: [Diagnostic]
}

/// Something that must be so at a time, or nothing between two times.
package struct Expectation: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case state(StateExpectation)
    case message(MessageExpectation)
    /// Words of the incident.
    case incident(String)
    case nothing
    /// Nothing after the expectation's time and before this one.
    case nothingUntil(Instant)
  }

  package var at: Instant
  /// Nil: the one instance of the scenario's workflow, or, of `nothing`, any.
  package var instance: InstanceName?
  package var kind: Kind
  package var place: Workflow.Place
}

/// `workflow/key`.
package struct InstanceName: Hashable, Sendable, CustomStringConvertible {
  package var workflow: String
  package var key: String

  package var description: String { "\(workflow)/\(key)" }
}

/// Where an instance stands, and more of it.
package struct StateExpectation: Hashable, Sendable {
  /// Nil where only the rest is asked for.
  package var path: String?
  package var outcome: String?
  package var status: String?
  package var open: Int?
  package var closed: Int?
  /// Fields of `data`, as JSON.
  package var data: [Field] = []

  package struct Field: Hashable, Sendable {
    package var name: String
    package var value: Value
  }
}

/// A message that goes out, or, with another status, does not.
package struct MessageExpectation: Hashable, Sendable {
  /// `email`, `teams`, or nil for any.
  package var medium: String?
  package var template: String
  /// `alerts`, for a medium with rooms.
  package var room: String?
  /// Exactly these; nil: whoever.
  package var recipients: [String]?
  package var subject: String?
  package var contains: [String] = []
  package var lacks: [String] = []
  package var status = "delivered"
}
