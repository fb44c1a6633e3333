import CEL
import Calendar
import Channel
import Machine
import Store
import Template
import Workflow

/// Who comes to a conversation later has nothing to look back to: the first mail they get tells what went before, and who answered.
struct ThreadSummary {
  let delivery: Delivery
  let instance: Instance
  let desk: DeliveryDesk

  /// The newest of these are told.
  private static let linesMax = 20
  /// Parts of a thread that are looked through; one for each recipient.
  private static let partsMax = 500

  /// The mail with what went before in its thread; as it is where that is nothing, or its recipient got it.
  func added(to part: OutgoingPart) async throws -> OutgoingPart {
    guard delivery.earlier.isEmpty, delivery.bytes == nil, let thread = delivery.part.thread, case .mail(var mail) = part.body,
      delivery.part.effect.step > 1
    else { return part }
    let filter = PartFilter(
      instance: instance.id, channel: delivery.part.channel, statuses: [.delivered, .sending, .uncertain], limit: Self.partsMax)
    let records = try await desk.store.parts(filter).filter { $0.part.thread == thread && $0.part.effect < delivery.part.effect }
    guard !records.isEmpty else { return part }
    let words = SummaryWords.of(part.recipient.language)
    // A version that cannot be had any more is no reason to keep a mail back; its times are told in UTC then.
    let zone = (try? await desk.shelf.definition(instance.hash).definition.zone) ?? .utc
    let told = (mails(records, words) + (try await answers(records, words))).sorted { ($0.at, $0.what) < ($1.at, $1.what) }
    let earlier = EarlierMails(
      heading: words.heading, lines: told.suffix(Self.linesMax).map { .init(when: words.time($0.at, zone), what: $0.what) })
    mail.text = earlier.added(toText: mail.text)
    mail.html = mail.html.map { earlier.added(toPage: $0) }
    var summed = part
    summed.body = .mail(mail)
    return summed
  }

  private struct Told {
    var at: Instant
    var what: String
  }

  /// One line for a mail, whoever got it.
  private func mails(_ records: [PartRecord], _ words: SummaryWords) -> [Told] {
    var seen: Set<EffectID> = []
    return records.filter { seen.insert($0.part.effect).inserted }.compactMap { record in
      guard let message = Self.message(record), case .mail(let mail) = message.message else { return nil }
      let people = (mail.to + mail.cc).map { $0.name.isEmpty ? $0.address : $0.name }
      return Told(at: record.createdAt, what: "\(mail.subject) (\(words.to) \(people.joined(separator: ", ")))")
    }
  }

  /// What people answered, by whatever way, in the words of the mails that asked.
  private func answers(_ records: [PartRecord], _ words: SummaryWords) async throws -> [Told] {
    let offers = records.compactMap { Self.message($0) }.flatMap(\.answers)
    return try await desk.store.inbox(of: instance.id).compactMap { record in
      guard let offer = offers.first(where: { $0.event == record.event.name }), let by = record.event.data["by"]?.string, !by.isEmpty
      else { return nil }
      return Told(at: record.event.at, what: "“\(offer.label(in: words.language.rawValue))”, \(by)")
    }
  }

  private static func message(_ record: PartRecord) -> MessagePart? {
    // A row of another version's shape is left out of a summary.
    try? MessagePart(json: record.part.body)
  }
}

/// What a summary says itself, in the languages that are shipped.
private struct SummaryWords {
  var language: Language
  var heading: String
  var to: String
  var pattern: String

  static func of(_ language: String?) -> SummaryWords {
    switch language?.prefix(while: { $0 != "-" }) {
    case "de":
      SummaryWords(language: .german, heading: "Was bisher in dieser Unterhaltung stand", to: "an", pattern: "d. MMMM yyyy, HH:mm")
    case "bn":
      SummaryWords(language: .bengali, heading: "এই আলাপে আগে যা বলা হয়েছে", to: "প্রাপক", pattern: "d MMMM yyyy, HH:mm")
    default:
      SummaryWords(language: .english, heading: "Earlier in this conversation", to: "to", pattern: "d MMMM yyyy, HH:mm")
    }
  }

  func time(_ instant: Instant, _ zone: Zone) -> String {
    // The patterns above can be read: a test writes all three.
    (try? DatePattern(parsing: pattern))?.format(instant, in: zone, language: language) ?? instant.description
  }
}
