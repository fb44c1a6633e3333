import CEL
import Rules
import Testing
import YAML

@Suite struct `A rule file is checked when it is read` {
  private func book(_ lines: String...) throws -> RuleBook {
    try RuleBook(reading: lines.joined(separator: "\n"), file: "r.yaml")
  }

  private func problems(_ lines: String...) -> [String] {
    do {
      _ = try RuleBook(reading: lines.joined(separator: "\n"), file: "r.yaml")
      return []
    } catch {
      return error.problems.map { "\($0.line):\($0.column) \($0.message)" + ($0.hint.map { " (\($0))" } ?? "") }
    }
  }

  @Test func `ours is in order, and knows every fault that is worth telling apart`() throws {
    #expect(
      try Project.rules().faults == [
        "no-start", "no-end", "end-before-start", "no-energy", "negative-energy", "energy-without-time", "zero-energy", "too-much-power",
        "too-long", "duplicate", "billed-twice", "overlap", "no-tariff", "no-token", "cost-mismatch", "energy-mismatch", "time-mismatch",
      ])
  }

  @Test func `all problems come at once, with their places`() {
    #expect(
      problems(
        "rules: mine", "constants:", "  most: 5 + session.energy", "  half: 0.5", "let:", "  half: 1.0", "  double: session.enrgy * 2.0",
        "falts: []", "faults:", "  - fault: one", "    when: session.energy", "    text: It has ${session.energy} kWh.", "  - fault: one",
        "    when: cdr.count > most", "    text: 'It ${never'", "  - when: true", "    text: x")
        == [
          "3:13 nothing here is called `session`", "6:3 the name `half` is taken",
          "7:18 `session` has no field `enrgy` (did you mean `energy`?)", "8:1 there is no key `falts` here (did you mean `faults`?)",
          "11:11 expected a bool, this is a double", "12:20 double is not text (for a number write `fixed(number, 2)`)",
          "14:23 nothing here is called `most`", "15:15 `${` is never closed (write `}` after the expression)",
          "16:5 `fault` is missing: the name of the fault",
        ])
  }

  @Test func `a name may stand for one rule only`() {
    #expect(
      problems("rules: mine", "faults:", "  - {fault: a, when: 'true', text: x}", "  - {fault: a, when: 'true', text: x}")
        == ["4:13 there are two rules `a`"])
  }

  @Test func `a rule that cannot be asked about a session says so`() throws {
    let book = try book(
      "rules: mine", "faults:", "  - {fault: tenth, when: 10 / cdr.count > 0, text: A tenth.}",
      "  - {fault: paid, when: has(session.cost), text: 'It cost ${fixed(cdr.cost, 2)}.'}")
    let judgements = book.judge(sessions: [try JSON.parse(Bench.session)], now: try time(Bench.now))
    #expect(judgements.map(\.faults) == [["paid"]])
    #expect(judgements.flatMap { $0.troubles.map(\.rule) } == ["tenth", "paid"])
    let text = judgements.first?.booking["faultText"]?.string ?? ""
    #expect(text.hasPrefix("paid. The rule tenth could not be asked: "))
    let silent = book.judge(sessions: [try Bench.changed(Bench.session, #"{"total_cost": null}"#)], now: try time(Bench.now))
    #expect(silent.map(\.faults) == [[]])
    #expect(silent.first?.booking["fault"] == .string(Judgement.notJudged))
  }
}
