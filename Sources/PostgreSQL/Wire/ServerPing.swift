import CLibPQ

/// Whether a server takes connections, without logging in.
package enum ServerPing: Hashable, Sendable {
  case ready
  /// It is there and says no for now: it starts, recovers or stops.
  case startingUp
  case silent

  /// Blocks for as long as the server takes to answer, a few seconds at most.
  package static func ask(socketFolder: String) -> ServerPing {
    let target = "host=\(quotedValue(socketFolder)) dbname=postgres user=postgres connect_timeout=5"
    return switch PQping(target) {
    case PQPING_OK: .ready
    case PQPING_REJECT: .startingUp
    default: .silent
    }
  }

  /// A value between quotes, as libpq's `key=value` pairs take it.
  package static func quotedValue(_ value: String) -> String {
    "'" + value.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
