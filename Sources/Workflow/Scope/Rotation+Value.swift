package import CEL
import Calendar

/// A rotation as the value of `contacts` carries it.
extension Rotation {
  package var value: Value {
    [
      "layers": .list(layers.map(\.value)),
      "overrides": .list(
        overrides.map { ["layer": .int(Int64($0.layer)), "from": Value($0.from), "until": Value($0.until), "person": $0.person] }),
    ]
  }

  /// Nil where it is no rotation.
  package init?(_ value: Value) {
    guard let layers = value["layers"]?.list, let overrides = value["overrides"]?.list else { return nil }
    self.init(layers: layers.compactMap { Layer($0) }, overrides: overrides.compactMap { Override($0) })
    guard self.layers.count == layers.count, self.overrides.count == overrides.count else { return nil }
  }
}

extension Rotation.Layer {
  fileprivate var value: Value {
    [
      "zone": .string(rota.zone.identifier), "begins": .string("\(rota.begins)"), "shiftsEach": .int(Int64(shiftsEach)),
      "handOvers": .list(rota.handOvers.map { ["day": .int(Int64($0.day.rawValue)), "time": .string("\($0.time)")] }),
      "people": .list(people),
    ]
  }

  fileprivate init?(_ value: Value) {
    guard let zone = value["zone"]?.string.flatMap({ try? Zone($0) }),  // What is no zone is no layer.
      let begins = value["begins"]?.string.flatMap({ try? LocalDate(parsing: $0) }),  // What is no day is no layer.
      let handOvers = value["handOvers"]?.list?.compactMap(Self.handOver),
      let rota = Rota(zone: zone, begins: begins, handOvers: handOvers), let people = value["people"]?.list, !people.isEmpty
    else { return nil }
    self.init(rota: rota, shiftsEach: max(1, Int(value["shiftsEach"]?.int ?? 1)), people: people)
  }

  private static func handOver(_ value: Value) -> Rota.HandOver? {
    guard let day = value["day"]?.int.flatMap({ Weekday(rawValue: Int($0)) }),
      let time = value["time"]?.string.flatMap({ try? LocalTime(parsing: $0) })  // What is no time is no hand-over.
    else { return nil }
    return Rota.HandOver(day: day, time: time)
  }
}

extension Rotation.Override {
  fileprivate init?(_ value: Value) {
    guard let layer = value["layer"]?.int, let from = value["from"]?.timestamp, let until = value["until"]?.timestamp,
      let person = value["person"]
    else { return nil }
    self.init(layer: Int(layer), from: Instant(from), until: Instant(until), person: person)
  }
}
