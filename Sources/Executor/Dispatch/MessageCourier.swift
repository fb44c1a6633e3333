import CEL
import Calendar
package import Channel
import Machine
package import Store
import Workflow

/// Sends messages through a channel: looks at the instance again, writes `sending`, sends, settles.
package struct MessageCourier: Courier {
  /// An instance that moves on between look and send, or has something to read first, is looked at again so often; then
  /// the message waits for its next claim.
  static let looksMax = 5
  /// Before the second look, in seconds; twice as long before each later one.
  static let lookSeconds = 0.01
  /// Until a message is looked at again whose instance waits for a person with an event unread, in seconds.
  static let restSeconds = 60.0

  package let link: any Channel
  /// The right-hand side of Message-IDs: names this installation for ever.
  package let domain: String

  package init(link: any Channel, domain: String) {
    self.link = link
    self.domain = domain
  }

  package var channel: String { link.name }
  package var concurrency: Int { link.limits.concurrentSends }
  package var carriesMessages: Bool { true }

  package var mergesMax: Int { link.mergesMax }
  package var carriesDigests: Bool { channel == ChannelName.email }

  package func deliver(_ delivery: Delivery, _ desk: DeliveryDesk) async throws -> Bool {
    guard let ready = try await prepare(delivery, desk) else { return false }
    do {
      try await send(ready.part, ready.bytes, ready.delivery, beganAt: ready.beganAt, desk)
    } catch {
      throw UnsettledAfterTheWire(cause: error)
    }
    return true
  }

  /// What waited goes as one message, as far as the channel can put it together; each part keeps its own bytes and gets the answer.
  package func deliver(together deliveries: [Delivery], _ desk: DeliveryDesk) async -> TogetherReport {
    var report = TogetherReport()
    var ready: [Ready] = []
    let due: [Delivery]
    do {
      due = try await DigestPace(channel: channel).due(deliveries, desk)
    } catch {
      report.failed = deliveries.map { ($0, error) }
      return report
    }
    for delivery in due {
      do {
        if let one = try await prepare(delivery, desk) { ready.append(one) }
      } catch {
        report.failed.append((delivery, error))
      }
    }
    while !ready.isEmpty {
      let (bytes, count) = ready.count > 1 ? link.merge(ready.map(\.part)) ?? (ready[0].bytes, 1) : (ready[0].bytes, 1)
      let together = Array(ready.prefix(count))
      ready.removeFirst(count)
      let outcome = await link.send(bytes, together[0].part)
      report.messages += 1
      for one in together {
        do {
          try await settle(outcome, one.delivery, beganAt: one.beganAt, desk)
        } catch {
          report.failed.append((one.delivery, UnsettledAfterTheWire(cause: error)))
        }
      }
    }
    return report
  }

  /// A message that was looked at, put into its form, and marked as being sent.
  private struct Ready {
    var delivery: Delivery
    var part: OutgoingPart
    var bytes: [UInt8]
    var beganAt: Instant
  }

  /// Nil where it is not to go, or not now; that is settled.
  private func prepare(_ delivery: Delivery, _ desk: DeliveryDesk) async throws -> Ready? {
    for look in 0..<Self.looksMax {
      if look > 0 { await letStep(look, desk) }
      let now = try await desk.time.read().now
      guard let checked = try await desk.store.instanceForCheck(delivery.part.effect.instance, at: now) else {
        try await fail(delivery, "its instance is gone", desk)
        return nil
      }
      if checked.hasUnreadEvent {
        if checked.instance.isAwake { continue }
        try await desk.giveBack(delivery, at: now.adding(seconds: Self.restSeconds), because: "its instance waits for a person")
        return nil
      }
      if let ending = try await reasonNotToSend(delivery, checked.instance, now, desk) {
        try await desk.settle(delivery, ending)
        return nil
      }
      let window = MaintenanceCheck(delivery: delivery, instance: checked.instance, channel: channel, now: now)
      if let waiting = try await window.settlement(desk.store) {
        try await desk.settle(delivery, waiting)
        return nil
      }
      guard let (part, bytes) = try await composed(delivery, checked.instance, desk) else { return nil }
      if try await desk.store.markSending(delivery, checkedStep: checked.instance.step, bytes: bytes, at: now) {
        return Ready(delivery: delivery, part: part, bytes: bytes, beganAt: now)
      }
    }
    try await desk.giveBack(delivery, because: "its instance has something to read first")
    return nil
  }

  private func letStep(_ look: Int, _ desk: DeliveryDesk) async {
    await desk.stepping.poke()
    await desk.clock.pause(seconds: Self.lookSeconds * Double(1 << (look - 1)))
  }

  /// Its state was left, its `if:` is false now, the same went out a short time ago; nil where it goes.
  private func reasonNotToSend(
    _ delivery: Delivery, _ instance: Instance, _ now: Instant, _ desk: DeliveryDesk
  ) async throws -> Settlement? {
    guard let message = delivery.part.message, !message.isCopy else { return nil }
    do {
      let definition = try await desk.shelf.definition(instance.hash).definition
      guard let number = definition.message(of: message) else { throw PartError(description: "its message is not in this version") }
      let verdict = try desk.machine.verdict(
        definition, try instance.typed(by: definition), entry: delivery.part.entry, message: number,
        locals: message.locals, now: now, live: desk.live())
      switch verdict {
      case .cancelled(let reason): return Settlement(ending: .cancelled, answer: ["text": .string(reason)])
      case .send:
        return try await Suppression(delivery: delivery, definition: definition, instance: instance, now: now)
          .settlement(desk)
      }
    } catch let error as StoreError {
      throw error
    } catch {
      // A double is better than a miss: what cannot be asked again goes as the step decided it, while its state is active.
      guard let entry = delivery.part.entry, !instance.isActive(entry: entry) else { return nil }
      return Settlement(ending: .cancelled, answer: ["text": "its state was left"])
    }
  }

  /// Nil where the message cannot be put into the channel's form; that is settled then.
  private func composed(
    _ delivery: Delivery, _ instance: Instance, _ desk: DeliveryDesk
  ) async throws -> (OutgoingPart, [UInt8])? {
    do {
      let summary = ThreadSummary(delivery: delivery, instance: instance, desk: desk)
      let part = try await summary.added(to: try outgoing(delivery, instance))
      return (part, try delivery.bytes ?? link.compose(part))
    } catch let error as StoreError {
      throw error
    } catch {
      try await fail(delivery, "the message cannot be composed: \(error)", desk)
      return nil
    }
  }

  private func outgoing(_ delivery: Delivery, _ instance: Instance) throws -> OutgoingPart {
    let part = try MessagePart(json: delivery.part.body)
    let id = delivery.part.id
    return OutgoingPart(
      id: id.description, messageID: id.messageID(domain: domain),
      references: delivery.earlier.map { $0.messageID(domain: domain) },
      thread: delivery.part.thread.map {
        MessageThread(commonID: "<\(instance.id).\($0)@\(domain)>", startedAt: instance.openedAt)
      },
      date: delivery.createdAt, recipient: part.recipient, body: part.message)
  }

  private func send(
    _ part: OutgoingPart, _ bytes: [UInt8], _ delivery: Delivery, beganAt: Instant, _ desk: DeliveryDesk
  ) async throws {
    try await settle(await link.send(bytes, part), delivery, beganAt: beganAt, desk)
  }

  private func settle(_ outcome: Outcome, _ delivery: Delivery, beganAt: Instant, _ desk: DeliveryDesk) async throws {
    let now = await heardTime(beganAt: beganAt, desk)
    if case .unavailable(let answer) = outcome, await desk.health.markDown(channel) {
      desk.listener.hear(.channelDown(channel, reason: answer.text))
    }
    // What became of the message comes before what became of the channel: the one cannot be found out again.
    try await desk.settle(delivery, settlement(of: outcome, delivery, beganAt: beganAt, at: now))
    if case .failedPermanently(let answer) = outcome { await standIn(for: delivery.part, answer.text, at: now, desk) }
    switch outcome {
    case .delivered, .failedTemporarily, .failedPermanently: try await desk.channelAnswered(channel, at: now)
    case .unavailable(let answer): try await desk.channelIsDown(channel, answer, at: now)
    case .uncertain: break
    }
  }

  /// That it failed is an incident in any case; that nobody could stand in is told.
  private func standIn(for part: OutboxPart, _ reason: String, at now: Instant, _ desk: DeliveryDesk) async {
    do {
      let standIn = StandIn(store: desk.store, machine: desk.machine, shelf: desk.shelf, live: desk.live)
      if try await standIn.forward(part, because: reason, at: now) != nil { await desk.stepping.poke() }
    } catch {
      desk.listener.hear(.storeTrouble((error as? StoreError) ?? StoreError(retry: .never, message: "\(error)")))
    }
  }

  /// Where the store does not even say what time it is, the time of the beginning will do: how it ended is to be written all
  /// the same.
  private func heardTime(beganAt: Instant, _ desk: DeliveryDesk) async -> Instant {
    do {
      return try await desk.heardTime()
    } catch {
      desk.listener.hear(.storeTrouble(error))
      return beganAt
    }
  }

  private func settlement(of outcome: Outcome, _ delivery: Delivery, beganAt: Instant, at now: Instant) -> Settlement {
    var settlement = Settlement(ending: .delivered, answer: outcome.answer.json, beganAt: beganAt)
    switch outcome {
    case .delivered: break
    case .failedTemporarily(let answer, let askedSeconds):
      if let seconds = RetryDelays.message(afterAttempts: delivery.attempts + 1, askedSeconds: askedSeconds) {
        settlement.ending = .retried(at: now.adding(seconds: seconds), usesUpAttempt: true)
      } else {
        settlement.ending = .failed
        settlement.incident = incident(delivery, "refused for now until all attempts were used up: \(answer.text)")
      }
    case .failedPermanently(let answer):
      settlement.ending = .failed
      settlement.incident = incident(delivery, answer.text)
    case .unavailable:
      // Its place in the queue stays what it was.
      settlement.ending = .retried(at: delivery.part.nextAt, usesUpAttempt: false)
    case .uncertain(let answer):
      let mayResend = delivery.part.onUncertain == .resend && delivery.uncertains < DeliveryLimits.resendsMax
      settlement.ending = .uncertain(resendAt: mayResend ? now.adding(seconds: RetryDelays.resendSeconds) : nil)
      if !mayResend { settlement.incident = incident(delivery, "nobody can say whether it arrived: \(answer.text)") }
    }
    return settlement
  }

  private func fail(_ delivery: Delivery, _ reason: String, _ desk: DeliveryDesk) async throws {
    try await desk.settle(
      delivery, Settlement(ending: .failed, answer: ["text": .string(reason)], incident: incident(delivery, reason)))
  }

  private func incident(_ delivery: Delivery, _ reason: String) -> IncidentOpening {
    let to = delivery.part.recipient.isEmpty ? channel : delivery.part.recipient
    return IncidentOpening(
      cause: .effect, text: "A message to \(to) was not delivered: \(reason)", detail: delivery.part.message?.template,
      part: delivery.part.id)
  }
}

extension PartID {
  /// `<instance.step.index.part@domain>`: the same for ever.
  package func messageID(domain: String) -> String {
    "<\(effect.instance).\(effect.step).\(effect.index).\(part)@\(domain)>"
  }
}
