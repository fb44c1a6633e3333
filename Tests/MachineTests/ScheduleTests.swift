import CEL
import Calendar
import Machine
import Testing
import Workflow

@Suite struct `Schedules` {
  /// Drives `flow/@start.0`; what each event caused is its rounds (`key@now`), what it passed over, and the next time.
  struct Round {
    let flow: Flow
    var instance: Instance

    init(_ trigger: Start.Trigger, catchUp: Start.CatchUp = .last, zone: String = "Europe/Berlin") throws {
      let builder = FlowBuilder(input: [], data: [], items: nil)
      let start = Start(
        trigger: trigger, key: try builder.expression("string(now)"),
        input: [Assignment(name: "run", value: try builder.expression("string(now)"))], catchUp: catchUp, again: .always, place: .test)
      flow = try Flow(input: [try .init("run", .timestamp)], starts: [start], zone: zone, [S("a")])
      instance = Instance(
        id: InstanceID(high: 0, low: 1), workflow: "flow", key: Schedule.key(0), run: 1, hash: flow.definition.hash, openedAt: .epoch,
        input: .map(ValueMap()))
    }

    mutating func step(_ event: Event, now: String, wall: String, number: Int = 0) throws -> String {
      let zone = flow.definition.zone
      let moment = Moment(now: try Self.instant(now, zone), wall: try Self.instant(wall, zone))
      let live = Live(contacts: .null, settings: .null)
      let step = try Schedule.step(Machine(installation: "test"), flow.definition, number, instance, event, moment, live)
      instance = step.instance
      var parts = step.effects.map { effect in
        guard case .start(let start) = effect.kind else { return "?" }
        return "opens \(start.key)"
      }
      for case .passedOver(let why) in step.record.changes { parts.append(why) }
      parts.append(instance.timers.map { "next " + Summary.time($0.due, zone) }.first ?? "\(instance.status)")
      return parts.joined(separator: "; ")
    }

    /// The timer that is due, as an executor takes it: at its own time.
    mutating func timer(_ wall: String) throws -> String {
      let timer = try #require(instance.timers.first)
      let zone = flow.definition.zone
      guard timer.due <= (try Self.instant(wall, zone)) else { return "none due" }
      let local = "\(zone.local(timer.due))".split(separator: "T")
      return try step(.timerDue(timer), now: "\(local[0]) \(local[1])", wall: wall)
    }

    /// `02 06:00` of March 2026, or a whole date.
    static func instant(_ text: String, _ zone: Zone) throws -> Instant {
      let words = text.split(separator: " ")
      let date = words[0].count > 2 ? String(words[0]) : "2026-03-\(words[0])"
      return zone.instant(of: try LocalDate(parsing: date), at: try LocalTime(parsing: String(words[1])))
    }
  }

  @Test func `a cron opens an instance at its time, with the scheduled time as now however late`() throws {
    var round = try Round(.cron(try Cron(parsing: "0 6 * * *")))
    #expect(try round.step(.started(items: nil), now: "02 05:00", wall: "02 05:00") == "next 02 06:00")
    #expect(try round.timer("02 05:59") == "none due")
    #expect(try round.timer("02 06:40") == "opens 2026-03-02T05:00:00Z; next 03 06:00")
    #expect(try round.timer("03 06:00") == "opens 2026-03-03T05:00:00Z; next 04 06:00")
  }

  @Test func `of missed times the last runs, and the others are counted`() throws {
    var round = try Round(.cron(try Cron(parsing: "0 6 * * *")))
    _ = try round.step(.started(items: nil), now: "02 05:00", wall: "02 05:00")
    #expect(
      try round.timer("05 12:00")
        == "opens 2026-03-05T05:00:00Z; 3 missed, `catchUp: last`: 2026-03-02T05:00:00Z to 2026-03-04T05:00:00Z; next 06 06:00")
  }

  @Test func `catchUp all runs each in its turn, catchUp none runs none`() throws {
    var all = try Round(.cron(try Cron(parsing: "0 6 * * *")), catchUp: .all)
    _ = try all.step(.started(items: nil), now: "02 05:00", wall: "02 05:00")
    #expect(try all.timer("03 12:00") == "opens 2026-03-02T05:00:00Z; next 03 06:00")
    #expect(try all.timer("03 12:00") == "opens 2026-03-03T05:00:00Z; next 04 06:00")
    #expect(try all.timer("03 12:00") == "none due")
    var none = try Round(.cron(try Cron(parsing: "0 6 * * *")), catchUp: .none)
    _ = try none.step(.started(items: nil), now: "02 05:00", wall: "02 05:00")
    #expect(
      try none.timer("03 12:00") == "2 missed, `catchUp: none`: 2026-03-02T05:00:00Z to 2026-03-03T05:00:00Z; next 04 06:00")
    #expect(try none.timer("04 06:00") == "opens 2026-03-04T05:00:00Z; next 05 06:00")
  }

  @Test func `every counts from the zone's midnight`() throws {
    var half = try Round(.every(try Delay(parsing: "30m")), zone: "Asia/Dhaka")
    #expect(try half.step(.started(items: nil), now: "02 10:07", wall: "02 10:07") == "next 02 10:30")
    #expect(try half.timer("02 10:30") == "opens 2026-03-02T04:30:00Z; next 02 11:00")
    var seven = try Round(.every(try Delay(parsing: "7h")))
    #expect(try seven.step(.started(items: nil), now: "02 20:00", wall: "02 20:00") == "next 02 21:00")
    #expect(try seven.timer("02 21:00") == "opens 2026-03-02T20:00:00Z; next 03 00:00")
    #expect(try seven.timer("03 00:00") == "opens 2026-03-02T23:00:00Z; next 03 07:00")
    var week = try Round(.every(try Delay(parsing: "1w")))
    #expect(try week.step(.started(items: nil), now: "24 10:00", wall: "24 10:00") == "next 31 00:00")
    #expect(try week.timer("31 00:00") == "opens 2026-03-30T22:00:00Z; next 2026-04-07 00:00")
  }

  @Test func `a button opens one instance, and only its own event does`() throws {
    var round = try Round(.on(event: "refresh.requested"))
    #expect(try round.step(.started(items: nil), now: "02 05:00", wall: "02 05:00") == "running")
    let pressed = Event.occurred(name: "refresh.requested", data: .map(ValueMap()), by: "Ana")
    #expect(try round.step(pressed, now: "02 09:00", wall: "02 09:01") == "opens 2026-03-02T08:00:00Z; running")
    let other = Event.occurred(name: "other", data: .map(ValueMap()), by: nil)
    #expect(try round.step(other, now: "02 09:02", wall: "02 09:02") == "this `start` does not wait for `other`; running")
  }

  @Test func `a deploy computes the next time anew and skips nothing that was due`() throws {
    var round = try Round(.cron(try Cron(parsing: "0 6 * * *")))
    _ = try round.step(.started(items: nil), now: "02 05:00", wall: "02 05:00")
    let deployed = Event.deployed(DefinitionHash(text: "1"))
    #expect(try round.step(deployed, now: "02 05:30", wall: "02 05:30") == "next 02 06:00")
    #expect(round.instance.hash == DefinitionHash(text: "1"))
    #expect(try round.step(deployed, now: "02 07:00", wall: "02 07:00") == "next 02 06:00")
    #expect(try round.timer("02 07:00") == "opens 2026-03-02T05:00:00Z; next 03 06:00")
  }

  @Test func `a deploy without that start ends the schedule`() throws {
    var round = try Round(.cron(try Cron(parsing: "0 6 * * *")))
    _ = try round.step(.started(items: nil), now: "02 05:00", wall: "02 05:00")
    #expect(try round.step(.deployed(DefinitionHash(text: "1")), now: "02 05:30", wall: "02 05:30", number: 1) == "completed")
    #expect(round.instance.timers.isEmpty && round.instance.closedAt != nil)
  }

  @Test func `input is typed as declared, and what does not fit is a fault`() throws {
    var round = try Round(.cron(try Cron(parsing: "0 6 * * *")))
    _ = try round.step(.started(items: nil), now: "02 05:00", wall: "02 05:00")
    let timer = try #require(round.instance.timers.first)
    let moment = Moment(now: timer.due, wall: timer.due)
    let live = Live(contacts: .null, settings: .null)
    let step = try Schedule.step(
      Machine(installation: "test"), round.flow.definition, 0, round.instance, .timerDue(timer), moment, live)
    guard case .start(let start)? = step.effects.first?.kind else {
      Issue.record("no start")
      return
    }
    #expect(start.input == ["run": Value(timer.due)])
    #expect(start.again == .always && start.parent == nil && start.at == timer.due && start.workflow == "flow")
  }

  @Test func `a schedule's key says which start it is`() {
    #expect(Schedule.number(ofKey: Schedule.key(3)) == 3)
    #expect(Schedule.number(ofKey: "2026-03") == nil)
  }
}
