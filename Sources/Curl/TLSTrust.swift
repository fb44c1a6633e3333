/// Whose certificates are believed: those of the system, or those of one file (PEM) beside nothing else.
package enum TLSTrust: Hashable, Sendable {
  case system
  case file(String)
}
