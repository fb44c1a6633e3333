import CEL
import Calendar
import Channel
import Executor
import Machine
import PostgreSQL
import Store
import StoreProbe
import Synchronization
import TestSupport
import Testing

/// The database's machine dies, and its standby takes over.
@Suite struct FailOverTests {
  @Test func `executors go on by themselves on the promoted standby, with everything that was committed`() async throws {
    let servers = try await ReplicatedServers.start()
    let setup = Setup(LadderTests.alarm, Self.desk) {
      $0.server = servers.connectionString
      $0.executors = 2
    }
    do {
      try await Rig.run(.postgres, setup) { rig in try await story(rig, servers) }
    } catch {
      try await servers.stop()
      throw error
    }
    try await servers.stop()
  }

  private static let desk = """
    workflow: desk
    owner: contacts.lead
    timezone: Europe/Berlin
    events: {called: {number: int}}
    initial: open
    states:
      open: {on: {called: {}}, after: {30d: closed}}
      closed: {type: final}
    """

  private func story(_ rig: Rig, _ servers: ReplicatedServers) async throws {
    for number in 0..<200 { try await rig.open("alarm", "\(number)", input: ["who": .string("ana\(number)@a.example")]) }
    let desk = try await rig.open("desk", "desk")
    try await rig.settle()
    let caller = Caller(store: try rig.ownStore(), desk: desk, at: rig.now)
    async let said = caller.callUntilTold()
    await rig.jump(to: "02 10:00")
    try await rig.until("work is under way") { rig.post.all.count >= 20 && caller.saidCount >= 20 }
    try await servers.killPrimary()
    let saidBefore = caller.saidCount
    try await rig.until("both executors noticed") { rig.news.troubles.count { $0.retry == .unreachable } >= 2 }
    try await servers.promoteStandby()
    let promoted = MonotonicClock.milliseconds()
    let sent = rig.post.all.count
    try await rig.until("mails go out again") { rig.post.all.count > sent || rig.post.all.count >= 200 }
    let waited = MonotonicClock.milliseconds() - promoted
    try await rig.until("the caller got through again") { caller.saidCount > saidBefore + 1 }
    caller.stop()
    let committed = await said
    try await rig.advance(to: "02 11:00")
    print("fail-over: at work again \(waited) ms after the promotion; \(committed.count) events were said to be committed")
    #expect(waited < Self.secondsMax * 1_000)
    let kept = Set(try await rig.store.inbox(of: desk).filter { $0.step != nil }.map(\.event.key))
    #expect(committed.filter { !kept.contains($0) }.isEmpty, "what was committed is there, and read")
    #expect(try await rig.store.instances(InstanceFilter(workflow: "alarm", statuses: [.completed])).count == 200)
    #expect(try await rig.store.parts(PartFilter(statuses: [.delivered])).count == 200)
    // What was on the wire when the primary died may have gone twice.
    #expect(rig.post.all.count <= 200 + 2 * 4)
  }

  /// An executor asks again every few seconds; the rest is for a machine that does much else.
  private static let secondsMax: Int64 = 15
}

/// Says one event after the other, and notes which of them the store took.
private final class Caller: Sendable {
  private let store: ProbedStore
  private let desk: InstanceID
  private let at: Instant
  private let said = Mutex<[String]>([])
  private let isOver = Mutex(false)

  init(store: ProbedStore, desk: InstanceID, at: Instant) {
    (self.store, self.desk, self.at) = (store, desk, at)
  }

  var saidCount: Int { said.withLock { $0.count } }

  func stop() { isOver.withLock { $0 = true } }

  /// Those that were taken; what broke on the way is not said again.
  func callUntilTold() async -> [String] {
    var number = 0
    while !isOver.withLock({ $0 }) {
      number += 1
      let key = "call/\(number)"
      let event = InboxEvent(
        instance: desk, key: key, at: at, event: .occurred(name: "called", data: ["number": .int(Int64(number))], by: nil))
      var pauseSeconds = 0.005
      do {
        _ = try await store.append(event)
        said.withLock { $0.append(key) }
      } catch {
        // The primary is dead, or its answer was lost: nothing was promised, and whoever calls again waits a little.
        pauseSeconds = 0.2
      }
      await TestClock().pause(seconds: pauseSeconds)
    }
    return said.withLock { $0 }
  }
}
