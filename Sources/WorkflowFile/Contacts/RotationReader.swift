import CEL
import Calendar
import Workflow
import YAML

/// Reads `rotations`: who is on call when.
struct RotationReader {
  /// The roles that are one person, who can be named in a rotation.
  let people: ValueMap
  let reading: Reading

  /// Who is called first, second, third; a longer ladder is a workflow.
  private static let layersMax = 10
  private static let peopleMax = 200
  /// Some years of swapped shifts.
  private static let overridesMax = 2_000

  func read(_ node: YAML.Node) -> Rotation? {
    guard let fields = Fields(node, CompanionForms.rotation, reading) else { return nil }
    let zone = fields["timezone"].flatMap(zone) ?? .utc
    guard let list = fields.required("layers", hint: "layers: [{begins: 2026-01-05, handOver: monday 09:00, people: [ana, ben]}]") else {
      return nil
    }
    let nodes = reading.list(list)
    if nodes.isEmpty || nodes.count > Self.layersMax {
      reading.report(.badRotation, at: list, "a rotation has from 1 to \(Self.layersMax) layers, not \(nodes.count)")
    }
    let layers = nodes.prefix(Self.layersMax).compactMap { layer($0, zone) }
    let overrides = fields["overrides"].map { reading.list($0) } ?? []
    if overrides.count > Self.overridesMax, let node = fields["overrides"] {
      reading.report(.tooMuch, at: Fields.start(of: node), "more than \(Self.overridesMax) overrides")
    }
    return Rotation(
      layers: layers, overrides: overrides.prefix(Self.overridesMax).compactMap { override($0, zone, layers: nodes.count) })
  }

  private func zone(_ node: YAML.Node) -> Zone? {
    guard let text = reading.text(node, "`timezone`") else { return nil }
    do throws(TimeTextError) {
      return try Zone(text)
    } catch {
      reading.report(.unknownZone, at: node, "`\(text)` \(error.problem)", hint: error.hint)
      return nil
    }
  }

  private func layer(_ node: YAML.Node, _ zone: Zone) -> Rotation.Layer? {
    guard let fields = Fields(node, CompanionForms.layer, reading) else { return nil }
    let begins = fields.required("begins", hint: "the day of the first hand-over: `begins: 2026-01-05`").flatMap(date)
    let handOvers = fields.required("handOver", hint: "handOver: monday 09:00")
      .map { node in reading.list(node).flatMap { self.handOvers($0) } }
    let shifts = fields["shifts"].flatMap { reading.integer($0, "`shifts`", in: 1...1_000) } ?? 1
    let names = fields.required("people", hint: "people: [ana, ben]").map { reading.list($0) } ?? []
    if names.count > Self.peopleMax { reading.report(.tooMuch, at: fields.start, "more than \(Self.peopleMax) people") }
    let people = names.prefix(Self.peopleMax).compactMap { person($0) }
    guard let begins, let handOvers, !people.isEmpty, let rota = Rota(zone: zone, begins: begins, handOvers: handOvers) else { return nil }
    return Rotation.Layer(rota: rota, shiftsEach: shifts, people: people)
  }

  private func date(_ node: YAML.Node) -> LocalDate? {
    guard let text = reading.text(node, "`begins`") else { return nil }
    do throws(TimeTextError) {
      return try LocalDate(parsing: text)
    } catch {
      reading.report(.impossibleDay, at: node, "`\(text)` \(error.problem)", hint: error.hint)
      return nil
    }
  }

  /// `monday 09:00` once a week, `09:00` each day.
  private func handOvers(_ node: YAML.Node) -> [Rota.HandOver] {
    guard let text = reading.text(node, "`handOver`") else { return [] }
    let words = text.split(separator: " ").map(String.init)
    let days: [Weekday]? = words.count == 2 ? Weekday(name: words[0]).map { [$0] } : words.count == 1 ? Weekday.allCases : nil
    guard let days, let last = words.last, let time = try? LocalTime(parsing: last), time < .endOfDay else {  // Told below with the whole.
      reading.report(.badRotation, at: node, "`\(text)` is no hand-over", hint: "write `monday 09:00`, or `09:00` for each day")
      return []
    }
    return days.map { Rota.HandOver(day: $0, time: time) }
  }

  /// A role that is one person, or the person.
  private func person(_ node: YAML.Node) -> Value? {
    guard let name = node.text, !node.isNull else { return ContactReader(reading: reading).one(node) }
    if let person = people[name] { return person }
    reading.report(
      .badRotation, at: node, "no role `\(name)` is one person",
      hint: Suggestion.hint(for: name, among: people.keys.map(\.text).sorted(), listed: "there are") ?? "declare it under `roles`")
    return nil
  }

  private func override(_ node: YAML.Node, _ zone: Zone, layers: Int) -> Rotation.Override? {
    guard let fields = Fields(node, CompanionForms.override, reading) else { return nil }
    let layer = fields["layer"].flatMap { reading.integer($0, "`layer`", in: 1...max(1, layers)) } ?? 1
    let from = fields.required("from", hint: "from: 2026-06-08 09:00").flatMap { time($0, zone) }
    let until = fields.required("until", hint: "until: 2026-06-10 09:00").flatMap { time($0, zone) }
    let person = fields.required("person").flatMap(person)
    guard let from, let until, let person else { return nil }
    guard from < until else {
      reading.report(.badRotation, at: fields["until"] ?? node, "the override ends before it begins")
      return nil
    }
    return Rotation.Override(layer: layer, from: from, until: until, person: person)
  }

  /// A day (its midnight), or a day and a time of the wall.
  private func time(_ node: YAML.Node, _ zone: Zone) -> Instant? {
    guard let text = reading.text(node, "a time") else { return nil }
    do throws(TimeTextError) {
      if text.utf8.count == 10 { return zone.instant(of: try LocalDate(parsing: text), at: .midnight) }
      // People write a space where ISO 8601 has a `T`.
      return zone.instant(of: try LocalDateTime(parsing: text.replacing(" ", with: "T", maxReplacements: 1)))
    } catch {
      reading.report(.impossibleDay, at: node, "`\(text)` \(error.problem)", hint: error.hint)
      return nil
    }
  }
}
