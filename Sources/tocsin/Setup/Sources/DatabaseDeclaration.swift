import Calendar
import YAML

/// How a database is reached that only answers: `kind: postgresql`, `odbc` or `mongodb`.
struct DatabaseDeclaration {
  enum System: String {
    case postgresql
    case odbc
    case mongodb
  }

  enum Place {
    /// A connection string: it may hold a password, so it stands elsewhere.
    case secret(AuthorizationDeclaration.SecretPlace)
    /// A database of that name on Tocsin's own server: samples, and installations with one server for all.
    case own(String)
  }

  let system: System
  let place: Place
  let node: YAML.Node
  /// What times without a zone mean there.
  let zone: Zone
  let timeoutSeconds: Double?
  let connections: Int?
  /// What reports' parameters of these names are there unless somebody says otherwise.
  let parameters: [String: String]
}
