import Dispatch
import PostgreSQL

/// The one place where tests wait for something that gives no signal: it is looked at every few milliseconds, up to a limit.
///
/// - Parameter what: what is awaited, for the failure's text.
/// - Returns: what `look` found as soon as it was not nil.
package func eventually<T>(
  _ what: String, limitMilliseconds: Int64 = 120_000, isolation: isolated (any Actor)? = #isolation,
  _ look: () async throws -> T?
) async throws -> T {
  let deadline = Deadline(inMilliseconds: limitMilliseconds)
  while true {
    if let found = try await look() { return found }
    guard !deadline.isOver else { throw TestSupportError("in \(limitMilliseconds) ms it did not happen that \(what)") }
    await pause()
  }
}

/// The same for something that becomes true.
package func eventually(
  _ what: String, limitMilliseconds: Int64 = 120_000, isolation: isolated (any Actor)? = #isolation,
  isTrue: () async throws -> Bool
) async throws {
  try await eventually(what, limitMilliseconds: limitMilliseconds, isolation: isolation) {
    try await isTrue() ? () : nil
  }
}

/// Between two looks.
private let pauseMilliseconds: Int64 = 5

private let pauses = DispatchQueue(label: "tocsin.test.pauses")

private func pause() async {
  let at = UInt64(MonotonicClock.milliseconds() + pauseMilliseconds) * 1_000_000
  await withCheckedContinuation { continuation in
    pauses.asyncAfter(deadline: DispatchTime(uptimeNanoseconds: at)) { continuation.resume() }
  }
}
