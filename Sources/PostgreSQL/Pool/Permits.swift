import Dispatch

/// A counted right to hold a connection, given out in the order of asking.
package actor Permits {
  /// Waiters beyond this are refused at once: a queue so long is an overload, not a wait.
  static let waitersMax = 1_024

  private var free: Int
  private var lent = 0
  private var waiters: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
  private var nextID = 0
  /// Waiters whose time was over, until they hear of it.
  private var late: Set<Int> = []
  private var isClosed = false
  /// Who waits for the last permit to come back.
  private var closers: [CheckedContinuation<Void, Never>] = []

  package init(count: Int) { free = count }

  /// - Parameter withinMilliseconds: who waits longer is told so; nil waits as long as it takes.
  package func take(withinMilliseconds limit: Int64? = nil) async throws {
    if isClosed { throw Self.closed }
    if free > 0 {
      free -= 1
      lent += 1
      return
    }
    guard waiters.count < Self.waitersMax else {
      throw PostgresError(
        sqlstate: nil, message: "too many wait for a database connection",
        detail: "\(waiters.count) waiters, at most \(Self.waitersMax)", retry: .resource)
    }
    let id = nextID
    nextID += 1
    if let limit {
      DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(clamping: limit))) { [weak self] in
        Task { await self?.abandon(id, isLate: true) }
      }
    }
    let got = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if Task.isCancelled { continuation.resume(returning: false) } else { waiters.append((id, continuation)) }
      }
    } onCancel: {
      Task { await self.abandon(id) }
    }
    guard got else {
      if late.remove(id) != nil { throw Self.tooLate }
      throw isClosed ? Self.closed : CancellationError()
    }
  }

  package func giveBack() {
    lent -= 1
    if !waiters.isEmpty {
      lent += 1
      waiters.removeFirst().continuation.resume(returning: true)
    } else {
      free += 1
    }
    if lent == 0 {
      for closer in closers { closer.resume() }
      closers = []
    }
  }

  func close() async {
    isClosed = true
    for waiter in waiters { waiter.continuation.resume(returning: false) }
    waiters = []
    guard lent > 0 else { return }
    await withCheckedContinuation { closers.append($0) }
  }

  private func abandon(_ id: Int, isLate: Bool = false) {
    guard let place = waiters.firstIndex(where: { $0.id == id }) else { return }
    if isLate { late.insert(id) }
    waiters.remove(at: place).continuation.resume(returning: false)
  }

  private static var tooLate: any Error {
    PostgresError(
      sqlstate: nil, message: "no connection came free in time", detail: "all connections are in use by others", retry: .resource)
  }

  private static var closed: any Error {
    PostgresError(sqlstate: nil, message: "the database pool is closed", detail: "asked after close", retry: .permanent)
  }
}
