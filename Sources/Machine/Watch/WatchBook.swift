import CEL

/// What a start that watches keeps from round to round, in its schedule's `data`.
struct WatchBook {
  /// What may be wrong with a round; each is one incident at most, under a number of its own.
  enum Trouble: Int, CaseIterable {
    /// The source did not answer.
    case silence = 1
    /// No rows after some.
    case emptiness
    /// Rows that have no key, or no input.
    case unreadable
  }

  /// How many answers were taken.
  var round: Int64
  /// The rows that are there, by key, as they were last seen; in order of first appearance.
  var rows: ValueMap
  /// Incidents that are open.
  var troubles: Set<Int>

  init(_ data: Value) {
    round = data["round"]?.int ?? 0
    rows = data["rows"]?.map ?? ValueMap()
    troubles = Set(data["troubles"]?.list?.compactMap { $0.int.map(Int.init) } ?? [])
  }

  var value: Value {
    ["round": .int(round), "rows": .map(rows), "troubles": .list(troubles.sorted().map { .int(Int64($0)) })]
  }
}
