/// A clock that runs only while an instance stands in some of its states: what a service level counts by.
package struct PausingClock: Hashable, Sendable {
  package var name: String
  /// It runs while one of these is active.
  package var runsIn: [StateID]
  /// Whether it counts open time of the workflow's calendar only.
  package var countsBusinessTime: Bool
  package var place: Place

  package init(name: String, runsIn: [StateID], countsBusinessTime: Bool, place: Place) {
    self.name = name
    self.runsIn = runsIn
    self.countsBusinessTime = countsBusinessTime
    self.place = place
  }
}
