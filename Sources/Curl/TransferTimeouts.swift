/// How long a transfer may take, in seconds: until connected, until each answer of the server (mail only), and in all.
package struct TransferTimeouts: Hashable, Sendable {
  package var connectSeconds: Double
  package var answerSeconds: Double
  package var totalSeconds: Double

  package init(connectSeconds: Double = 10, answerSeconds: Double = 60, totalSeconds: Double = 120) {
    self.connectSeconds = connectSeconds
    self.answerSeconds = answerSeconds
    self.totalSeconds = totalSeconds
  }
}
