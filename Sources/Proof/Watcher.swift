import Workflow

/// What properties have seen so far: for a `never` whether it is on the watch, for an `always` whether its goal was met.
struct Watch: Hashable {
  var bits: UInt64 = 0

  subscript(number: Int) -> Bool {
    get { bits & (1 << UInt64(number)) != 0 }
    set { bits = newValue ? bits | (1 << UInt64(number)) : bits & ~(1 << UInt64(number)) }
  }
}

/// Looks at what steps do with the eyes of the properties.
struct Watcher {
  let definition: Workflow.Definition
  let properties: [Property]

  /// A bit each.
  static let propertiesMax = 64

  init(_ definition: Workflow.Definition) {
    self.definition = definition
    properties = Array(definition.properties.prefix(Self.propertiesMax))
  }

  /// Before anything has happened.
  var begin: Watch {
    var watch = Watch()
    for (number, property) in properties.enumerated() {
      if case .never(_, let after, _) = property.claim { watch[number] = after.isEmpty }
    }
    return watch
  }

  /// The numbers of properties that are broken on the way.
  func see(_ happenings: [Happening], _ watch: inout Watch) -> [Int] {
    var broken: [Int] = []
    for happening in happenings {
      for (number, property) in properties.enumerated() {
        switch property.claim {
        case .never(let deed, let after, let until):
          if until.contains(where: { matches($0, happening) }) { watch[number] = false }
          if watch[number], matches(deed, happening), !broken.contains(number) { broken.append(number) }
          if after.contains(where: { matches($0, happening) }) { watch[number] = true }
        case .reaches(let states, _):
          if case .entered(let state) = happening, states.contains(state) { watch[number] = true }
        }
      }
    }
    return broken
  }

  private func matches(_ mark: Property.Mark, _ happening: Happening) -> Bool {
    switch (mark, happening) {
    case (.event(let name), .event(let happened)): name == happened
    case (.state(let state), .entered(let entered)): state == entered
    default: false
    }
  }

  private func matches(_ deed: Property.Deed, _ happening: Happening) -> Bool {
    switch (deed, happening) {
    case (.send(let name), .sent(let id, let action)): name == action || name == template(of: id)
    case (.enter(let states), .entered(let state)): states.contains(state)
    case (.start(let name), .started(let workflow)): name == workflow
    default: false
    }
  }

  private func template(_ medium: MessageSpec.Medium) -> String {
    switch medium {
    case .email(let email): email.template
    case .teams(let teams): teams.card
    }
  }

  private func template(of id: MessageID) -> String { template(definition.messages[id.number].medium) }
}
