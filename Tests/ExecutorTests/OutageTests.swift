import CEL
import Calendar
import Channel
import EmbeddedPostgres
import Executor
import Machine
import Store
import StoreProbe
import Synchronization
import TestSupport
import Testing

/// A store in trouble: what was said to be done is done, and what was not is done later.
@Suite struct OutageTests {
  @Test func `a full disk is waited for`() async throws {
    try await Rig.run(.postgres, Setup(LadderTests.ladder)) { rig in
      let id = try await rig.open("ladder")
      try await rig.settle()
      try await rig.sql(
        """
        CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
        CREATE TRIGGER no_room BEFORE INSERT ON history FOR EACH ROW EXECUTE FUNCTION no_room()
        """)
      try await rig.send("acknowledged", to: id)
      try await rig.until("the executor met the full disk thrice") { rig.news.troubles.count { $0.sqlstate == "53100" } > 2 }
      #expect(try await rig.state(id) == "chasing.notified")
      try await rig.sql("DROP TRIGGER no_room ON history")
      try await rig.settle()
      #expect(try await rig.state(id) == "chasing.acknowledged")
      #expect(try await rig.story(of: id).count == 2)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a channel that comes up is not kept waiting by messages that nobody wants any more`(kind: StoreKind) async throws {
    let channel = try await Wire.mail()
    let isDown = Mutex(true)
    channel.before.withLock { $0 = { _ in isDown.withLock { $0 } ? .unavailable(Answer(text: "no route")) : nil } }
    try await Rig.run(
      kind,
      Setup(
        LadderTests.ladder,
        edit: {
          $0.channels = [channel]; $0.settings.channelProbeSeconds = 4
        })
    ) { rig in
      var solved: [InstanceID] = []
      for number in 0..<12 { solved.append(try await rig.open("ladder", "solved \(number)")) }
      try await rig.until("the channel is known to be down") { try await rig.store.channels().contains(where: \.isDown) }
      for id in solved { try await rig.send("repaired", to: id) }
      await rig.jump(to: "02 09:01")
      try await rig.open("ladder", "wanted")
      isDown.withLock { $0 = false }
      // One message a probe would take the better part of a minute.
      try await rig.until("the one that is wanted has gone") {
        try await rig.store.parts(PartFilter(statuses: [.delivered])).map(\.key) == ["wanted"]
      }
      try await rig.settle()
    }
  }

  @Test func `a database that is cut off under load loses nothing that was said to be done`() async throws {
    let folder = try EmbeddedFolder.make()
    let server = try await folder.join()
    let target = try await server.connectionString
    let setup = Setup(LadderTests.alarm) {
      $0.server = target
      $0.executors = 2
    }
    do {
      try await Rig.run(.postgres, setup) { rig in
        for number in 0..<200 {
          try await rig.open("alarm", "\(number)", input: ["who": .string("ana\(number)@a.example")])
        }
        try await rig.settle()
        await rig.jump(to: "02 10:00")
        for pause in [20, 60] {
          try await rig.until("\(pause) mails are sent") { rig.post.all.count >= pause }
          try await server.stopImmediate()
          try await server.revive()
        }
        try await rig.advance(to: "02 11:00")
        #expect(try await rig.store.instances(InstanceFilter(statuses: [.completed])).count == 200)
        #expect(try await rig.store.parts(PartFilter(statuses: [.delivered])).count == 200)
        let told = rig.news.all.reduce(into: Set<InstanceID>()) { told, news in
          if case .stepped(let instance, let record, _) = news, record.number == 2 { told.insert(instance.id) }
        }
        #expect(told.count > 100)
        // A mail on the wire at the cut may have gone twice; never more than there are connections and cuts.
        #expect(rig.post.all.count <= 200 + 2 * 2 * 4)
      }
    } catch {
      try await server.leave()
      throw error
    }
    try await server.leave()
  }

  /// A mail goes once, though the store's answer to one verb is lost, or it cannot be reached for it.
  private func lose(
    _ kind: StoreKind, _ verb: ProbedStore.Verb, isDone: Bool, times: Int = 1, attempts: Int = 1
  ) async throws {
    try await Rig.run(kind, Setup(LadderTests.alarm)) { rig in
      try await rig.open("alarm", input: ["who": "ana@a.example"])
      try await rig.settle()
      let left = Mutex(times)
      let hook: ProbedStore.Hook = { met async throws(StoreError) in
        guard met == verb else { return }
        let isLost = left.withLock { left in
          left -= 1
          return left >= 0
        }
        if isLost { throw StoreError(retry: .unreachable, message: "the connection broke") }
      }
      if isDone {
        rig.store.after.withLock { $0 = hook }
      } else {
        rig.store.before.withLock { $0 = hook }
      }
      try await rig.advance(to: "02 10:10")
      try await rig.until("the losses are over") { left.withLock { $0 } <= 0 }
      try await rig.settle()
      #expect(try await rig.messages() == ["02 10:00 ana@a.example alarm/tell delivered" + (attempts == 1 ? "" : " \(attempts)x")])
      #expect(rig.post.all.count == 1)
    }
  }

  @Test(
    arguments: StoreKind.allCases,
    [
      (ProbedStore.Verb.claim, false), (.claim, true), (.check, false), (.markSending, false), (.markSending, true), (.settle, false),
      (.settle, true), (.stepDue, true), (.heartbeat, false), (.shards, false), (.channels, false), (.sweep, false),
    ] as [(ProbedStore.Verb, Bool)])
  func `a lost connection costs neither a mail nor a second one`(kind: StoreKind, loss: (verb: ProbedStore.Verb, isDone: Bool)) async throws
  {
    try await lose(kind, loss.verb, isDone: loss.isDone, times: loss.isDone ? 1 : 3)
  }

  @Test(arguments: StoreKind.allCases)
  func `a mail counts as delivered though its channel cannot be noted as up`(kind: StoreKind) async throws {
    let channel = try await Wire.mail()
    channel.before.withLock { $0 = { _ in .unavailable(Answer(text: "nobody listens")) } }
    try await Rig.run(kind, Setup(LadderTests.alarm, edit: { $0.channels = [channel] })) { rig in
      try await rig.open("alarm", input: ["who": "ana@a.example"])
      try await rig.settle()
      await rig.jump(to: "02 10:00")
      try await rig.until("the channel is down") { try await !rig.openIncidents().isEmpty }
      let left = Mutex(3)
      rig.store.before.withLock { hook in
        hook = { @Sendable verb async throws(StoreError) in
          guard verb == .channelUp else { return }
          let isLost = left.withLock { left in
            left -= 1
            return left >= 0
          }
          if isLost { throw StoreError(retry: .unreachable, message: "the connection broke") }
        }
      }
      channel.before.withLock { $0 = nil }
      try await rig.until("the incident is closed") { try await rig.openIncidents().isEmpty }
      try await rig.settle()
      #expect(channel.all.count { $0.outcome?.isDelivered ?? false } == 1)
      #expect(try await rig.messages() == ["02 10:00 ana@a.example alarm/tell delivered"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an installation of another generation is left alone`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(LadderTests.ladder)) { rig in
      let id = try await rig.open("ladder")
      try await rig.settle()
      rig.store.clockEdit.withLock {
        $0 = { reading in
          var restored = reading
          restored.epoch += 1
          return restored
        }
      }
      try await rig.until("it says so") { rig.news.all.contains { if case .wrongEpoch = $0 { true } else { false } } }
      try await rig.send("acknowledged", to: id)
      let looks = Mutex(0)
      rig.store.after.withLock { hook in
        hook = { @Sendable verb async throws(StoreError) in if verb == .clock { looks.withLock { $0 += 1 } } }
      }
      try await rig.until("it looked again and again") { looks.withLock { $0 } > 10 }
      #expect(try await rig.instance(id).step == 1)
      #expect(rig.news.all.count { if case .wrongEpoch = $0 { true } else { false } } == 1)
      rig.store.clockEdit.withLock { $0 = nil }
      try await rig.settle()
      #expect(try await rig.instance(id).step == 2)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `after an outage a mail and its calendar entry name the deadline that stands, not the one that was planned`(
    kind: StoreKind
  ) async throws {
    let late = """
      workflow: late
      timezone: Europe/Berlin
      initial: notified
      states:
        notified: {entry: [note], at: {'timestamp("2026-03-03T09:00:00+01:00")': reminded}}
        reminded:
          entry: [note]
          every: [{cron: "30 7 * * *", actions: [look]}]
          at: {'timestamp("2026-03-04T09:00:00+01:00")': over}
        over: {type: final, entry: [note]}
      actions:
        look: {log: asked again}
        note: {email: {template: late/note, to: '"ana@late.example"', deadline: 'instance.?nextDue'}}
      """
    let words = "${has(instance.nextDue) ? format(instance.nextDue, 'dd HH:mm') : 'nothing more'}"
    try await Rig.run(
      kind,
      Setup(
        late, edit: { $0.templates["late/note.html"] = "<html><head><title>Note</title></head><body><p>By \(words).</p></body></html>" })
    ) { rig in
      try await rig.open("late")
      try await rig.settle()
      await rig.jump(to: "05 12:00")
      try await rig.settle()
      try await rig.advance(to: "06 09:00")
      let mails = rig.post.all.map { String(decoding: $0.bytes, as: UTF8.self) }
      #expect(mails.map { $0.firstMatch(of: /By ([^.]*)\./).map { String($0.1) } ?? "" } == ["03 09:00", "05 13:00", "nothing more"])
      let entries = rig.post.all.compactMap { attempt -> String? in
        guard case .mail(let mail) = attempt.part.body else { return nil }
        return mail.attachments.first.map { String(decoding: $0.bytes, as: UTF8.self) }
      }
      let dates = entries.map { $0.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("DTSTART") || $0.hasPrefix("METHOD") } }
      #expect(
        dates == [
          ["METHOD:PUBLISH", "DTSTART:20260303T080000Z"], ["METHOD:PUBLISH", "DTSTART:20260305T120000Z"],
          ["METHOD:CANCEL", "DTSTART:20260305T120000Z"],
        ])
    }
  }
}
