/// What type variables stand for, found while overloads and literals are matched.
///
/// The rules are those of cel-go's checker: a variable takes the first type that it meets and widens to `dyn` where a later
/// one is less specific.
struct Substitution {
  private var types: [String: CELType] = [:]
  private var freshCount = 0

  /// A variable that stands for nothing yet.
  mutating func freshVariable() -> CELType {
    freshCount += 1
    return .parameter("%\(freshCount)")
  }

  /// The types with their parameters replaced by fresh variables, the same for the same name.
  mutating func instantiate(_ types: [CELType]) -> [CELType] {
    var names: [String: CELType] = [:]
    return types.map { instantiate($0, &names) }
  }

  private mutating func instantiate(_ type: CELType, _ names: inout [String: CELType]) -> CELType {
    if case .parameter(let name) = type {
      if let known = names[name] { return known }
      let fresh = freshVariable()
      names[name] = fresh
      return fresh
    }
    var result = type
    for parameter in type.parameters where parameter.hasParameter {
      result = type.mapParameters { instantiate($0, &names) }
      break
    }
    return result
  }

  /// Whether values of `type` may stand where `target` is wanted; if so, variables are bound as that needs.
  mutating func isAssignable(_ type: CELType, to target: CELType) -> Bool {
    isAssignable([type], to: [target])
  }

  mutating func isAssignable(_ types: [CELType], to targets: [CELType]) -> Bool {
    guard types.count == targets.count else { return false }
    let before = self.types
    for (type, target) in zip(types, targets) where !matches(type, target) {
      self.types = before
      return false
    }
    return true
  }

  /// The type with what its variables stand for; open ones become `dyn` if `isFinal`.
  func resolve(_ type: CELType, isFinal: Bool = false) -> CELType {
    if case .parameter(let name) = type {
      if let bound = types[name] { return resolve(bound, isFinal: isFinal) }
      return isFinal ? .dyn : type
    }
    return type.mapParameters { resolve($0, isFinal: isFinal) }
  }

  private mutating func matches(_ type: CELType, _ target: CELType) -> Bool {
    if case .parameter(let name) = target {
      let wasBound = types[name] != nil
      if bind(name, to: type) { return true }
      if wasBound { return false }
    }
    if case .parameter(let name) = type { return bind(name, to: target) }
    if type.isDynOrError || target.isDynOrError { return true }
    if type == .null { return target.takesNull }
    if target == .null { return type.takesNull }
    switch (type, target) {
    case (.type, .type): return true
    case (.list, .list), (.map, .map), (.optional, .optional), (.opaque, .opaque):
      guard type.name == target.name, type.parameters.count == target.parameters.count else { return false }
      for (part, targetPart) in zip(type.parameters, target.parameters) where !matches(part, targetPart) { return false }
      return true
    default: return type == target
    }
  }

  private mutating func bind(_ name: String, to type: CELType) -> Bool {
    let variable = CELType.parameter(name)
    if type == variable { return true }
    if let bound = types[name] {
      if type == bound { return true }
      guard matches(type, bound) else { return false }
      let general = Self.moreGeneral(type, bound)
      if !refers(general, to: variable) { types[name] = general }
      return true
    }
    guard !refers(type, to: variable) else { return false }
    types[name] = type
    return true
  }

  private func refers(_ type: CELType, to variable: CELType) -> Bool {
    if type == variable { return true }
    if case .parameter(let name) = type { return types[name].map { refers($0, to: variable) } ?? false }
    return type.parameters.contains { refers($0, to: variable) }
  }

  /// Of two types that go together, the one that says less.
  static func moreGeneral(_ first: CELType, _ second: CELType) -> CELType {
    if first == .null { return second }
    if second == .null { return first }
    return isEqualOrLessSpecific(first, second) ? first : second
  }

  private static func isEqualOrLessSpecific(_ first: CELType, _ second: CELType) -> Bool {
    if first == .dyn { return true }
    if case .parameter = first { return true }
    if second == .dyn { return false }
    if case .parameter = second { return false }
    switch (first, second) {
    case (.type, .type): return true
    case (.list, .list), (.map, .map), (.optional, .optional), (.opaque, .opaque):
      return first.name == second.name && first.parameters.count == second.parameters.count
        && zip(first.parameters, second.parameters).allSatisfy { isEqualOrLessSpecific($0, $1) }
    default: return first == second
    }
  }
}

extension CELType {
  fileprivate var hasParameter: Bool {
    if case .parameter = self { return true }
    return parameters.contains { $0.hasParameter }
  }
}
