import CEL
import Calendar
package import Channel
import Machine
package import Store
import Workflow

/// Sends messages through a channel: looks at the instance again, writes `sending`, sends, settles.
package struct MessageCourier: Courier {
  /// An instance that moves on between look and send is looked at again so often; then the message waits its turn.
  static let looksMax = 5

  package let link: any Channel
  /// The right-hand side of Message-IDs: names this installation for ever.
  package let domain: String

  package init(link: any Channel, domain: String) {
    self.link = link
    self.domain = domain
  }

  package var channel: String { link.name }
  package var concurrency: Int { link.limits.concurrentSends }

  package func deliver(_ delivery: Delivery, _ desk: DeliveryDesk) async throws {
    for _ in 0..<Self.looksMax {
      let now = try await desk.time.read().now
      guard let checked = try await desk.store.instanceForCheck(delivery.part.effect.instance, at: now) else {
        return try await fail(delivery, "its instance is gone", beganAt: nil, desk)
      }
      if checked.hasUnreadEvent { return try await wait(delivery, now, desk) }
      switch try await verdict(delivery, checked.instance, now, desk) {
      case .cancelled(let reason):
        return try await desk.settle(delivery, Settlement(ending: .cancelled, answer: ["text": .string(reason)]))
      case .send:
        break
      }
      guard let (part, bytes) = try await composed(delivery, checked.instance, desk) else { return }
      if try await desk.store.markSending(delivery, checkedStep: checked.instance.step, bytes: bytes, at: now) {
        return try await send(part, bytes, delivery, desk)
      }
    }
    try await wait(delivery, try await desk.time.read().now, desk)
  }

  /// Gives the delivery back as it was, for its instance has something to read first.
  private func wait(_ delivery: Delivery, _ now: Instant, _ desk: DeliveryDesk) async throws {
    let settlement = Settlement(ending: .retried(at: now, usesUpAttempt: false), answer: ["text": "waits for an unread event"])
    _ = try await desk.store.settle(delivery, as: settlement, at: now)
    await desk.leases.remove(delivery.token)
    await desk.stepping.poke()
    await desk.clock.pause(seconds: 0.02)
  }

  private func verdict(
    _ delivery: Delivery, _ instance: Instance, _ now: Instant, _ desk: DeliveryDesk
  ) async throws -> SendVerdict {
    let loaded = try await desk.shelf.definition(instance.hash)
    do {
      let typed = try instance.typed(by: loaded.definition)
      guard let message = delivery.part.message else { return .send }
      return try desk.machine.verdict(
        loaded.definition, typed, entry: delivery.part.entry, message: MessageID(message.number), locals: message.locals,
        now: now, live: desk.live())
    } catch {
      // A double is better than a miss: what cannot be asked again goes as the step decided it.
      return .send
    }
  }

  /// Nil where the message cannot be put into the channel's form; that is settled then.
  private func composed(
    _ delivery: Delivery, _ instance: Instance, _ desk: DeliveryDesk
  ) async throws -> (OutgoingPart, [UInt8])? {
    do {
      let part = try outgoing(delivery, instance)
      return (part, try delivery.bytes ?? link.compose(part))
    } catch {
      try await fail(delivery, "the message cannot be composed: \(error)", beganAt: nil, desk)
      return nil
    }
  }

  private func outgoing(_ delivery: Delivery, _ instance: Instance) throws -> OutgoingPart {
    let part = try MessagePart(json: delivery.part.body)
    let id = PartID(effect: delivery.part.effect, part: delivery.part.part)
    return OutgoingPart(
      id: id.description, messageID: id.messageID(domain: domain),
      references: delivery.earlier.map { $0.messageID(domain: domain) },
      thread: delivery.part.thread.map {
        MessageThread(commonID: "<\(instance.id).\($0)@\(domain)>", startedAt: instance.openedAt)
      },
      date: delivery.createdAt, recipient: part.recipient, body: part.message)
  }

  private func send(_ part: OutgoingPart, _ bytes: [UInt8], _ delivery: Delivery, _ desk: DeliveryDesk) async throws {
    let beganAt = try? await desk.time.read().now  // for the record of attempts only
    let outcome = await link.send(bytes, part)
    var sent = delivery
    sent.attempts += 1
    let settlement = Settlement(
      ending: .delivered, answer: outcome.answer.json, beganAt: beganAt ?? delivery.part.nextAt)
    try await settle(sent, outcome, settlement, desk)
  }

  private func settle(
    _ delivery: Delivery, _ outcome: Outcome, _ draft: Settlement, _ desk: DeliveryDesk
  ) async throws {
    var settlement = draft
    let now = try await desk.heardTime()
    switch outcome {
    case .delivered:
      try await desk.channelAnswered(channel, at: now)
    case .failedTemporarily(let answer, let askedSeconds):
      if let seconds = RetryDelays.message(afterAttempts: delivery.attempts, askedSeconds: askedSeconds) {
        settlement.ending = .retried(at: now.adding(seconds: seconds), usesUpAttempt: true)
      } else {
        settlement.ending = .failed
        settlement.incident = incident(delivery, "refused for now until all attempts were used up: \(answer.text)")
      }
      try await desk.channelAnswered(channel, at: now)
    case .failedPermanently(let answer):
      settlement.ending = .failed
      settlement.incident = incident(delivery, answer.text)
      try await desk.channelAnswered(channel, at: now)
    case .unavailable(let answer):
      settlement.ending = .retried(at: now, usesUpAttempt: false)
      try await desk.channelIsDown(channel, answer, at: now)
    case .uncertain(let answer):
      settlement.ending = uncertainEnding(delivery, now)
      if settlement.ending == .uncertain(resendAt: nil) {
        settlement.incident = incident(delivery, "nobody can say whether it arrived: \(answer.text)")
      }
    }
    try await desk.settle(delivery, settlement)
  }

  private func uncertainEnding(_ delivery: Delivery, _ now: Instant) -> Settlement.Ending {
    let mayResend = delivery.part.onUncertain == .resend && delivery.uncertains < DeliveryLimits.resendsMax
    return .uncertain(resendAt: mayResend ? now.adding(seconds: RetryDelays.resendSeconds) : nil)
  }

  private func fail(_ delivery: Delivery, _ reason: String, beganAt: Instant?, _ desk: DeliveryDesk) async throws {
    try await desk.settle(
      delivery,
      Settlement(
        ending: .failed, answer: ["text": .string(reason)], beganAt: beganAt, incident: incident(delivery, reason)))
  }

  private func incident(_ delivery: Delivery, _ reason: String) -> IncidentOpening {
    let to = delivery.part.recipient.isEmpty ? channel : delivery.part.recipient
    return IncidentOpening(
      cause: .effect, text: "A message to \(to) was not delivered: \(reason)", detail: delivery.part.message?.template,
      part: PartID(effect: delivery.part.effect, part: delivery.part.part))
  }
}

extension PartID {
  /// `<instance.step.index.part@domain>`: the same for ever.
  package func messageID(domain: String) -> String {
    "<\(effect.instance).\(effect.step).\(effect.index).\(part)@\(domain)>"
  }
}
