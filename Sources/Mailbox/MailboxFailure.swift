package import Curl

/// Why a mailbox could not be read.
package enum MailboxFailure: Error, Hashable, Sendable, CustomStringConvertible {
  case connection(StreamFailure)
  /// The server said no to a command.
  case refused(command: String, answer: String)
  case notProtocol(String)

  package var description: String {
    switch self {
    case .connection(let failure): "the mailbox cannot be reached (\(failure.trouble.rawValue)): \(failure.detail)"
    case .refused(let command, let answer): "the mail server refused \(command): \(answer)"
    case .notProtocol(let text): "the mail server answers what makes no sense: \(text)"
    }
  }
}
