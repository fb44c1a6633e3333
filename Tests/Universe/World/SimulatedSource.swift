import CEL
import Simulator
import Source

/// A system that is asked for rows: slow, down, or not saying all; it forgets rows as the partners mend them.
struct SimulatedSource: Source {
  let name = "books/rows"
  let host: Host
  let faults: Faults

  func ask(_ request: SourceRequest) async -> SourceOutcome {
    let scheduler = faults.scheduler
    guard !host.isGone else { return .failed(SourceFailure(text: "the universe is over", retry: .never)) }
    let isTroubled = !faults.isCalm && scheduler.dice.happens(faults.plan.wireTrouble)
    await scheduler.rest(seconds: (isTroubled ? 80 : 2) * scheduler.dice.fraction(), of: host)
    let chance = scheduler.dice.fraction()
    if isTroubled, chance < 0.4 { return .failed(SourceFailure(text: "busy", retry: .later(afterSeconds: chance < 0.1 ? 20 : nil))) }
    if isTroubled, chance < 0.5 { return .failed(SourceFailure(text: "no such month", retry: .never)) }
    let rows: [Value] = (1...4).compactMap { number in
      scheduler.dice.happens(0.6) ? ["id": .string("\(number)"), "name": .string("row \(scheduler.dice.number(in: 1...3))")] : nil
    }
    return .answered(
      SourceAnswer(data: ["rows": .list(rows)], complete: !isTroubled || chance < 0.8, rows: rows.count, pages: 1))
  }
}
