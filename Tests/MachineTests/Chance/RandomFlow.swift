import CEL
import Workflow

/// Workflows that nobody would write: random trees with parallel states, histories, finals, timers, questions, messages.
struct RandomFlow {
  private var dice: Dice
  private var names: [String] = []

  static let events = ["e0", "e1", "e2", "e3", "done.*"]

  static func make(seed: UInt64) throws -> Flow {
    var maker = RandomFlow(dice: Dice(seed: seed))
    let tree = maker.children(depth: 0)
    let states = tree.map { maker.furnished($0) } + [S("end", .final(nil), entry: ["mail end"])]
    let root = S("", timers: maker.dice.once(in: 4) ? [.after("30d", "end")] : [])
    return try Flow(
      data: [try .init("n", .int, "0"), try .init("at", .timestamp, "now")], items: [try .init("kind", .string, isOptional: true)], states,
      root: root)
  }

  private mutating func children(depth: Int) -> [S] {
    (0..<(2 + dice.below(2))).map { _ in tree(depth: depth) }
  }

  /// The bare tree first: transitions need all the names.
  private mutating func tree(depth: Int) -> S {
    let name = "s\(names.count)"
    names.append(name)
    guard depth < 3, dice.once(in: depth + 2) else { return S(name) }
    let isParallel = dice.once(in: 2)
    var states = children(depth: depth + 1)
    if isParallel { return S(name, .parallel, states) }
    if dice.once(in: 2) {
      let history = "s\(names.count)"
      names.append(history)
      states.append(S(history, .history(isDeep: dice.once(in: 2)), initial: states[0].name))
    }
    if dice.once(in: 3) {
      let final = "s\(names.count)"
      names.append(final)
      states.append(S(final, .final(nil)))
    }
    return S(name, states)
  }

  private mutating func furnished(_ bare: S) -> S {
    var state = bare
    switch bare.kind {
    case .history, .final: return bare
    case .plain, .parallel: break
    }
    state.states = bare.states.map { furnished($0) }
    state.entry = actions([
      "mail m", "mail k keep", "card c if data.n < 3", "log in", "set n = (data.n + 1) % 5", "start kid 'c' + string(data.n)",
    ])
    state.exit = actions(["log out", "mail x", "set n = (data.n + 2) % 5"])
    for event in Self.events where dice.once(in: 3) { state.on.append((event, (0...dice.below(2)).map { _ in transition() })) }
    if dice.once(in: 4) { state.always = ["data.n == \(dice.below(5)) => \(dice.pick(names)) / set n = (data.n + 1) % 5"] }
    state.timers = timers()
    if dice.once(in: 4) { state.asks = [Q("source", input: "data.n", done: transition() + "; items event.data", error: transition())] }
    if dice.once(in: 5) { state.incident = "trouble ${data.n}" }
    return state
  }

  private mutating func actions(_ choices: [String]) -> [String] {
    choices.filter { _ in dice.once(in: 4) }
  }

  private mutating func transition() -> String {
    let condition = dice.once(in: 2) ? "data.n \(dice.pick(["<", ">", "!="])) \(dice.below(5)) => " : ""
    let target = dice.once(in: 5) ? "" : dice.once(in: 20) ? "end" : dice.pick(names) + (dice.once(in: 3) ? " !" : "")
    let moved = "set at = now + duration('\(dice.below(50))h')"
    return condition + target + " / "
      + (dice.once(in: 12) ? "raise e2" : dice.pick(["log t", "set n = (data.n + 1) % 5", "mail t", moved]))
  }

  private mutating func clock() -> String {
    (0...dice.below(3)).map { _ in dice.pick(names) }.joined(separator: ",")
  }

  private mutating func timers() -> [T] {
    var timers: [T] = []
    if dice.once(in: 3) {
      timers.append(.after(dice.pick(["1h", "90m", "2d", "1 business day", "3 business hours", "1mo"]), transition()))
    }
    if dice.once(in: 4) {
      timers.append(
        .computed(
          dice.pick(["data.n < 2 ? duration('1h') : duration('5h')", "duration('30m')", "data.at", "data.at + duration('1h')"]),
          transition())
      )
    }
    if dice.once(in: 3) {
      let delay = dice.pick(["2h", "3 business hours", "45m"])
      timers.append(T.after(delay, transition()).by(clock: clock(), business: dice.once(in: 4)))
    }
    if dice.once(in: 6) {
      timers.append(T.computed("data.n < 3 ? duration('1h') : duration('4h')", transition()).by(clock: clock(), business: dice.once(in: 3)))
    }
    if dice.once(in: 5) { timers.append(.every(dice.pick(["20m", "1d", "1 business day"]), transition())) }
    if dice.once(in: 4) { timers.append(.at(dice.pick(["data.at", "data.at + duration('90m')"]), transition(), skip: dice.once(in: 4))) }
    if dice.once(in: 6) { timers.append(.cron("15 */3 * * *", transition(), ask: Q("hourly", done: "/ items event.data"))) }
    return timers
  }
}

extension T {
  static func cron(_ cron: String, _ transition: String?, ask: Q) -> T { T(schedule: .cron(cron), transition: transition, ask: ask) }
}
