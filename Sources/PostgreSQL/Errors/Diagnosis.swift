import CLibPQ

/// What an error result says, field by field.
struct Diagnosis {
  let sqlstate: String?
  let constraint: String?
  let text: String
  /// The session is over (`FATAL`, `PANIC`).
  let isFatal: Bool
  /// A prepared statement's result changed its shape under it, after a migration: a new preparation will do.
  let isStalePlan: Bool

  init(_ result: OpaquePointer) {
    func field(_ code: Character) -> String? {
      guard let ascii = code.asciiValue, let text = PQresultErrorField(result, Int32(ascii)) else { return nil }
      return String(cString: text)
    }
    sqlstate = field("C")
    constraint = field("n")
    let severity = field("V")
    isFatal = severity == "FATAL" || severity == "PANIC"
    isStalePlan = sqlstate == SQLState.featureNotSupported && field("R") == "RevalidateCachedQuery"
    let parts = [field("M"), field("D"), field("H"), field("W")].compactMap { $0 }
    text = parts.isEmpty ? String(cString: PQresultErrorMessage(result)) : parts.joined(separator: "\n")
  }
}
