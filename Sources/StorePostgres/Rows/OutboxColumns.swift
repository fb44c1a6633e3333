import Calendar
import Machine
import PostgreSQL
import Store

/// New parts of a batch.
struct OutboxColumns {
  private var ids: [InstanceID] = []
  private var step: [Int] = []
  private var index: [Int] = []
  private var part: [Int] = []
  private var channel = TextColumn()
  private var thread = TextColumn()
  private var recipient = TextColumn()
  private var entry: [Int?] = []
  private var message = TextColumn()
  private var body = TextColumn()
  private var onUncertain = TextColumn()
  private var nextAt: [Instant] = []
  private var createdAt: [Instant] = []
  private var digest = TextColumn()

  var count: Int { ids.count }

  mutating func add(_ part: OutboxPart, createdAt: Instant) {
    ids.append(part.effect.instance)
    step.append(part.effect.step)
    index.append(part.effect.index)
    self.part.append(part.part)
    channel.append(part.channel)
    thread.append(part.thread)
    recipient.append(part.recipient)
    entry.append(part.entry)
    if let reference = part.message { message.append { JSONText.write(reference.stored, onto: &$0) } } else { message.append(nil) }
    body.append { JSONText.write(part.body, onto: &$0) }
    onUncertain.append(part.onUncertain.rawValue)
    nextAt.append(part.nextAt)
    self.createdAt.append(createdAt)
    digest.append(part.digest)
  }

  var insert: Call {
    Call(
      DeliverySQL.insert,
      .keys(ids) + [
        .numbers(step), .numbers(index), .numbers(part), .textColumn(channel), .textColumn(thread), .textColumn(recipient),
        .numbers(entry), .textColumn(message), .textColumn(body), .textColumn(onUncertain), .instants(nextAt), .instants(createdAt),
        .textColumn(digest),
      ])
  }
}
