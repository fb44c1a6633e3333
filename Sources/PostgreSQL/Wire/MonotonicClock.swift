import Glibc

/// Time for socket time-outs and polling: never goes back, says nothing about the hour.
package enum MonotonicClock {
  package static func milliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}

/// A point on the monotonic clock, or never.
package struct Deadline: Sendable {
  private let at: Int64?

  package static let never = Deadline(at: nil)

  private init(at: Int64?) { self.at = at }

  package init(inMilliseconds limit: Int64?) {
    at = limit.map { limit in
      let (end, isBeyond) = MonotonicClock.milliseconds().addingReportingOverflow(limit)
      return isBeyond ? .max : end
    }
  }

  package var isOver: Bool { at.map { MonotonicClock.milliseconds() >= $0 } ?? false }

  /// What `poll` takes: the milliseconds left, −1 for ever.
  package var pollMilliseconds: Int32 {
    guard let at else { return -1 }
    return Int32(clamping: max(0, at - MonotonicClock.milliseconds()))
  }
}
