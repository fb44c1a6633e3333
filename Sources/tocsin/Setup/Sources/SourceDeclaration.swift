import CEL
import Calendar
import Rules
import YAML

/// One file of `sources/`, read and checked: a system that can be asked, and what can be asked of it.
struct SourceDeclaration {
  enum Kind {
    case http(HTTPDeclaration)
    /// Relative to the installation's folder.
    case files(folder: String)
    /// A database; what is asked of it are reports.
    case database(DatabaseDeclaration)
  }

  let name: String
  let nameNode: YAML.Node
  let kind: Kind
  let concurrency: Int
  /// How partners are called here, by OCPI party (`DE*NCH`).
  let operators: [String: String]
  let questions: [QuestionDeclaration]
}

/// How a system behind HTTP is reached.
struct HTTPDeclaration {
  /// Nil where only the environment says it.
  let url: String?
  let node: YAML.Node
  let authorization: AuthorizationDeclaration?
  let authorityFile: String?
  let pageSeconds: Double?
  let attempts: Int?
  let delaySeconds: Double?
  let delaySecondsMax: Double?
}

struct AuthorizationDeclaration {
  enum Scheme: String, CaseIterable {
    case token = "Token"
    case basic = "Basic"
    case bearer = "Bearer"
  }

  enum SecretPlace {
    case environment(String)
    case file(String)
    /// A setting of tocsin.yaml that is marked `secret`.
    case setting(String)
  }

  let scheme: Scheme
  let secret: SecretPlace
  let node: YAML.Node
  let user: String?
  /// OCPI from 2.2-d2 on wants its token in base64.
  let isBase64: Bool
}

/// A question with its parts, each a list of rows; more than one where rules put them together.
struct QuestionDeclaration {
  /// What a part's rows are.
  enum Role: String, CaseIterable {
    case sessions
    case cdrs
    case locations
  }

  struct Part {
    let role: Role
    let path: String
    let query: [(name: String, value: Program)]
    let paging: Paging
    let limit: Int?
    let envelope: Envelope
  }

  enum Paging: String, CaseIterable { case none, ocpi }
  enum Envelope: String, CaseIterable { case none, ocpi }

  let name: String
  let form: QuestionForm
  let parts: [Part]
  /// By which the rows are judged; without it they are the answer themselves.
  let book: RuleBook?
  /// Which rows are answered.
  let keep: Program?
  /// The field of the answer that holds the rows; nil: the rows are the answer.
  let answer: String?
}
