package import Calendar
import Channel
package import Executor
package import Machine
package import Store
package import Workflow

/// All that the page of a link shows: the message, who it was for, how things stand, and what was answered so far.
package struct AnswerCase: Hashable, Sendable {
  /// An answer that somebody gave.
  package struct Given: Hashable, Sendable {
    package var event: String
    package var by: String
    package var at: Instant
    package var reason: String
    /// What identifies it in the inbox.
    package var key: String
    /// Taken back again.
    package var isWithdrawn: Bool
    /// Not read yet: the workflow has not acted on it.
    package var isUnread: Bool
  }

  /// A later message, and when it was decided.
  package struct Newer: Hashable, Sendable {
    package var part: PartID
    package var at: Instant
  }

  package var part: PartID
  package var record: PartRecord
  package var message: MessagePart
  package var instance: Instance
  /// The newest message to the same recipient that asks for an answer, where this is not it.
  package var newest: Newer?
  /// Oldest first.
  package var given: [Given]
  /// The next deadline of the instance; nil where only an event can move it.
  package var deadline: Instant?
  /// Whether the workflow does something when an answer is taken back.
  package var canWithdraw: Bool

  package var offers: [AnswerSpec] { message.answers }
  /// A card is for a room: whoever reads it says who they are.
  package var isOfRoom: Bool { if case .card = message.message { true } else { false } }
  /// `emsp` of the room `teams/emsp`; the address of a mail's recipient.
  package var recipient: String { message.recipient.address }

  /// Whether it can be answered so: with one of the message's answers, or, a mail, by “I am not the right person”.
  package func isOffered(_ event: String) -> Bool {
    offers.contains { $0.event == event } || event == AnswerDesk.notMe && !isOfRoom
  }

  package var title: String {
    switch message.message {
    case .mail(let mail): mail.threadTopic ?? mail.subject
    case .card(let card): card.fallbackText
    }
  }

  package var openRows: Int { instance.items.count { $0.isOpen } }
  package var closedRows: Int { instance.items.count - openRows }
  /// The innermost active states, as the workflow names them.
  package var state: String {
    let paths = instance.configuration.map(\.path)
    let inner = paths.filter { path in !paths.contains { $0.hasPrefix(path + ".") } }
    return inner.map { String($0.split(separator: ".").last ?? "") }.joined(separator: ", ")
  }

  /// The last answer of that name that was not taken back. What was said before this message was there answers an earlier one: the next
  /// rung asks anew.
  package func standing(_ event: String) -> Given? {
    given.last {
      ($0.event == event || $0.key.hasPrefix("answer/\(part)/\(event)/")) && !$0.isWithdrawn && $0.at >= record.createdAt
    }
  }
}
