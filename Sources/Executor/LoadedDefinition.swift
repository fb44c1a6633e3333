import Machine
package import Store
package import Template
package import Workflow

/// A definition with the templates that it uses, compiled against its types.
package struct LoadedDefinition: Sendable {
  package var definition: Workflow.Definition
  /// By message, for what a template can name depends on the action that sends it.
  package var mails: [MessageID: MailTemplate]
  package var cards: [MessageID: CardTemplate]

  package init(definition: Workflow.Definition, mails: [MessageID: MailTemplate], cards: [MessageID: CardTemplate]) {
    self.definition = definition
    self.mails = mails
    self.cards = cards
  }
}

/// Makes a definition of its stored files; handed in by whoever can read them.
package protocol DefinitionLoader: Sendable {
  /// - Throws: `StepAbandoned` with the reason, safe to show.
  func load(_ closure: DefinitionClosure) throws(StepAbandoned) -> LoadedDefinition
}

/// The definitions that this executor met so far.
package actor DefinitionShelf {
  private let store: any DefinitionStore
  private let loader: any DefinitionLoader
  private var loaded: [DefinitionHash: LoadedDefinition] = [:]

  package init(store: any DefinitionStore, loader: any DefinitionLoader) {
    self.store = store
    self.loader = loader
  }

  /// All of them, for a decision that may not wait.
  package func all() -> [DefinitionHash: LoadedDefinition] { loaded }

  /// - Throws: `StoreError` where the store cannot be asked, `StepAbandoned` where the definition cannot be had.
  package func definition(_ hash: DefinitionHash) async throws -> LoadedDefinition {
    if let known = loaded[hash] { return known }
    guard let closure = try await store.closure(of: hash) else {
      throw StepAbandoned(reason: "the definition \(hash) is not in the store")
    }
    let made = try loader.load(closure)
    loaded[hash] = made
    return made
  }
}
