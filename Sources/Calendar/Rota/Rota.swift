/// Whose turn it is, by hand-over times that come again each week: `monday 09:00`, or 08:00 and 20:00 of every day.
///
/// Shifts are numbered from 0, which begins at the first hand-over on or after `begins`; earlier ones have negative numbers. Hand-over
/// times are wall-clock times of the zone, so that a shift over a change of clocks is an hour longer or shorter.
package struct Rota: Hashable, Sendable {
  package struct HandOver: Hashable, Comparable, Sendable {
    package var day: Weekday
    package var time: LocalTime

    package init(day: Weekday, time: LocalTime) {
      (self.day, self.time) = (day, time)
    }

    package static func < (left: HandOver, right: HandOver) -> Bool { (left.day, left.time) < (right.day, right.time) }
  }

  /// A shift, from its hand-over up to, but not with, the next.
  package struct Shift: Hashable, Sendable {
    package var number: Int
    package var begins: Instant
    package var ends: Instant
  }

  package let zone: Zone
  package let begins: LocalDate
  /// In the order of a week from Monday; at least one.
  package let handOvers: [HandOver]

  /// Every quarter of an hour of a week: nobody hands over more often.
  package static let handOversMax = 672

  /// Nil where there is no hand-over, or more than there may be.
  package init?(zone: Zone, begins: LocalDate, handOvers: [HandOver]) {
    let ordered = Set(handOvers).sorted()
    guard !ordered.isEmpty, ordered.count <= Rota.handOversMax else { return nil }
    self.zone = zone
    self.begins = begins
    self.handOvers = ordered
  }

  package func shift(at instant: Instant) -> Shift {
    var slot = slotBefore(instant)
    // Around a change of clocks two hand-overs may fall on one instant; the later one counts.
    while self.instant(ofSlot: slot + 1) <= instant { slot += 1 }
    return Shift(number: slot - firstSlot, begins: self.instant(ofSlot: slot), ends: self.instant(ofSlot: slot + 1))
  }

  /// When a shift begins.
  package func beginning(ofShift number: Int) -> Instant { instant(ofSlot: number + firstSlot) }

  /// Hand-overs are numbered through from the Monday of 1970's first full week.
  private func instant(ofSlot slot: Int) -> Instant {
    let week = slot.floorDivided(by: handOvers.count)
    let handOver = handOvers[slot.floorRemainder(by: handOvers.count)]
    let date = LocalDate(daysSinceEpoch: Rota.firstMonday + week * 7 + handOver.day.rawValue - 1)
    return zone.instant(of: date, at: handOver.time)
  }

  private func slotBefore(_ instant: Instant) -> Int {
    let days = zone.local(instant).date.daysSinceEpoch - Rota.firstMonday
    var slot = (days.floorDivided(by: 7) + 1) * handOvers.count
    while self.instant(ofSlot: slot) > instant { slot -= 1 }
    return slot
  }

  private var firstSlot: Int {
    let midnight = zone.instant(of: begins, at: .midnight)
    var slot = slotBefore(midnight)
    if instant(ofSlot: slot) < midnight { slot += 1 }
    return slot
  }

  /// 1970-01-05.
  private static let firstMonday = 4
}
