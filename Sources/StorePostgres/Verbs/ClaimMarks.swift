import Calendar
import Synchronization

/// Up to which due time each shard was claimed by this process: while a backlog is worked off, the next claim begins there
/// and walks over no entries of what was stepped. A held snapshot keeps these entries in the index.
///
/// What is due before a mark was locked by another when it was passed over, or became due afterwards: every so many
/// claims, and whenever a shard has no more, the look is from the very beginning.
final class ClaimMarks: Sendable {
  /// Claims of a shard from a mark until one is from the beginning.
  private static let claimsMax = 16

  private struct Mark {
    var low: Instant
    var claims: Int
  }

  private let marks = Mutex<[Int: Mark]>([:])

  struct Look: Sendable {
    let shard: Int
    let low: Instant
    fileprivate let claims: Int
  }

  func look(into shard: Int) -> Look {
    marks.withLock { marks in
      guard let mark = marks[shard], mark.claims < Self.claimsMax else { return Look(shard: shard, low: .distantPast, claims: 0) }
      return Look(shard: shard, low: mark.low, claims: mark.claims)
    }
  }

  struct Note: Sendable {
    let look: Look
    /// The latest due time of a claim that may have left some; nil where it found all there is.
    let last: Instant?
  }

  /// Of a claim that was committed; what one that was not had found is found again from where it began.
  func keep(_ notes: [Note]) {
    marks.withLock { marks in
      for note in notes {
        marks[note.look.shard] = note.last.map { Mark(low: $0, claims: note.look.claims + 1) }
      }
    }
  }
}

extension Instant {
  /// Before anything can be due, and within what PostgreSQL keeps.
  static let distantPast = Instant(secondsSinceEpoch: -62_135_596_800)
}
