package import Channel
package import Executor
package import Machine
package import Source
package import Store
package import Workflow

/// What a simulation takes over from an installation: its workflows, people and the forms of its messages. Nothing in it is
/// sent to, and nothing is asked but the sources that are named.
package struct SimulatedInstallation: Sendable {
  /// A workflow as it would be deployed.
  package struct Deployable: Sendable {
    package var closure: DefinitionClosure
    package var definition: Workflow.Definition

    package init(closure: DefinitionClosure, definition: Workflow.Definition) {
      self.closure = closure
      self.definition = definition
    }
  }

  /// Part of ids and Message-IDs, so that a simulated mail has the bytes of the real one.
  package var name: String
  package var domain: String
  package var workflows: [Deployable]
  package var loader: any DefinitionLoader
  package var live: Live
  /// Channels by whose rules messages are composed; they are never sent with.
  package var forms: [any Channel]
  /// Sources that may be asked in earnest, by question.
  package var sources: [String: any Source]
  /// For `answers:`; without it mails and cards hold no links.
  package var links: (any AnswerLinkMaker)?
  /// For `attach:`; without it rows go as CSV.
  package var workbooks: (any WorkbookWriter)?
  /// In which everybody reads mails, whatever contacts say; nil: each in their own.
  package var language: String?

  package init(
    name: String, domain: String, workflows: [Deployable], loader: any DefinitionLoader, live: Live, forms: [any Channel],
    sources: [String: any Source] = [:]
  ) {
    self.name = name
    self.domain = domain
    self.workflows = workflows
    self.loader = loader
    self.live = live
    self.forms = forms
    self.sources = sources
  }

  package var channelNames: [String] { forms.map(\.name) }

  package func workflow(_ name: String) -> Deployable? { workflows.first { $0.definition.name == name } }

  /// A workflow and all that it starts, directly or not.
  package func family(of name: String) -> [Deployable] {
    var found: [Deployable] = []
    var wanted = [name]
    while let next = wanted.popLast() {
      guard !found.contains(where: { $0.definition.name == next }), let one = workflow(next) else { continue }
      found.append(one)
      wanted += one.definition.startedWorkflows
    }
    return found.sorted { $0.definition.name < $1.definition.name }
  }
}

extension Workflow.Definition {
  /// The workflows that its actions start.
  package var startedWorkflows: [String] {
    states.flatMap { state in
      let answers = (state.invocations + state.timers.compactMap(\.invocation)).flatMap { $0.onDone + $0.onError }
      let transitions = state.on.flatMap(\.transitions) + state.always + state.timers.flatMap(\.transitions) + answers
      return (state.entry + state.exit + state.initialActions + transitions.flatMap(\.actions)).flatMap(\.startedWorkflows)
    }
  }

  /// The questions that its states ask, and those of the rows that its starts watch.
  package var questions: [String] {
    states.flatMap { $0.invocations + $0.timers.compactMap(\.invocation) }.map(\.source) + starts.compactMap(\.watch).map(\.source)
  }
}

extension Action {
  fileprivate var startedWorkflows: [String] {
    switch kind {
    case .start(let start): [start.workflow]
    case .forEach(_, _, _, let actions): actions.flatMap(\.startedWorkflows)
    default: []
    }
  }
}
