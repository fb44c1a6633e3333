/// A way to reach people: e-mail, a Teams webhook. It composes and sends; who gets what, when, and how often it is tried again is
/// decided elsewhere, on the `Outcome`s that it gives.
package protocol Channel: Sendable {
  /// As incidents and `tocsin messages` call it: `email`, `teams/alerts`.
  var name: String { get }
  var limits: ChannelLimits { get }
  /// What to do in doubt, where the message itself does not say.
  var onUncertain: UncertainPolicy { get }

  /// The bytes that go to the wire at every attempt. Pure: the same part gives the same bytes, whoever composes them and when.
  func compose(_ part: OutgoingPart) throws(CompositionError) -> [UInt8]

  /// How many waiting messages can go as one; 1 where each goes alone.
  var mergesMax: Int { get }

  /// Several waiting messages as one: the bytes for as many of the parts as fit, from the first. Nil where they have to go alone.
  func merge(_ parts: [OutgoingPart]) -> (bytes: [UInt8], count: Int)?

  /// One attempt with bytes that `compose` made for this part. It never throws: every ending is an `Outcome`.
  func send(_ bytes: [UInt8], _ part: OutgoingPart) async -> Outcome
}

extension Channel {
  package var mergesMax: Int { 1 }

  package func merge(_ parts: [OutgoingPart]) -> (bytes: [UInt8], count: Int)? { nil }
}
