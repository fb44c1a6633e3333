import CEL
import Calendar
import Machine
import Store
import Testing

@Suite struct BookTests {
  /// Everything that JSON makes easy to lose.
  private static let odd: Value = [
    "unicode": "ü ß \u{1F514} \u{0065}\u{0301} \u{200B}", "nothing": "", "zero": "a\u{0}b", "quotes": "\"\\/\n\t\u{7}",
    "largest": .int(.max), "smallest": .int(.min), "whole": .double(1), "tenth": .double(0.1), "huge": .double(1e300),
    "no": .null, "empty": [:], "none": [], "nested": [[["deep": [1, [2, [3]]]]]], "z": 1, "a": 2, "m": true,
  ]

  @Test(arguments: StoreKind.allCases)
  func `values come back as they were, maps in their order`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      _ = try await bench.store.open(Fixture.opening("k", input: Self.odd))
      try await bench.step(
        Fixture.id("k"),
        StepScript(
          parts: { effect in
            var part = Fixture.mail(effect)
            part.body = Self.odd
            part.message = MessageReference(number: 3, locals: [Self.odd], template: "t")
            return [part]
          },
          edit: { instance in
            instance.data = Self.odd
            instance.items = [Item(id: "i", isOpen: true, openedAt: Fixture.start, closedAt: nil, fields: Self.odd.map ?? [:])]
          }))
      _ = try await bench.store.append(Fixture.occurred("odd", Fixture.id("k"), data: Self.odd))
      let instance = try #require(try await bench.store.instance(Fixture.id("k")))
      #expect(instance.input == Self.odd)
      #expect(instance.data == Self.odd)
      #expect(instance.data.map?.keys == Self.odd.map?.keys)
      #expect(instance.items.first.map { Value.map($0.fields) } == Self.odd)
      let part = try #require(try await bench.claim().first?.part)
      #expect(part.body == Self.odd)
      #expect(part.message?.locals == [Self.odd])
      #expect(try await bench.store.inbox(of: instance.id).last?.event.data["data"] == Self.odd)
      try await bench.step(instance.id)
      let history = try await bench.store.history(of: instance.id, from: nil, limit: 10)
      #expect(history.last?.event["data"]?["data"] == Self.odd)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a timestamp comes back as the text that JSON makes of it`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let time = try #require(Timestamp("2026-03-02T08:00:00.000001Z"))
      _ = try await bench.store.open(
        Fixture.opening("k", input: ["run": .timestamp(time), "for": .duration(Span(nanoseconds: 60_000_000_000))]))
      let input = try #require(try await bench.store.instance(Fixture.id("k"))?.input)
      #expect(input["run"] == "2026-03-02T08:00:00.000001Z")
      #expect(input["for"]?.string != nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `the history of an instance has no gap, and names what happened`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k")
      for number in 1...5 {
        try await bench.sendNext(id, at: Fixture.at(minutes: number)) { _ in [] }
      }
      let history = try await bench.store.history(of: id, from: nil, limit: 100)
      #expect(history.map(\.step) == Array(1...6))
      #expect(history.map(\.workflow) == Array(repeating: Fixture.workflow, count: 6))
      #expect(try await bench.store.history(of: id, from: Fixture.at(minutes: 3), limit: 2).map(\.step) == [4, 5])
      #expect(try await bench.store.history(of: nil, from: Fixture.at(minutes: 5), limit: 9).map(\.step) == [6])
      #expect(try history[0].record().changes == [.logged("step 1")])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `instances are found by workflow, key, its beginning and status`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      for key in ["2026-02/b", "2026-02/a", "2026-03/a", "2026-02%x"] {
        try await bench.opened(
          key,
          edit: {
            $0.status = key == "2026-03/a" ? .completed : .running; $0.closedAt = nil
          })
      }
      func keys(_ filter: InstanceFilter) async throws -> [String] { try await bench.store.instances(filter).map(\.key) }
      #expect(try await keys(InstanceFilter()) == ["2026-02%x", "2026-02/a", "2026-02/b", "2026-03/a"])
      #expect(try await keys(InstanceFilter(key: "2026-02/*")) == ["2026-02/a", "2026-02/b"])
      #expect(try await keys(InstanceFilter(key: "2026-02%*")) == ["2026-02%x"])
      #expect(try await keys(InstanceFilter(key: "2026-03/a")) == ["2026-03/a"])
      #expect(try await keys(InstanceFilter(workflow: "other")) == [])
      #expect(try await keys(InstanceFilter(statuses: [.completed, .faulted])) == ["2026-03/a"])
      #expect(try await keys(InstanceFilter(limit: 1)) == ["2026-02%x"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `parts are found by instance, channel, recipient and status`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened(
        "k",
        parts: { effect in
          var question = Fixture.mail(effect, part: 2, to: "")
          question.channel = "source/bookings"
          question.message = nil
          return [Fixture.mail(effect, to: "ana"), Fixture.mail(effect, part: 1, to: "ben"), question]
        })
      func parts(_ filter: PartFilter) async throws -> [Int] { try await bench.store.parts(filter).map(\.part.part) }
      #expect(try await parts(PartFilter(instance: id)) == [0, 1])
      #expect(try await parts(PartFilter(instance: id, messagesOnly: false)) == [0, 1, 2])
      #expect(try await parts(PartFilter(channel: "source/bookings", messagesOnly: false)) == [2])
      #expect(try await parts(PartFilter(recipient: "ben")) == [1])
      #expect(try await parts(PartFilter(statuses: [.delivered])) == [])
      #expect(try await parts(PartFilter(limit: 1)) == [1])
      #expect(try await parts(PartFilter(instance: Fixture.id("other"))) == [])
    }
  }
}
