import CEL
import Calendar
import Simulator

/// A stand-in of the booking database: charging sessions of some months, some of them faulty, as documents of a MongoDB collection.
///
/// One document a line in MongoDB's extended JSON, as `mongoimport` reads them; the same number, seed and time give the same lines.
struct BookingSample {
  let count: Int
  let asOf: Instant
  private var dice: Dice

  private static let operators: [(name: String, prefix: String, currency: String)] = [
    ("AmpereGo", "AT*AGO", "EUR"), ("Lumina", "DE*LUM", "EUR"), ("NordCharge", "DK*NOR", "DKK"), ("Stromnetz", "DE*STN", "EUR"),
    ("Voltaris", "NL*VOL", "EUR"),
  ]

  private static let faults: [(code: String, text: String)] = [
    ("no-end", "The session has no end."), ("end-before-start", "The session ends before it begins."),
    ("no-energy", "The session has no energy."), ("negative-energy", "The energy is negative."),
    ("overlap", "Another session was running on the same connector."), ("missing-tariff", "The session has no tariff."),
    ("total", "The total does not add up."),
  ]

  /// One in so many is faulty.
  private static let faultyOneIn = 40
  /// So far back the oldest began.
  private static let daysBack = 92

  init(count: Int, seed: Int, asOf: Instant) {
    self.count = count
    self.asOf = asOf
    dice = Dice(seed: UInt64(bitPattern: Int64(seed)))
  }

  mutating func write(_ line: (String) throws -> Void) rethrows {
    for number in 0..<max(0, count) { try line(JSON.write(.map(document(number)))) }
  }

  private mutating func document(_ number: Int) -> ValueMap {
    let partner = dice.pick(Self.operators) ?? Self.operators[0]
    let began = asOf.adding(seconds: -Int64(dice.number(in: 3_600...Self.daysBack * 86_400)))
    let seconds = Int64(dice.number(in: 600...14_400))
    var energy = Double(dice.number(in: 800...62_000)) / 1_000
    let fault = dice.number(in: 1...Self.faultyOneIn) == 1 ? dice.pick(Self.faults) : nil
    switch fault?.code {
    case "no-energy": energy = 0
    case "negative-energy": energy = -energy
    default: break
    }
    let ends = fault?.code == "end-before-start" ? began.adding(seconds: -seconds) : began.adding(seconds: seconds)
    let cents = max(0, Int(energy * 39))
    var document: ValueMap = [
      "_id": ["$oid": .string(Self.digits(number + 1, 24, radix: 16))],
      "id": .string("\(partner.prefix)*B-\(Self.digits(number + 1, 8, radix: 10))"), "operator": .string(partner.name),
      "evse": .string("\(partner.prefix)*E\(1_000 + dice.number(in: 1...400))"), "connector": .string(String(dice.number(in: 1...2))),
      "start": Self.date(began),
    ]
    if fault?.code != "no-end" { document["end"] = Self.date(ends) }
    document["energy"] = .double(energy)
    document["cost"] = ["$numberDecimal": .string("\(cents / 100).\(Self.digits(cents % 100, 2, radix: 10))")]
    document["currency"] = .string(partner.currency)
    document["faulty"] = .bool(fault != nil)
    if let fault {
      document["fault"] = .string(fault.code)
      document["faultText"] = .string(fault.text)
    }
    document["updatedAt"] = Self.date(min(asOf, max(began, ends).adding(seconds: 300)))
    return document
  }

  private static func date(_ instant: Instant) -> Value { ["$date": .string(instant.description)] }

  private static func digits(_ number: Int, _ count: Int, radix: Int) -> String {
    let text = String(number, radix: radix)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
