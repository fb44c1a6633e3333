/// The names under which outbox rows find who carries them out.
package enum ChannelName {
  package static let email = "email"
  package static let start = "start"
  package static let tell = "tell"

  package static func teams(_ webhook: String) -> String { "teams/\(webhook)" }

  package static func webhook(_ name: String) -> String { "webhook/\(name)" }

  /// Questions queue by the system that they go to: `source/bookings-db` for `bookings-db/confirm`.
  package static func source(_ name: String) -> String {
    "source/\(name.prefix { $0 != "/" })"
  }
}
