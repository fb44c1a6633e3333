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

  package func deliver(_ delivery: Delivery, _ desk: DeliveryDesk) async throws -> Bool {
    let now = try await desk.time.read().now
    guard try await isWanted(delivery, now, desk) else {
      try await desk.settle(delivery, Settlement(ending: .cancelled, answer: ["text": "nobody waits for the answer any more"]))
      return false
    }
    let ask: AskEffect
    do {
      ask = try AskEffect(json: delivery.part.body)
    } catch {
      try await end(delivery, "\(error)", beganAt: nil, isErrorHandled: false, desk)
      return false
    }
    guard let source = sources[ask.source] else {
      try await end(delivery, "no source \(ask.source) is set up", beganAt: nil, isErrorHandled: ask.isErrorHandled, desk)
      return false
    }
    // Nobody but this executor has the lease; asking twice does no harm, so no instance needs to be looked at.
    guard try await desk.store.markSending(delivery, checkedStep: nil, bytes: [], at: now) else { return false }
    let request = SourceRequest(
      name: ask.source, input: ask.input, askedAt: now, timeoutSeconds: Double(ask.timeoutSeconds ?? Self.defaultTimeoutSeconds),
      asker: delivery.part.effect.description)
    let (outcome, stopped) =
      desk.isAlone ? (await source.ask(request), nil) : await desk.asks.ask(delivery.token) { await source.ask(request) }
    try await settle(delivery, ask, Self.outcome(outcome, stopped), askedAt: now, desk)
    return true
  }

  /// What was stopped counts as a question that took too long: it is asked again where its policy says so. An answer that came all the
  /// same is one.
  private static func outcome(_ outcome: SourceOutcome, _ stopped: String?) -> SourceOutcome {
    guard let stopped, case .failed(let failure) = outcome else { return outcome }
    return .failed(SourceFailure(text: stopped, detail: failure.description, retry: .later(afterSeconds: nil)))
  }

  private func isWanted(_ delivery: Delivery, _ now: Instant, _ desk: DeliveryDesk) async throws -> Bool {
    let checked = try await desk.store.instanceForCheck(delivery.part.effect.instance, at: now)
    return checked?.instance.awaits(delivery.part.effect) ?? false
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
      try await end(delivery, failure.text, beganAt: askedAt, isErrorHandled: ask.isErrorHandled, desk)
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

  /// The workflow hears of the failure where it says what to do then. Where it does not, a person does, and the question
  /// stays open: asked again, its answer still counts.
  private func end(
    _ delivery: Delivery, _ reason: String, beganAt: Instant?, isErrorHandled: Bool, _ desk: DeliveryDesk
  ) async throws {
    var settlement = Settlement(ending: .failed, answer: ["text": .string(reason)], beganAt: beganAt)
    if isErrorHandled {
      settlement.event = inboxEvent(delivery, .failed(reason: reason), at: try await desk.heardTime())
    } else {
      settlement.incident = IncidentOpening(
        cause: .effect, text: "A question to \(channel.dropFirst("source/".count)) was not answered: \(reason)",
        part: delivery.part.id)
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
