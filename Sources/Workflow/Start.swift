package import Calendar

/// How instances of a workflow come to exist: what sets a round off, and the key and input of what it opens.
package struct Start: Hashable, Sendable {
  package enum Trigger: Hashable, Sendable {
    case cron(Cron)
    /// Counted from the zone's midnight.
    case every(Delay)
    /// An event to the workflow: a button, the API, `tocsin start`.
    case on(event: String)
  }

  /// Which of the missed times run after an outage.
  package enum CatchUp: String, Hashable, Sendable, CaseIterable {
    case last
    case all
    case none
  }

  /// Whether a key may run again after its end.
  package enum Again: String, Hashable, Sendable, CaseIterable {
    case never
    case always
  }

  package var trigger: Trigger
  package var key: Expression
  package var input: [Assignment]
  /// First values of `data`; the other fields begin with their defaults.
  package var data: [Assignment]
  package var catchUp: CatchUp
  package var again: Again
  /// The rows that it looks at each time; nil where a time or an event alone opens an instance.
  package var watch: WatchSpec?
  package var place: Place

  package init(
    trigger: Trigger, key: Expression, input: [Assignment], data: [Assignment] = [], catchUp: CatchUp = .last, again: Again = .never,
    watch: WatchSpec? = nil, place: Place
  ) {
    self.trigger = trigger
    self.key = key
    self.input = input
    self.data = data
    self.catchUp = catchUp
    self.again = again
    self.watch = watch
    self.place = place
  }
}
