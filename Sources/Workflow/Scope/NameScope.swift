package import CEL

/// What can be named at one place of a workflow's file, beyond what can be named everywhere in it.
package struct NameScope: Hashable, Sendable {
  /// A `forEach` variable.
  package struct Local: Hashable, Sendable {
    package var name: String
    package var type: CELType

    package init(name: String, type: CELType) {
      self.name = name
      self.type = type
    }
  }

  /// Whether there is an instance to read: not where a start works out key and input of one.
  package var hasInstance: Bool
  /// Nil where nothing has happened that could be read: in a `let`, in a scheduled start.
  package var event: EventShape?
  /// Outermost first; the first is in slot `ScopeSlot.firstLocal`.
  package var locals: [Local]
  /// The type of `row`, in key and input of a start that watches.
  package var row: CELType?

  package init(hasInstance: Bool = true, event: EventShape? = nil, locals: [Local] = [], row: CELType? = nil) {
    self.hasInstance = hasInstance
    self.event = event
    self.locals = locals
    self.row = row
  }

  /// Inside a `forEach` of this scope.
  package func adding(_ local: Local) -> NameScope {
    var scope = self
    scope.locals.append(local)
    return scope
  }
}
