import CLibPQ
import Glibc

extension Session {
  var isInTransaction: Bool { !isBroken && PQtransactionStatus(handle) == PQTRANS_INTRANS }

  /// Runs calls outside of a transaction; behind a transaction pooler the settings travel ahead of them.
  func runAlone(_ calls: [Call]) throws(PostgresError) -> [Rows] {
    guard options.pooling == .transaction, let settings = options.settingsCall(local: true) else { return try run(calls) }
    return Array(try run([settings] + calls).dropFirst())
  }

  /// Reads what came unasked (a notification, a farewell), without waiting.
  func noticeHangUp() {
    guard !isBroken else { return }
    var socket = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
    guard poll(&socket, 1, 0) > 0 else { return }
    if PQconsumeInput(handle) == 0 { giveUp() }
    // Has what was read looked at, and with it a farewell; the closed socket behind that may be long in coming.
    _ = PQisBusy(handle)
  }

  /// Notifications that are there, waiting for the first until the deadline or a wake-up.
  func notifications(_ deadline: Deadline, _ waker: Waker) throws(PostgresError) -> [Notification] {
    while true {
      guard !isBroken, PQconsumeInput(handle) == 1 else { throw lost() }
      let arrived = takeNotifications()
      if !arrived.isEmpty || deadline.isOver { return arrived }
      var sockets = [
        pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0),
        pollfd(fd: waker.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&sockets, 2, deadline.pollMilliseconds) < 0, errno != EINTR { throw lost() }
      if sockets[1].revents != 0 {
        waker.clear()
        return []
      }
    }
  }

  /// Notifications handed out at once.
  private static let notificationsMax = 10_000

  private func takeNotifications() -> [Notification] {
    var taken: [Notification] = []
    while taken.count < Self.notificationsMax, let notify = PQnotifies(handle) {
      taken.append(
        Notification(
          channel: String(cString: notify.pointee.relname), payload: String(cString: notify.pointee.extra),
          processID: notify.pointee.be_pid))
      PQfreemem(notify)
    }
    return taken
  }
}

/// What `NOTIFY` sent: a hint that there is something to look at.
package struct Notification: Hashable, Sendable {
  package let channel: String
  package let payload: String
  /// The server process that sent it.
  package let processID: Int32
}
