import Machine
package import Workflow

/// What a search through all configurations of a workflow finds. Guards are free choices, so a finding is possible, and what is
/// found nowhere is impossible.
package struct Proof: Sendable {
  package struct Finding: Sendable {
    package var diagnostic: Diagnostic
    /// The way there, as a scenario that `tocsin simulate` plays; nil where there is none to show.
    package var scenario: String?
  }

  package var findings: [Finding]
  package var configurations: Int
  /// False where there are more configurations than are searched.
  package var isComplete: Bool

  /// A workflow that people can think through has some dozens; beyond this its parts are better proved one by one.
  package static let configurationsMax = 4_000

  package init(_ definition: Workflow.Definition, configurationsMax: Int = Proof.configurationsMax) {
    var search = Search(definition, nodesMax: configurationsMax)
    search.run()
    configurations = search.nodes.count
    isComplete = search.isComplete
    let judge = Judge(definition: definition, search: search)
    findings = judge.circles() + judge.violations()
    if isComplete {
      findings += judge.unreachable() + judge.unending() + judge.forgotten() + judge.unreached()
    } else {
      findings.append(judge.tooLarge())
    }
    findings.sort { ($0.diagnostic.place, $0.diagnostic.code) < ($1.diagnostic.place, $1.diagnostic.code) }
  }
}
