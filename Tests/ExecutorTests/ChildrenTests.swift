import CEL
import Machine
import Store
import StoreProbe
import Synchronization
import Testing

/// Parents that start instances and end when all of these have.
@Suite struct ChildrenTests {
  static let month = """
    workflow: month
    owner: contacts.lead
    timezone: Europe/Berlin
    input: {partners: list(string)}
    initial: chasing
    states:
      chasing:
        entry:
          - forEach: {partner: input.partners}
            start:
              workflow: partner
              key: 'instance.key + "/" + partner'
              input: {name: partner}
        always: {guard: 'children.all(c, c.ended)', target: reported}
        on: {redrive: {target: chasing, reenter: true}}
        after: {60d: reported}
      reported: {type: final, entry: [report]}
    actions:
      report: {email: {template: month/report, to: contacts.lead}}
    """

  static let partner = """
    workflow: partner
    owner: contacts.lead
    timezone: Europe/Berlin
    input: {name: string}
    initial: asked
    states:
      asked:
        always: {guard: 'input.name == "quick"', target: done}
        on: {fixed: done}
        after: {30d: done}
      done: {type: final, outcome: fixed}
    """

  private func id(_ partner: String) -> InstanceID {
    InstanceID(installation: Rig.installation, workflow: "partner", key: "03/\(partner)", run: 1)
  }

  private func open(_ rig: Rig, _ partners: [Value]) async throws -> InstanceID {
    try await rig.open("month", "03", input: ["partners": .list(partners)])
  }

  @Test(arguments: StoreKind.allCases)
  func `a month without any partner ends at once`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.month, Self.partner)) { rig in
      let month = try await open(rig, [])
      try await rig.settle()
      #expect(try await rig.story(of: month) == ["02 09:00 @started  -> reported"])
      #expect(try await rig.messages() == ["02 09:00 lead@tocsin.example month/report delivered"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a child that ends in its first step does not end a parent whose others are not opened yet`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.month, Self.partner)) { rig in
      let gate = Gate()
      rig.store.opening.withLock {
        $0 = { opening in
          if ["03/ana", "03/ben"].contains(opening.instance.key) { await gate.pass() }
        }
      }
      let parent = try await open(rig, ["quick", "ana", "ben"])
      try await rig.until("the quick child ended and was told of") {
        try await rig.instance(parent).children.contains { $0.isEnded }
      }
      #expect(try await rig.state(parent) == "chasing")
      gate.open()
      try await rig.settle()
      #expect(try await rig.instance(parent).children.map(\.isEnded) == [true, false, false])
      try await rig.send("fixed", to: id("ana"))
      try await rig.settle()
      #expect(try await rig.state(parent) == "chasing")
      try await rig.send("fixed", to: id("ben"))
      try await rig.settle()
      #expect(try await rig.state(parent) == "reported")
      #expect(try await rig.messages().count == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a redrive into the state that starts the children starts none twice, and waits for all`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.month, Self.partner)) { rig in
      let month = try await open(rig, ["ana", "ben"])
      try await rig.settle()
      try await rig.send("fixed", to: id("ana"))
      try await rig.settle()
      try await rig.send("redrive", to: month)
      try await rig.advance(to: "03 09:00")
      #expect(try await rig.state(month) == "chasing")
      #expect(try await rig.store.instances(InstanceFilter(workflow: "partner")).map(\.run) == [1, 1])
      try await rig.send("fixed", to: id("ben"))
      try await rig.settle()
      #expect(try await rig.state(month) == "reported")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a child that is running already is adopted, and tells its new parent`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.month, Self.partner)) { rig in
      try await rig.open("partner", "03/ana", input: ["name": "ana"])
      try await rig.settle()
      let month = try await open(rig, ["ana"])
      try await rig.settle()
      #expect(try await rig.state(month) == "chasing")
      try await rig.send("fixed", to: id("ana"))
      try await rig.settle()
      #expect(try await rig.state(month) == "reported")
      #expect(try await rig.instance(month).children.map(\.outcome) == ["fixed"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a child that ended before it was adopted counts as ended`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.month, Self.partner)) { rig in
      try await rig.open("partner", "03/quick", input: ["name": "quick"])
      try await rig.settle()
      let month = try await open(rig, ["quick"])
      try await rig.settle()
      #expect(try await rig.state(month) == "reported")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `every parent of a child is told of its end`(kind: StoreKind) async throws {
    let quarter = Self.month.replacing("workflow: month\n", with: "workflow: quarter\n")
    try await Rig.run(kind, Setup(Self.month, quarter, Self.partner)) { rig in
      let month = try await open(rig, ["ana"])
      let other = try await rig.open("quarter", "03", input: ["partners": ["ana"]])
      try await rig.settle()
      try await rig.send("fixed", to: id("ana"))
      try await rig.settle()
      #expect(try await rig.state(month) == "reported")
      #expect(try await rig.state(other) == "reported")
      let late = try await rig.open("quarter", "03", input: ["partners": ["ana"]], again: true)
      try await rig.settle()
      #expect(late != other)
      #expect(try await rig.state(late) == "reported")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `the end of a parent leaves its children alone`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.month.replacing("after: {60d: reported}", with: "after: {1d: reported}"), Self.partner)) { rig in
      let month = try await open(rig, ["ana"])
      try await rig.advance(to: "04 09:00")
      #expect(try await rig.instance(month).status == .completed)
      #expect(try await rig.state(id("ana")) == "asked")
      try await rig.send("fixed", to: id("ana"))
      try await rig.settle()
      #expect(try await rig.story(of: month).last == "04 09:00 @child reported -> reported (recorded)")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a child whose workflow was never deployed is an incident, and opens when it is`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.month)) { rig in
      let month = try await open(rig, ["quick"])
      try await rig.settle()
      #expect(
        try await rig.openIncidents() == [
          "effect month/03: An instance was not opened: the workflow partner was never deployed"
        ])
      try await rig.deploy(Self.partner)
      let failed = try #require(try await rig.parts(of: month, channel: "start").first)
      try await rig.redrive(failed.part.id)
      try await rig.settle()
      #expect(try await rig.state(month) == "reported")
      #expect(try await rig.openIncidents().isEmpty)
    }
  }
}
