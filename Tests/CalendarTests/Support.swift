import Calendar

/// Instants and zones as the tables of these tests write them.
func at(_ text: String) throws -> Instant { try Instant(parsing: text) }

let berlin = "Europe/Berlin"

/// Random numbers that are the same in every run.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// Some instant from 1990 to 2049, to the microsecond, often near a clock change of Berlin's.
  mutating func instant() -> Instant {
    Instant(microsecondsSinceEpoch: Int64.random(in: 631_152_000_000_000...2_493_000_000_000_000, using: &self))
  }
}

/// Zones whose clocks do all that clocks do.
let manyZones = [
  "UTC", "Europe/Berlin", "Asia/Dhaka", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia",
  "Africa/Casablanca", "Asia/Hebron", "America/Sao_Paulo", "Europe/Dublin", "Asia/Pyongyang", "Antarctica/Troll",
]
