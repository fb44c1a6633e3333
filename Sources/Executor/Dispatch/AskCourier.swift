import CEL
import Calendar
import Machine
package import Source
package import Store

/// Asks a source, again as the question's policy says, and brings the answer to the very invocation that asked.
package struct AskCourier: Courier {
  package let channel: String
  package let concurrency: Int
  /// By name: `bookings-db/confirm`.
  package let sources: [String: any Source]

  /// What one attempt may take where the workflow does not say, in seconds.
  package static let defaultTimeoutSeconds = 300

  package init(channel: String, concurrency: Int, sources: [String: any Source]) {
    self.channel = channel
    self.concurrency = concurrency
    self.sources = sources
  }

  package func deliver(_ delivery: Delivery, _ desk: DeliveryDesk) async throws {
    let now = try await desk.time.read().now
    guard try await isWanted(delivery, now, desk) else {
      return try await desk.settle(
        delivery, Settlement(ending: .cancelled, answer: ["text": "the state that asked was left"]))
    }
    let ask: AskEffect
    do {
      ask = try AskEffect(json: delivery.part.body)
    } catch {
      return try await end(delivery, "\(error)", isErrorHandled: false, desk)
    }
    guard let source = sources[ask.source] else {
      return try await end(delivery, "no source \(ask.source) is set up", isErrorHandled: ask.isErrorHandled, desk)
    }
    // Nobody but this executor has the lease; asking twice does no harm, so no instance needs to be looked at.
    guard try await desk.store.markSending(delivery, checkedStep: nil, bytes: [], at: now) else { return }
    let outcome = await source.ask(
      SourceRequest(
        name: ask.source, input: ask.input, askedAt: now,
        timeoutSeconds: Double(ask.timeoutSeconds ?? Self.defaultTimeoutSeconds)))
    try await settle(delivery, ask, outcome, askedAt: now, desk)
  }

  private func isWanted(_ delivery: Delivery, _ now: Instant, _ desk: DeliveryDesk) async throws -> Bool {
    let checked = try await desk.store.instanceForCheck(delivery.part.effect.instance, at: now)
    return checked?.instance.invocations.contains { $0.effect == delivery.part.effect } ?? false
  }

  private func settle(
    _ delivery: Delivery, _ ask: AskEffect, _ outcome: SourceOutcome, askedAt: Instant, _ desk: DeliveryDesk
  ) async throws {
    switch outcome {
    case .answered(let answer):
      let event = inboxEvent(delivery, .done(data: answer.data, isComplete: answer.complete), at: try await desk.heardTime())
      try await desk.settle(
        delivery, Settlement(ending: .delivered, answer: summary(answer), beganAt: askedAt, event: event))
    case .failed(let failure):
      let now = try await desk.heardTime()
      if let next = next(ask, failure, attempts: delivery.attempts + 1, now, desk) {
        return try await desk.settle(
          delivery,
          Settlement(
            ending: .retried(at: next, usesUpAttempt: true), answer: ["text": .string(failure.text)], beganAt: askedAt))
      }
      try await end(delivery, failure.text, isErrorHandled: ask.isErrorHandled, desk)
    }
  }

  /// When the question is asked again; nil where the source said never, or the policy is used up.
  private func next(
    _ ask: AskEffect, _ failure: SourceFailure, attempts: Int, _ now: Instant, _ desk: DeliveryDesk
  ) -> Instant? {
    guard case .later(let askedSeconds) = failure.retry else { return nil }
    guard
      let seconds = RetryDelays.question(
        ask.retry, afterAttempts: attempts, askedSeconds: askedSeconds, chance: desk.clock.chance())
    else { return nil }
    let next = now.adding(seconds: seconds)
    if let until = ask.retry.until, next > until { return nil }
    return next
  }

  private func end(_ delivery: Delivery, _ reason: String, isErrorHandled: Bool, _ desk: DeliveryDesk) async throws {
    let event = inboxEvent(delivery, .failed(reason: reason), at: try await desk.heardTime())
    var settlement = Settlement(ending: .failed, answer: ["text": .string(reason)], event: event)
    if !isErrorHandled {
      settlement.incident = IncidentOpening(
        cause: .effect, text: "A question to \(channel.dropFirst("source/".count)) was not answered: \(reason)",
        part: PartID(effect: delivery.part.effect, part: 0))
    }
    try await desk.settle(delivery, settlement)
  }

  /// For the record of attempts; the answer itself is the event's.
  private func summary(_ answer: SourceAnswer) -> Value {
    [
      "rows": .int(Int64(answer.rows)), "pages": .int(Int64(answer.pages)), "complete": .bool(answer.complete),
      "remarks": .list(answer.remarks.map { .string($0) }),
    ]
  }

  private func inboxEvent(_ delivery: Delivery, _ answer: Event.Answer, at now: Instant) -> InboxEvent {
    let effect = delivery.part.effect
    return InboxEvent(
      instance: effect.instance, key: "@answered/\(effect)", at: now, event: .answered(effect, answer))
  }
}
