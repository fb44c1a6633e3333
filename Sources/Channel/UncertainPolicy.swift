/// What happens to a message of which nobody can say whether it arrived.
package enum UncertainPolicy: String, Hashable, Sendable {
  /// It goes out again, the same bytes under the same id: a double is better than a miss.
  case resend
  /// It waits for a person: a double would be worse, or could not be told from a new message.
  case hold
}
