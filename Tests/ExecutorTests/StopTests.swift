import CEL
import Calendar
import Channel
import Executor
import Store
import StoreProbe
import Synchronization
import Testing

/// Executors that are told to stop.
@Suite struct StopTests {
  @Test(arguments: StoreKind.allCases)
  func `stop finishes what is under way and begins nothing else`(kind: StoreKind) async throws {
    let gate = Gate()
    let channel = try await Wire.mail()
    channel.before.withLock {
      $0 = { _ in
        await gate.pass(); return nil
      }
    }
    try await Rig.run(
      kind,
      Setup(
        RecipientTests.notes,
        edit: {
          $0.channels = [channel]; $0.executors = 0
        })
    ) { rig in
      let executor = rig.hire()
      let people: [Value] = (1...6).map { .string("p\($0)@stop.example") }
      let id = try await rig.open("notes", input: ["to": .list(people)])
      try await rig.send("note", to: id)
      try await gate.reached(2)
      await executor.stop()
      gate.open()
      await rig.dismiss(executor)
      #expect(try await rig.messages().count { $0.hasSuffix("delivered") } == 2)
      // Nobody has to wait for a lease of a minute.
      rig.hire()
      try await rig.settle()
      #expect(try await rig.messages().allSatisfy { $0.hasSuffix("delivered") })
      #expect(channel.all.count == 6)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `what was sent and cannot be settled is not given back as unsent`(kind: StoreKind) async throws {
    let channel = try await Wire.mail()
    try await Rig.run(
      kind,
      Setup(
        LadderTests.alarm,
        edit: {
          $0.channels = [channel]; $0.settings.leaseSeconds = 3
        })
    ) { rig in
      try await rig.open("alarm", input: ["who": "ana@unsettled.example"])
      try await rig.settle()
      let refusals = Mutex(2)
      rig.store.before.withLock {
        $0 = { verb throws(StoreError) in
          guard verb == .settle else { return }
          let isRefused = refusals.withLock { left in
            left -= 1
            return left >= 0
          }
          if isRefused { throw StoreError(retry: .never, message: "the store does not take it") }
        }
      }
      try await rig.advance(to: "02 10:05")
      #expect(try await rig.messages() == ["02 10:00 ana@unsettled.example alarm/tell delivered 2x"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `what takes longer than patience is cut off, and found by the others`(kind: StoreKind) async throws {
    let channel = try await Wire.mail()
    let stalls = Mutex(true)
    channel.before.withLock {
      $0 = { _ in
        guard stalls.withLock({ $0 }) else { return nil }
        // As a transfer that heeds being cancelled.
        await TestClock().pause(seconds: 30)
        return .uncertain(Answer(text: "broken off"))
      }
    }
    try await Rig.run(
      kind,
      Setup(
        LadderTests.alarm,
        edit: {
          $0.channels = [channel]; $0.executors = 0
        })
    ) { rig in
      let executor = rig.hire { $0.graceSeconds = 0.1 }
      try await rig.open("alarm", input: ["who": "ana@stop.example"])
      try await rig.settle()
      await rig.jump(to: "02 10:00")
      try await rig.until("the mail is on the wire") { !channel.all.isEmpty }
      await rig.dismiss(executor)
      #expect(try await rig.messages() == ["02 10:00 ana@stop.example alarm/tell pending"])
      stalls.withLock { $0 = false }
      rig.hire()
      try await rig.advance(to: "02 10:05")
      #expect(try await rig.messages() == ["02 10:00 ana@stop.example alarm/tell delivered 2x"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `leases are kept until the last delivery is over, also while stopping`(kind: StoreKind) async throws {
    let gate = Gate()
    let channel = try await Wire.mail()
    channel.before.withLock {
      $0 = { _ in
        await gate.pass(); return nil
      }
    }
    try await Rig.run(
      kind,
      Setup(
        LadderTests.alarm,
        edit: {
          $0.channels = [channel]; $0.executors = 0
        })
    ) { rig in
      let renewals = Mutex(0)
      rig.store.after.withLock { hook in
        hook = { @Sendable verb async throws(StoreError) in if verb == .renew { renewals.withLock { $0 += 1 } } }
      }
      let executor = rig.hire { $0.leaseSeconds = 2 }
      try await rig.open("alarm", input: ["who": "ana@stop.example"])
      try await rig.settle()
      await rig.jump(to: "02 10:00")
      try await gate.reached()
      await executor.stop()
      let before = renewals.withLock { $0 }
      try await rig.until("leases are renewed") { renewals.withLock { $0 } > before + 2 }
      gate.open()
      await rig.dismiss(executor)
      #expect(try await rig.messages() == ["02 10:00 ana@stop.example alarm/tell delivered"])
    }
  }
}
