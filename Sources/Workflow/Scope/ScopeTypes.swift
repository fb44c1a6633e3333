package import CEL
package import Calendar

/// A `let`: an expression with a name, read afresh wherever the name stands.
package struct NamedExpression: Hashable, Sendable {
  package var name: String
  package var source: String

  package init(name: String, source: String) {
    self.name = name
    self.source = source
  }
}

/// What expressions of a workflow can name, with its types: made once from the declarations, and turned into an environment
/// for each kind of place. Templates are compiled against the same.
package struct ScopeTypes: Sendable {
  package let input: ObjectType
  package let data: ObjectType
  /// Declared fields of a tracked row; nil where none are tracked.
  package let item: ObjectType?
  /// The record types that fields can have: those of the file, of `types/`, and the standard ones.
  package let records: [ObjectType]
  /// Nil where `contacts.yaml` is not known, and so every role goes.
  package let contacts: ContactsType?
  /// The fields of `settings`; nil where they are not known.
  package let settings: ObjectType?
  package let lets: [NamedExpression]
  package let zone: Zone
  package let calendar: BusinessCalendar
  private let shelf = EnvironmentShelf()

  package init(
    input: ObjectType = ObjectType("input", []), data: ObjectType = ObjectType("data", []), item: ObjectType? = nil,
    records: [ObjectType] = [], contacts: ContactsType? = nil, settings: ObjectType? = nil, lets: [NamedExpression] = [],
    zone: Zone = .utc, calendar: BusinessCalendar = .mondayToFriday
  ) {
    self.input = input
    self.data = data
    self.item = item
    self.records = records
    self.contacts = contacts
    self.settings = settings
    self.lets = lets
    self.zone = zone
    self.calendar = calendar
  }

  /// A tracked row as expressions see it: what every row has, then its declared fields.
  package var row: ObjectType? {
    item.map { item in
      ObjectType(
        item.name, StandardTypes.tracked + item.fields.filter { field in !StandardTypes.tracked.contains { $0.name == field.name } })
    }
  }

  /// Every record type that an expression can meet, by name; of `event` only the declared ones.
  package var types: [ObjectType] {
    [input, data] + (row.map { [$0] } ?? []) + records.filter { $0.name != item?.name } + StandardTypes.all
      + [contacts ?? ContactsType(roles: [])].map(\.objectType) + (settings.map { [$0] } ?? [])
  }

  /// All that decides what an expression means at a place of the same scope, so that what was compiled once need not be compiled
  /// again. Zones and calendars by their names: within an installation these mean one thing.
  package struct Meaning: Hashable, Sendable {
    private let objects: [ObjectType?]
    private let records: [ObjectType]
    private let contacts: ContactsType?
    private let lets: [NamedExpression]
    private let zone: String
    private let calendar: String

    fileprivate init(_ types: ScopeTypes) {
      objects = [types.input, types.data, types.item, types.settings]
      (records, contacts, lets) = (types.records, types.contacts, types.lets)
      (zone, calendar) = (types.zone.identifier, types.calendar.name)
    }
  }

  package var meaning: Meaning { Meaning(self) }

  /// What a type is made of, by name: for what is read as declared.
  package func record(of type: CELType) -> ObjectType? {
    guard case .object(let name) = type else { return nil }
    return types.first { $0.name == name }
  }

  /// The functions that mean this workflow's zone, calendar and contacts.
  private var functions: FunctionIndex {
    .standard.adding(CalendarFunctions.table(zone: zone, calendar: calendar)).adding(ContactFunctions.table)
  }
}

extension ScopeTypes {
  /// What can be named at a place of this scope. Variables stand in the order of `ScopeSlot`, then the locals; one that is not
  /// there has a name that nobody can write.
  package func environment(for scope: NameScope) -> Environment {
    shelf.environment(for: scope) {
      // What all places with an instance share, the compiled `let`s above all, is made once.
      let root = NameScope(hasInstance: scope.hasInstance)
      guard scope != root else { return rootEnvironment(root) }
      return environment(for: root).with(variables: variables(in: scope), adding: scope.event?.types ?? [])
    }
  }

  private func rootEnvironment(_ scope: NameScope) -> Environment {
    Environment(
      variables: variables(in: scope), types: types(in: scope), functions: functions,
      definitions: scope.hasInstance ? lets.map { CEL.Definition($0.name, $0.source) } : [])
  }

  private func variables(in scope: NameScope) -> [Variable] {
    let slots = ScopeSlot.allCases.map { slot in
      type(of: slot, in: scope).map { Variable("\(slot)", $0) } ?? Variable("@not-here-\(slot.rawValue)", .dyn)
    }
    return slots + scope.locals.map { Variable($0.name, $0.type) }
  }

  /// Where there is no instance, not even the types of its parts have names.
  private func types(in scope: NameScope) -> [ObjectType] {
    scope.hasInstance ? types : types.filter { ![input.name, data.name, StandardTypes.instance.name].contains($0.name) }
  }

  private func type(of slot: ScopeSlot, in scope: NameScope) -> CELType? {
    switch slot {
    case .input: scope.hasInstance ? .object(input.name) : nil
    case .data: scope.hasInstance ? .object(data.name) : nil
    case .items: scope.hasInstance ? item.map { .list(.object($0.name)) } : nil
    case .event: scope.event.map { _ in .object(EventShape.typeName) }
    case .now: .timestamp
    case .instance: scope.hasInstance ? .object(StandardTypes.instance.name) : nil
    case .children: scope.hasInstance ? .list(.object(StandardTypes.child.name)) : nil
    case .contacts: contacts == nil ? .dyn : .object(ContactsType.typeName)
    case .settings: settings.map { .object($0.name) } ?? .dyn
    case .row: scope.row
    }
  }
}
